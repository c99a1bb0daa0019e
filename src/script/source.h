#pragma once

// A piece of JavaScript of our own, embedded at build time (cmake/embed.cmake).

#include <string_view>

namespace takt::script {

struct Source {
  std::string_view name;  ///< as script stacks show it
  std::string_view text;
};

}  // namespace takt::script
