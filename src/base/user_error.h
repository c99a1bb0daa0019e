#pragma once

// What a person caused or can act on (DESIGN R10, spec/runtime.md section 8). The key numbers are
// on the wire and matched by pages: never renumber.

#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace takt {

enum class UserErrorKey : int {
  InternalError, InactiveRundown, DuringHold, NoCurrentPart, NoCurrentOrNextPart, AdlibCurrentPart,
  AdlibNotFound, AdlibUnplayable, PieceAsAdlibNotFound, PieceAsAdlibNotDirectPlayable,
  PieceAsAdlibCurrentlyLive, SourceLayerNotSticky, SourceLayerStickyNothingFound,
  BucketAdlibIncompatible, TakeDuringTransition, TakeCloseToAutonext, HoldNotCancelable,
  HoldNeedsNextPart, HoldAlreadyActive, HoldIncompatibleParts, HoldAfterAdlib,
  RundownAlreadyActive, RundownAlreadyActiveNames, RundownResetWhileActive,
  RundownRegenerateWhileActive, PartNotFound, PartNotPlayable, ActionsNotSupported, TakeNoNextPart,
  TakeRateLimit, DisableNoPieceFound, TakeBlockedDuration, TakeFromIncorrectPart,
  RundownRemoveWhileActive, RundownPlaylistNotFound, PeripheralDeviceNotFound, BlueprintNotFound,
  StudioNotFound, DeviceAlreadyAttachedToStudio, ShowStyleBaseNotFound, NoMigrationsToApply,
  ValidationFailed, AdlibTestingNotAllowed, AdlibTestingAlreadyActive, BucketNotFound,
  AdlibTestingRundownsNotSupported, AdlibTestingRundownsGenerationFailed, IdempotencyKeyMissing,
  IdempotencyKeyAlreadyUsed, RateLimitExceeded, SystemSingleStudio, TakePartInstanceInvalid,
  // Takt's own, numbered well above the reference's.
  JobDeadlinePassed = 1000, JobQueueFull, JobUnknown, PayloadInvalid, StudioUnavailable,
  JobOwnerLost, LockTimedOut, PayloadTooLarge, DocumentNotFound, DocumentInvalid, NotAuthorised,
  JobCancelled, JobSuperseded, JobNotPossible, DeviceCommandFailed, DeviceCommandTimedOut,
};

/// The name of a key ("TakeRateLimit"); "Unknown" for a number that is none.
std::string_view key_name(UserErrorKey key);
/// The English template, with {{name}} placeholders.
std::string_view key_template(UserErrorKey key);
/// Every key, in order.
const std::vector<UserErrorKey>& all_user_error_keys();

/// A template with its placeholders replaced; a missing or falsy argument leaves the name.
std::string interpolate(std::string_view text, const Json& args);

class UserError : public std::exception {
 public:
  explicit UserError(UserErrorKey key, JsonObject args = {}, int error_code = 500);
  /// `inner`: the text of what was thrown, for the log; never shown to people.
  static UserError with_inner(UserErrorKey key, std::string inner, std::string stack,
                              JsonObject args = {}, int error_code = 500);

  UserErrorKey key() const { return key_; }
  const JsonObject& args() const { return args_; }
  /// HTTP status that fits.
  int error_code() const { return error_code_; }
  const std::string& raw_message() const { return raw_message_; }
  const std::string& stack() const { return stack_; }
  /// The English text with arguments filled in.
  const char* what() const noexcept override { return text_.c_str(); }

  /// {rawError:{name,message,stack}, userMessage:{key,args}, key, errorCode}
  Json to_json() const;
  /// The same back; nullopt when the value isn't one.
  static std::optional<UserError> from_json(const Json& value);

 private:
  UserErrorKey key_;
  JsonObject args_;
  int error_code_;
  std::string raw_message_;
  std::string stack_;
  std::string text_;
};

/// What is in flight, as a UserError: a UserError stays; everything else becomes InternalError with
/// its message (and script stack, where there is one) kept for the log.
UserError to_user_error(std::exception_ptr error);

/// A defect that carries more than a message: blueprint errors have a script stack.
class DetailedError : public std::runtime_error {
 public:
  DetailedError(const std::string& message, std::string stack)
      : std::runtime_error(message), stack_(std::move(stack)) {}
  const std::string& stack() const { return stack_; }

 private:
  std::string stack_;
};

}  // namespace takt
