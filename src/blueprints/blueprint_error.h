#pragma once

// What a blueprint did wrong, with its id, the method called and the script's stack. Domain code
// turns it into the note or error that the reference has at that place, or lets it pass (a defect).

#include <string>

#include "base/user_error.h"
#include "model/ids.h"
#include "script/script_error.h"

namespace takt::blueprints {

class BlueprintError : public DetailedError {
 public:
  BlueprintError(std::string_view blueprint, std::string_view method,
                 const script::ScriptError& cause);

  script::ErrorKind kind() const { return kind_; }
  /// The thrown error's own message ("no camera").
  const std::string& message() const { return message_; }
  /// The thrown value as text ("Error: no camera"): what the reference puts in messages to people.
  const std::string& text() const { return text_; }

 private:
  script::ErrorKind kind_;
  std::string message_;
  std::string text_;
};

/// The text of any exception as the reference would have it: BlueprintError::text(), else
/// "Error: <what>".
std::string error_text(const std::exception& error);

/// Throws what the reference's processing of a blueprint's result throws: `Error in blueprint
/// "<id>": <what>`.
[[noreturn]] void refuse_result(const BlueprintId& blueprint, const std::string& what);

}  // namespace takt::blueprints
