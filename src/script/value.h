#pragma once

// What goes into a script call and comes back: JSON, handles of script values, and contexts.
//
//   realm.call("getSegment", {Arg(context), Arg(ingest_segment)}, options);
//
// Engine thread only.

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.h"

namespace takt::script {

class Host;
class ValueImpl;

/// A script value kept alive: a config made once and handed out often, an object that the script
/// changes in place, a result that holds functions. Belongs to one Realm. Empty: undefined.
class Value {
 public:
  Value() = default;
  explicit Value(std::shared_ptr<ValueImpl> impl) : impl_(std::move(impl)) {}
  bool empty() const { return !impl_; }
  ValueImpl* impl() const { return impl_.get(); }

 private:
  std::shared_ptr<ValueImpl> impl_;
};

class ObjectView;

/// An object that is made when the script first looks into it: for large arguments of which scripts
/// read little. A script that kept it may do so long after the call, so that the function owns what
/// it needs. It doesn't use the engine; what it throws becomes an Error in the script.
using LazyObject = std::function<ObjectView()>;

/// The members of an object, which needn't be copied for it: some are shared with who has them, some
/// are arrays of such objects. In the order in which the script sees them; no name twice.
class ObjectView {
 public:
  using List = std::vector<ObjectView>;
  using LazyList = std::vector<LazyObject>;
  using Member = std::variant<Json, std::shared_ptr<const Json>, List, LazyList>;

  ObjectView(JsonObject members = {}) : first_(std::move(members)) {}
  void add(std::string_view name, Member member) { rest_.emplace_back(name, std::move(member)); }

  const JsonObject& first() const { return first_; }
  const std::vector<std::pair<std::string_view, Member>>& rest() const { return rest_; }

 private:
  JsonObject first_;
  std::vector<std::pair<std::string_view, Member>> rest_;  // the names are literals
};

/// An object of a class that a prelude registered (`takt.contexts.<class_name>`), made for one
/// call: `new Class(handle, data)`, where takt.host(handle, method, ...) reaches `host`. `values`
/// become members of data beside those of `data`, `props` of data.props. No constructor is run for a
/// class with `static isPlain = true`: its objects have the handle as [takt.hostKey], the data as
/// [takt.dataKey], and the members of data.props as their own.
struct Context {
  std::string class_name;
  Host* host = nullptr;
  Json data = JsonObject{};
  std::vector<std::pair<std::string, Value>> values{};
  std::vector<std::pair<std::string, LazyObject>> props{};
  /// Where `data` is put as the script has it, to be looked at after the call; or nullptr.
  Value* data_out = nullptr;
};

/// One argument. The reference forms don't copy: what they refer to must outlive the call. Copies of
/// an Arg share its content (a braced list of arguments is copied).
class Arg {
 public:
  using Content = std::variant<std::monostate, const Json*, std::shared_ptr<const Json>, Value,
                               const Context*, std::shared_ptr<const Context>, LazyObject,
                               std::shared_ptr<const std::vector<LazyObject>>,
                               std::shared_ptr<const ObjectView>>;
  /// undefined
  Arg() = default;
  Arg(std::nullopt_t) {}
  Arg(const Json& value) : content_(&value) {}
  Arg(Json&& value) : content_(std::make_shared<const Json>(std::move(value))) {}
  Arg(const char* text) : Arg(Json(text)) {}
  Arg(const std::string& text) : Arg(Json(text)) {}
  Arg(const std::optional<Json>& value) {
    if (value) content_ = &*value;
  }
  Arg(Value value) : content_(std::move(value)) {}
  Arg(const Context& context) : content_(&context) {}
  Arg(Context&& context) : content_(std::make_shared<const Context>(std::move(context))) {}
  Arg(LazyObject object) : content_(std::move(object)) {}
  Arg(std::vector<LazyObject> array)
      : content_(std::make_shared<const std::vector<LazyObject>>(std::move(array))) {}
  // No conversion: a JsonObject is JSON.
  template <std::same_as<ObjectView> View>
  Arg(View object) : content_(std::make_shared<const ObjectView>(std::move(object))) {}
  const Content& content() const { return content_; }

 private:
  Content content_;
};
using Args = std::vector<Arg>;

}  // namespace takt::script
