#include "blueprints/fix_up_config.h"

#include <stdexcept>

#include "base/text.h"
#include "model/overrides.h"

namespace takt::blueprints {

namespace {

bool under(std::string_view path, std::string_view prefix) {
  if (path == prefix) return true;
  const bool closed = prefix.ends_with('.');
  return path.starts_with(prefix) && (closed || path.substr(prefix.size()).starts_with('.'));
}

std::string parent_path(std::string_view path) {
  const size_t dot = path.rfind('.');
  return dot == path.npos ? std::string() : std::string(path.substr(0, dot));
}

/// The nearest ancestor that holds anything must be able to have members.
bool can_apply(const Json& root, std::string_view path) {
  for (std::string at = parent_path(path); !at.empty(); at = parent_path(at)) {
    const Json* value = value_at_path(root, at);
    if (truthy(value)) return value->is_object() || value->is_array();
  }
  return true;
}

/// Sets or (without a value) removes a member inside `root`, making objects on the way.
void change_member(Json& root, std::string_view path, const std::optional<Json>& value) {
  Json* at = &root;
  const std::vector<std::string> steps = split(path, '.');
  for (size_t i = 0; i < steps.size(); ++i) {
    const bool last = i + 1 == steps.size();
    if (JsonArray* array = at->if_array()) {
      const size_t index = static_cast<size_t>(std::max(0, std::atoi(steps[i].c_str())));
      if (last && !value) {
        if (index < array->size()) array->erase(array->begin() + index);
        return;
      }
      while (array->size() <= index) array->push_back(nullptr);
      at = &(*array)[index];
    } else {
      if (!at->is_object()) *at = JsonObject{};
      if (last && !value) {
        at->get_object().erase(steps[i]);
        return;
      }
      at = &at->get_object()[steps[i]];
    }
  }
  *at = *value;
}

}  // namespace

FixUpConfig::Entry FixUpConfig::find_entry(const std::string& path) const {
  const Json* schema = &schema_;
  std::string flat;
  for (const std::string& step : split(path, '.')) {
    const Json* properties = member(*schema, "properties");
    schema = properties == nullptr ? nullptr : member(*properties, step);
    if (schema == nullptr) break;
    flat += (flat.empty() ? "" : ".") + step;
    const std::string rest = path.size() > flat.size() ? path.substr(flat.size() + 1) : "";
    const std::string type = string_member(*schema, "type");
    if (type == "array") return {Entry::Kind::array, flat, rest};
    if (type == "object") {
      if (truthy(member(*schema, "patternProperties"))) return {Entry::Kind::table, flat, rest};
      continue;
    }
    if (!rest.empty()) throw std::runtime_error(fmt::format("\"{}\" is a single value", flat));
    return {Entry::Kind::value, flat, rest};
  }
  throw std::runtime_error(fmt::format("The schema has no path \"{}\"", path));
}

std::vector<std::string> FixUpConfig::invalid_paths() const {
  std::vector<std::string> invalid;
  ObjectWithOverrides so_far{config_.defaults, {}, {}};
  for (const OverrideOp& op : config_.overrides) {
    const Json object = resolve_overrides(so_far);
    const std::string parent = parent_path(op.path);
    const bool orphan = op.op == "set" && !parent.empty() && !value_at_path(object, parent);
    if (orphan || !can_apply(object, op.path)) invalid.push_back(op.path);
    so_far.overrides.push_back(op);
  }
  return invalid;
}

bool FixUpConfig::has_operations(std::string_view prefix) const {
  return std::any_of(config_.overrides.begin(), config_.overrides.end(),
                     [&](const OverrideOp& op) { return under(op.path, prefix); });
}

void FixUpConfig::remove_operations(std::string_view prefix) {
  std::erase_if(config_.overrides, [&](const OverrideOp& op) { return under(op.path, prefix); });
}

void FixUpConfig::add_operation(const std::string& path, std::optional<Json> value) {
  const Entry entry = find_entry(path);
  OverrideOp op;
  op.path = path;
  if (entry.kind == Entry::Kind::table && entry.rest.empty()) {
    throw std::runtime_error(fmt::format("\"{}\" is a table: only its rows can be set", path));
  }
  if (entry.kind == Entry::Kind::array && !entry.rest.empty()) {
    // A list can only be replaced as a whole.
    const Json object = resolve_overrides(config_);
    const Json* current = value_at_path(object, entry.path);
    Json list = current ? *current : Json(JsonArray{});
    change_member(list, entry.rest, value);
    op.path = entry.path;
    value = std::move(list);
  }
  op.op = value ? "set" : "delete";
  if (value) op.value = std::move(*value);
  remove_operations(op.path);
  config_.overrides.push_back(std::move(op));
}

void FixUpConfig::rename_operations(std::string_view from, std::string_view to) {
  std::vector<OverrideOp> renamed;
  for (const OverrideOp& op : config_.overrides) {
    if (!under(op.path, from)) continue;
    renamed.push_back(op);
    renamed.back().path = std::string(to) + op.path.substr(from.size());
  }
  remove_operations(from);
  for (OverrideOp& op : renamed) config_.overrides.push_back(std::move(op));
}

void FixUpConfig::install(ContextHost& host) {
  const auto paths_json = [](const std::vector<std::string>& paths) {
    JsonArray list;
    for (const std::string& path : paths) list.push_back(Json(path));
    return Json(std::move(list));
  };
  host.add("getConfig",
           [this](const JsonArray&) -> script::Reply { return Json(resolve_overrides(config_)); });
  host.add("listPaths", [this, paths_json](const JsonArray&) -> script::Reply {
    std::vector<std::string> paths;
    for (const OverrideOp& op : config_.overrides) paths.push_back(op.path);
    return paths_json(paths);
  });
  host.add("listInvalidPaths", [this, paths_json](const JsonArray&) -> script::Reply {
    return paths_json(invalid_paths());
  });
  host.add("hasOperations", [this](const JsonArray& args) -> script::Reply {
    return Json(has_operations(text_arg(args, 0)));
  });
  host.add("addSetOperation", [this](const JsonArray& args) -> script::Reply {
    add_operation(text_arg(args, 0), arg(args, 1));
    return std::nullopt;
  });
  host.add("addDeleteOperation", [this](const JsonArray& args) -> script::Reply {
    add_operation(text_arg(args, 0), std::nullopt);
    return std::nullopt;
  });
  host.add("removeOperations", [this](const JsonArray& args) -> script::Reply {
    remove_operations(text_arg(args, 0));
    return std::nullopt;
  });
  host.add("renameOperations", [this](const JsonArray& args) -> script::Reply {
    rename_operations(text_arg(args, 0), text_arg(args, 1));
    return std::nullopt;
  });
  host.add("warnUnfixable", [this](const JsonArray& args) -> script::Reply {
    messages_.push_back({text_arg(args, 0), arg(args, 1)});
    return std::nullopt;
  });
}

}  // namespace takt::blueprints
