#pragma once

// What a script did wrong. `what()` is the message alone; `stack()` the script's stack ("Error: no
// camera\n    at getSegment (db:///blueprint/news-bundle.js:12:3)"). A C++ exception that a Host
// threw and that the script didn't catch comes out as itself, not as this.

#include <string>
#include <string_view>

#include "base/user_error.h"

namespace takt::script {

enum class ErrorKind {
  thrown,         ///< an exception of the script's own, syntax errors too
  timeout,        ///< past its time and interrupted
  memory,         ///< past its memory
  never_settled,  ///< the promise it returned can't settle any more
  bad_result,     ///< no such function, or a value that can't become JSON
};

std::string_view kind_name(ErrorKind kind);

class ScriptError : public DetailedError {
 public:
  ScriptError(ErrorKind kind, const std::string& message, std::string stack = {},
              std::string text = {})
      : DetailedError(message, std::move(stack)),
        kind_(kind),
        text_(text.empty() ? message : std::move(text)) {}
  ErrorKind kind() const { return kind_; }
  /// The thrown value as text ("TypeError: no camera").
  const std::string& text() const { return text_; }

 private:
  ErrorKind kind_;
  std::string text_;
};

}  // namespace takt::script
