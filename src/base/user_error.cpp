#include "base/user_error.h"

#include <fmt/format.h>

#include "base/text.h"

namespace takt {

namespace {

struct KeyText {
  UserErrorKey key;
  std::string_view name;
  std::string_view text;
};

// spec/runtime.md section 8; from JobDeadlinePassed on, Takt's own.
constexpr KeyText kKeys[] = {
    {UserErrorKey::InternalError, "InternalError", "An internal error occured!"},
    {UserErrorKey::InactiveRundown, "InactiveRundown", "Rundown must be active!"},
    {UserErrorKey::DuringHold, "DuringHold", "Can not be used during a hold!"},
    {UserErrorKey::NoCurrentPart, "NoCurrentPart", "Rundown must be playing!"},
    {UserErrorKey::NoCurrentOrNextPart, "NoCurrentOrNextPart",
     "Rundown must be playing or have a next!"},
    {UserErrorKey::AdlibCurrentPart, "AdlibCurrentPart",
     "AdLibs can be only placed in a currently playing part!"},
    {UserErrorKey::AdlibNotFound, "AdlibNotFound", "AdLib could not be found!"},
    {UserErrorKey::AdlibUnplayable, "AdlibUnplayable", "Cannot take unplayable AdLib"},
    {UserErrorKey::PieceAsAdlibNotFound, "PieceAsAdlibNotFound", "Piece to take was not found!"},
    {UserErrorKey::PieceAsAdlibNotDirectPlayable, "PieceAsAdlibNotDirectPlayable",
     "Piece to take is not directly playable!"},
    {UserErrorKey::PieceAsAdlibCurrentlyLive, "PieceAsAdlibCurrentlyLive",
     "Piece to take is already live!"},
    {UserErrorKey::SourceLayerNotSticky, "SourceLayerNotSticky",
     "Layer does not allow sticky pieces!"},
    {UserErrorKey::SourceLayerStickyNothingFound, "SourceLayerStickyNothingFound",
     "Nothing was found on layer!"},
    {UserErrorKey::BucketAdlibIncompatible, "BucketAdlibIncompatible",
     "Bucket AdLib is not compatible with this Rundown!"},
    {UserErrorKey::TakeDuringTransition, "TakeDuringTransition", "Cannot take during a transition"},
    {UserErrorKey::TakeCloseToAutonext, "TakeCloseToAutonext", "Cannot take close to an AUTO"},
    {UserErrorKey::HoldNotCancelable, "HoldNotCancelable",
     "Cannot cancel HOLD once it has been taken"},
    {UserErrorKey::HoldNeedsNextPart, "HoldNeedsNextPart",
     "Cannot activate HOLD before a part has been taken!"},
    {UserErrorKey::HoldAlreadyActive, "HoldAlreadyActive", "Rundown is already doing a HOLD!"},
    {UserErrorKey::HoldIncompatibleParts, "HoldIncompatibleParts",
     "Cannot activate HOLD between the current and next parts"},
    {UserErrorKey::HoldAfterAdlib, "HoldAfterAdlib",
     "Cannot activate HOLD once an adlib has been used"},
    {UserErrorKey::RundownAlreadyActive, "RundownAlreadyActive",
     "Rundown Playlist is active, please deactivate before preparing it for broadcast"},
    {UserErrorKey::RundownAlreadyActiveNames, "RundownAlreadyActiveNames",
     "Only one rundown can be active at the same time. Currently active rundowns: {{names}}"},
    {UserErrorKey::RundownResetWhileActive, "RundownResetWhileActive",
     "RundownPlaylist is active but not in rehearsal, please deactivate it or set in in rehearsal "
     "to be able to reset it."},
    {UserErrorKey::RundownRegenerateWhileActive, "RundownRegenerateWhileActive",
     "Rundown Playlist is active, please deactivate it before regenerating it."},
    {UserErrorKey::PartNotFound, "PartNotFound", "The selected part does not exist"},
    {UserErrorKey::PartNotPlayable, "PartNotPlayable", "The selected part cannot be played"},
    {UserErrorKey::ActionsNotSupported, "ActionsNotSupported",
     "AdLib Actions are not supported in the current Rundown"},
    {UserErrorKey::TakeNoNextPart, "TakeNoNextPart",
     "No Next point found, please set a part as Next before doing a TAKE."},
    {UserErrorKey::TakeRateLimit, "TakeRateLimit",
     "Ignoring TAKES that are too quick after eachother ({{duration}} ms)"},
    {UserErrorKey::DisableNoPieceFound, "DisableNoPieceFound", "Found no future pieces"},
    {UserErrorKey::TakeBlockedDuration, "TakeBlockedDuration",
     "Cannot perform take for {{duration}}ms"},
    {UserErrorKey::TakeFromIncorrectPart, "TakeFromIncorrectPart",
     "Ignoring take as playing part has changed since TAKE was requested."},
    {UserErrorKey::RundownRemoveWhileActive, "RundownRemoveWhileActive",
     "Cannot remove the rundown \"{{name}}\" while it is on-air."},
    {UserErrorKey::RundownPlaylistNotFound, "RundownPlaylistNotFound",
     "Rundown Playlist not found!"},
    {UserErrorKey::PeripheralDeviceNotFound, "PeripheralDeviceNotFound",
     "Peripheral Device not found!"},
    {UserErrorKey::BlueprintNotFound, "BlueprintNotFound", "Blueprint not found!"},
    {UserErrorKey::StudioNotFound, "StudioNotFound", "Studio not found!"},
    {UserErrorKey::DeviceAlreadyAttachedToStudio, "DeviceAlreadyAttachedToStudio",
     "Device is already attached to another studio."},
    {UserErrorKey::ShowStyleBaseNotFound, "ShowStyleBaseNotFound", "ShowStyleBase not found!"},
    {UserErrorKey::NoMigrationsToApply, "NoMigrationsToApply", "No migrations to apply"},
    {UserErrorKey::ValidationFailed, "ValidationFailed", "Validation failed! {{message}}"},
    {UserErrorKey::AdlibTestingNotAllowed, "AdlibTestingNotAllowed",
     "Rehearsal mode is not allowed"},
    {UserErrorKey::AdlibTestingAlreadyActive, "AdlibTestingAlreadyActive",
     "Rehearsal mode is already active"},
    {UserErrorKey::BucketNotFound, "BucketNotFound", "Bucket not found!"},
    {UserErrorKey::AdlibTestingRundownsNotSupported, "AdlibTestingRundownsNotSupported",
     "Adlib rundowns are not supported for this ShowStyle!"},
    {UserErrorKey::AdlibTestingRundownsGenerationFailed, "AdlibTestingRundownsGenerationFailed",
     "Failed to generate adlib rundown! {{message}}"},
    {UserErrorKey::IdempotencyKeyMissing, "IdempotencyKeyMissing", "Idempotency-Key is missing"},
    {UserErrorKey::IdempotencyKeyAlreadyUsed, "IdempotencyKeyAlreadyUsed",
     "Idempotency-Key is already used"},
    {UserErrorKey::RateLimitExceeded, "RateLimitExceeded", "Rate limit exceeded"},
    {UserErrorKey::SystemSingleStudio, "SystemSingleStudio", "System must have exactly one studio"},
    {UserErrorKey::TakePartInstanceInvalid, "TakePartInstanceInvalid",
     "Part has issues and cannot be taken"},
    {UserErrorKey::JobDeadlinePassed, "JobDeadlinePassed",
     "The action waited too long and was not carried out ({{waited}} ms)"},
    {UserErrorKey::JobQueueFull, "JobQueueFull",
     "Too many jobs are waiting ({{queue}}), try again"},
    {UserErrorKey::JobUnknown, "JobUnknown", "There is no job named \"{{name}}\""},
    {UserErrorKey::PayloadInvalid, "PayloadInvalid", "The request is not valid: {{message}}"},
    {UserErrorKey::StudioUnavailable, "StudioUnavailable",
     "Studio \"{{studio}}\" can't work now: {{message}}"},
    {UserErrorKey::JobOwnerLost, "JobOwnerLost",
     "The process that had the action ended before it told the outcome"},
    {UserErrorKey::LockTimedOut, "LockTimedOut",
     "{{resource}} was busy for too long ({{waited}} ms)"},
    {UserErrorKey::PayloadTooLarge, "PayloadTooLarge",
     "The request is larger than {{limit}} bytes"},
    {UserErrorKey::DocumentNotFound, "DocumentNotFound",
     "There is no {{collection}} document \"{{id}}\""},
    {UserErrorKey::DocumentInvalid, "DocumentInvalid", "The document is not valid: {{message}}"},
    {UserErrorKey::NotAuthorised, "NotAuthorised", "Not allowed: {{message}}"},
    {UserErrorKey::JobCancelled, "JobCancelled", "The job was cancelled"},
    {UserErrorKey::JobSuperseded, "JobSuperseded",
     "The job can't be tried again: newer data has replaced what it carries"},
    {UserErrorKey::JobNotPossible, "JobNotPossible",
     "That is not possible with job \"{{id}}\": {{message}}"},
    {UserErrorKey::DeviceCommandFailed, "DeviceCommandFailed",
     "Device \"{{device}}\" did not do it: {{message}}"},
    {UserErrorKey::DeviceCommandTimedOut, "DeviceCommandTimedOut",
     "Device \"{{device}}\" did not reply within {{timeout}} ms"},
};

const KeyText* find_key(UserErrorKey key) {
  for (const KeyText& row : kKeys) {
    if (row.key == key) return &row;
  }
  return nullptr;
}

std::string argument_text(const Json& value) {
  if (const auto text = value.if_string()) return to_string(*text);
  return dump(value);
}

}  // namespace

std::string_view key_name(UserErrorKey key) {
  const KeyText* row = find_key(key);
  return row ? row->name : "Unknown";
}

std::string_view key_template(UserErrorKey key) {
  const KeyText* row = find_key(key);
  return row ? row->text : kKeys[0].text;
}

const std::vector<UserErrorKey>& all_user_error_keys() {
  static const std::vector<UserErrorKey> keys = [] {
    std::vector<UserErrorKey> list;
    for (const KeyText& row : kKeys) list.push_back(row.key);
    return list;
  }();
  return keys;
}

std::string interpolate(std::string_view text, const Json& args) {
  std::string out;
  while (true) {
    const size_t open = text.find("{{");
    const size_t close = open == text.npos ? text.npos : text.find("}}", open);
    if (close == text.npos) return out.append(text);
    out.append(text.substr(0, open));
    const std::string_view name = text.substr(open + 2, close - open - 2);
    const Json* value = member(args, name);
    out.append(truthy(value) ? argument_text(*value) : std::string(name));
    text.remove_prefix(close + 2);
  }
}

UserError::UserError(UserErrorKey key, JsonObject args, int error_code)
    : key_(key),
      args_(std::move(args)),
      error_code_(error_code),
      text_(interpolate(key_template(key), args_)) {
  raw_message_ = text_;
}

UserError UserError::with_inner(UserErrorKey key, std::string inner, std::string stack,
                                JsonObject args, int error_code) {
  UserError error(key, std::move(args), error_code);
  error.raw_message_ = std::move(inner);
  error.stack_ = std::move(stack);
  return error;
}

Json UserError::to_json() const {
  JsonObject user_message{{"key", key_template(key_)}};
  if (!args_.empty()) user_message["args"] = args_;
  return JsonObject{{"rawError", {{"name", "Error"}, {"message", raw_message_}, {"stack", stack_}}},
                    {"userMessage", std::move(user_message)},
                    {"key", static_cast<int>(key_)},
                    {"errorCode", error_code_}};
}

std::optional<UserError> UserError::from_json(const Json& value) {
  const Json* raw = member(value, "rawError");
  const Json* message = member(value, "userMessage");
  const Json* key = member(value, "key");
  const Json* code = member(value, "errorCode");
  if (!raw || !message || !key || !code) return std::nullopt;
  const auto key_number = as_number(*key);
  const auto code_number = as_number(*code);
  const Json* raw_text = member(*raw, "message");
  if (!key_number || !code_number || !raw_text || !raw_text->is_string()) return std::nullopt;
  if (string_member(*message, "key").empty()) return std::nullopt;
  const auto typed_key = static_cast<UserErrorKey>(static_cast<int>(*key_number));
  if (find_key(typed_key) == nullptr) return std::nullopt;
  const Json* args = member(*message, "args");
  return with_inner(typed_key, string_member(*raw, "message"), string_member(*raw, "stack"),
                    args && args->is_object() ? args->get_object() : JsonObject{},
                    static_cast<int>(*code_number));
}

UserError to_user_error(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const UserError& known) {
    return known;
  } catch (const DetailedError& detailed) {
    return UserError::with_inner(UserErrorKey::InternalError, detailed.what(), detailed.stack());
  } catch (const std::exception& other) {
    return UserError::with_inner(UserErrorKey::InternalError, other.what(), "");
  } catch (...) {
    return UserError::with_inner(UserErrorKey::InternalError, "unknown exception", "");
  }
}

}  // namespace takt
