#pragma once

// SHA-1, for ids that are the reference's, and SHA-256, for telling texts apart. Any thread.

#include <array>
#include <string_view>

namespace takt {

using Sha1 = std::array<unsigned char, 20>;
using Sha256 = std::array<unsigned char, 32>;

Sha1 sha1(std::string_view text);
/// Texts of the same digest are the same.
Sha256 sha256(std::string_view text);

}  // namespace takt
