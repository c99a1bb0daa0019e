#pragma once

// The read-only status page at "/": web/status/index.html, built into the program.

#include <string_view>

namespace takt::door {

std::string_view status_page();

}  // namespace takt::door
