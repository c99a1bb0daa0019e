#pragma once

// SHA-1, for ids that are the reference's, and a fast hash for telling texts apart in memory. Any
// thread.

#include <array>
#include <cstdint>
#include <string_view>

namespace takt {

using Sha1 = std::array<unsigned char, 20>;
using Hash128 = std::array<uint64_t, 2>;

Sha1 sha1(std::string_view text);
/// Texts of the same hash are the same. Under a key of this process, so that nobody can make two
/// that aren't; it means nothing outside.
Hash128 hash128(std::string_view text);

}  // namespace takt
