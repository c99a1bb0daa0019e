#pragma once

// A Host as a table of methods: what a context's methods do, put together from installers
// (blueprints/hook_context.h, playout/, ingest/). Lives on the stack around one call.
//
//   host.add("getCurrentTime", [&](const JsonArray&) { return number(job.now()); });
//
// A method that a prelude class names and nobody added throws in the script.

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "script/host.h"

namespace takt::blueprints {

class ContextHost : public script::Host {
 public:
  using Method = std::function<script::Reply(const JsonArray& args)>;
  using ValueMethod = std::function<script::Reply(const script::Value&, const JsonArray& args)>;

  /// Replaces a method of the same name.
  void add(std::string name, Method method) { methods_[std::move(name)] = std::move(method); }
  /// For methods that get a script value (takt.hostWithValue).
  void add_with_value(std::string name, ValueMethod method) {
    value_methods_[std::move(name)] = std::move(method);
  }

  script::Reply call(std::string_view method, const JsonArray& args) override;
  script::Reply call_with(std::string_view method, const script::Value& value,
                          const JsonArray& args) override;

 private:
  std::unordered_map<std::string, Method> methods_;
  std::unordered_map<std::string, ValueMethod> value_methods_;
};

// Reading arguments. An argument that isn't there is null.
const Json& arg(const JsonArray& args, size_t index);
bool has_arg(const JsonArray& args, size_t index);
/// JavaScript's text of a string or number; "" for what is absent or null.
std::string text_arg(const JsonArray& args, size_t index);
double number_arg(const JsonArray& args, size_t index, double fallback = 0);
bool truthy_arg(const JsonArray& args, size_t index);
/// An array of strings, or one string as an array of one.
std::vector<std::string> texts_arg(const JsonArray& args, size_t index);

}  // namespace takt::blueprints
