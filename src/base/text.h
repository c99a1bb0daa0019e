#pragma once

// Text order as JavaScript has it.

#include <string>
#include <string_view>
#include <vector>

namespace takt {

/// JavaScript's `a < b` for strings: by UTF-16 code unit.
bool utf16_less(std::string_view a, std::string_view b);

/// JavaScript's a.localeCompare(b) in the reference (ICU, English): <0, 0, >0.
int locale_compare(std::string_view a, std::string_view b);
/// The same with {numeric: true} where the reference sorts naturally.
int locale_compare_numeric(std::string_view a, std::string_view b);

/// The parts of `text` between `separator`s; an empty text gives one empty part.
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

}  // namespace takt
