#include "blueprints/context_host.h"

#include <stdexcept>

namespace takt::blueprints {

namespace {

template <class Table>
const auto& find_method(const Table& table, std::string_view name) {
  const auto found = table.find(std::string(name));
  if (found == table.end()) {
    throw std::logic_error(fmt::format("this context has no method {}", name));
  }
  return found->second;
}

}  // namespace

script::Reply ContextHost::call(std::string_view method, const JsonArray& args) {
  return find_method(methods_, method)(args);
}

script::Reply ContextHost::call_with(std::string_view method, const script::Value& value,
                                     const JsonArray& args) {
  return find_method(value_methods_, method)(value, args);
}

const Json& arg(const JsonArray& args, size_t index) {
  static const Json none;
  return index < args.size() ? args[index] : none;
}

bool has_arg(const JsonArray& args, size_t index) {
  return !arg(args, index).is_null();
}

std::string text_arg(const JsonArray& args, size_t index) {
  const Json& value = arg(args, index);
  if (value.is_null()) return {};
  return value.is_string() ? to_string(value.get_string()) : dump(value);
}

double number_arg(const JsonArray& args, size_t index, double fallback) {
  return as_number(arg(args, index)).value_or(fallback);
}

bool truthy_arg(const JsonArray& args, size_t index) {
  return truthy(arg(args, index));
}

std::vector<std::string> texts_arg(const JsonArray& args, size_t index) {
  const Json& value = arg(args, index);
  std::vector<std::string> texts;
  if (const JsonArray* array = value.if_array()) {
    for (size_t i = 0; i < array->size(); ++i) texts.push_back(text_arg(*array, i));
  } else if (!value.is_null()) {
    texts.push_back(text_arg(args, index));
  }
  return texts;
}

}  // namespace takt::blueprints
