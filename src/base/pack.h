#pragma once

// Large texts made small for keeping them inside JSON: zlib, then base64. Throws std::runtime_error
// for what is no packed text.

#include <string>
#include <string_view>

namespace takt {

std::string packed(std::string_view text);
std::string unpacked(std::string_view packed);

}  // namespace takt
