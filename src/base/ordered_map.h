#pragma once

// A string-keyed map that keeps the order in which members came, as JavaScript objects do. Where the
// reference walks an object (mappings, source layers), its order is seen from outside.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace takt {

template <class V>
class OrderedMap {
 public:
  using mapped_type = V;
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  void clear() { items_.clear(); }

  const V* find(std::string_view key) const {
    for (const auto& [name, value] : items_) {
      if (name == key) return &value;
    }
    return nullptr;
  }
  V* find(std::string_view key) {
    return const_cast<V*>(static_cast<const OrderedMap*>(this)->find(key));
  }
  bool contains(std::string_view key) const { return find(key) != nullptr; }
  /// The value of `key`, default-made at the end when it isn't there.
  V& operator[](std::string_view key) {
    if (V* found = find(key)) return *found;
    return items_.emplace_back(std::string(key), V{}).second;
  }
  bool erase(std::string_view key) {
    return std::erase_if(items_, [&](const auto& item) { return item.first == key; }) != 0;
  }

  bool operator==(const OrderedMap&) const = default;

 private:
  std::vector<std::pair<std::string, V>> items_;
};

template <class T>
inline constexpr bool is_ordered_map_v = false;
template <class V>
inline constexpr bool is_ordered_map_v<OrderedMap<V>> = true;

}  // namespace takt
