#pragma once

// The version of the program and of the reference whose data it keeps.

namespace takt::app {

inline constexpr const char* kVersion = "0.1.0";
inline constexpr const char* kSofieVersion = "26.3";

}  // namespace takt::app
