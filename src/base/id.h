#pragma once

// Ids are strings on the wire and distinct types in the program, so that a PartId can't be passed
// for a PartInstanceId. `Id<PartTag>`; model/ids.h names them all.

#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace takt {

template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}
  explicit Id(std::string_view text) : text_(text) {}
  explicit Id(const char* text) : text_(text) {}

  const std::string& str() const { return text_; }
  bool empty() const { return text_.empty(); }

  auto operator<=>(const Id&) const = default;
  bool operator==(const Id&) const = default;

 private:
  std::string text_;
};

template <class T>
inline constexpr bool is_id_v = false;
template <class Tag>
inline constexpr bool is_id_v<Id<Tag>> = true;

}  // namespace takt

template <class Tag>
struct std::hash<takt::Id<Tag>> {
  size_t operator()(const takt::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.str());
  }
};

/// Its text, without format options.
template <class Tag>
struct fmt::formatter<takt::Id<Tag>> {
  constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }
  auto format(const takt::Id<Tag>& id, fmt::format_context& context) const {
    return std::copy(id.str().begin(), id.str().end(), context.out());
  }
};
