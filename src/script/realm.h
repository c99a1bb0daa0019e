#pragma once

// One blueprint version in one engine: its own global object, loaded with our prelude and then the
// bundle. Engine thread only.
//
//   Engine engine;
//   Realm realm(engine, "news", prelude_sources);
//   realm.load(blueprint_code, options);
//   if (realm.has_function("getBaseline"))
//     std::optional<Json> baseline = realm.call("getBaseline", {context}, options);
//
// Globals: ECMAScript's with Date and Math.random on the call's seams, console, URL,
// URLSearchParams, AbortController, structuredClone and polyfills of newer methods; timers and
// fetch are there and throw. Prelude sources are the bodies of functions of one argument `takt`:
// {host(handle, method, ...args), hostWithValue(handle, method, value, ...args),
// hostKey, dataKey, contexts: {}} that the bundle can't see.
//
// Errors: ScriptError; an exception of a Host that the script let pass comes out unchanged.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/flat_json.h"
#include "script/engine.h"
#include "script/host.h"
#include "script/limits.h"
#include "script/script_error.h"
#include "script/source.h"
#include "script/value.h"

namespace takt::script {

enum class Freeze { no, yes };

class RealmImpl;

class Realm {
 public:
  /// `name`: of the blueprint; its script is `db:///blueprint/<name>-bundle.js`.
  Realm(Engine& engine, std::string name, std::span<const Source> prelude = {});
  ~Realm();
  Realm(const Realm&) = delete;
  Realm& operator=(const Realm&) = delete;

  /// Evaluates the bundle as the reference does; the manifest is `.default` of its value.
  void load(std::string_view code, const CallOptions& options);

  /// Of the manifest. False before load.
  bool has_function(std::string_view name) const;
  /// Of the manifest, as JSON; nullopt when absent.
  std::optional<Json> property(std::string_view name) const;

  /// Calls a function of the manifest; a promise is driven until it settles. nullopt: undefined.
  std::optional<Json> call(std::string_view function, const Args& args, const CallOptions& options);
  /// The same, its result not unpacked.
  std::optional<FlatJson> call_flat(std::string_view function, const Args& args,
                                    const CallOptions& options);
  /// The same, its result kept on the engine's side.
  Value call_value(std::string_view function, const Args& args, const CallOptions& options);
  /// Calls the function found in `object` by the member names in `path`; an empty path calls
  /// `object` itself.
  std::optional<Json> call_member(const Value& object, const std::vector<std::string>& path,
                                  const Args& args, const CallOptions& options);

  /// Whether `object` has a function of this name.
  bool has_function(const Value& object, std::string_view name) const;

  /// A script value made of JSON.
  Value make(const Json& value, Freeze freeze = Freeze::no);
  /// Freezes a value and all it holds.
  void freeze(const Value& value);
  /// An object of a prelude class, without a host, that outlives the call.
  Value make_object(const Context& context);
  /// A member of an object, as JSON; nullopt when absent.
  std::optional<Json> property(const Value& object, std::string_view name,
                               const CallOptions& options) const;
  /// What a value holds now; nullopt: undefined (or a function).
  std::optional<Json> json(const Value& value, const CallOptions& options = {}) const;

  const std::string& name() const;
  Engine& engine() const { return engine_; }

 private:
  Engine& engine_;
  std::unique_ptr<RealmImpl> impl_;
};

}  // namespace takt::script
