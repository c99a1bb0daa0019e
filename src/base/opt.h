#pragma once

// Opt<T>: a document member that may be absent, null, or hold a value: three states that the
// reference tells apart on the wire (`nextTimeOffset` is absent, null or a number).
//
//   Opt<double> offset;      // absent: not written
//   offset = null;           // written as null
//   offset = 250.0;          // written as 250
//   if (offset) use(*offset);

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

namespace takt {

struct Null {
  bool operator==(const Null&) const = default;
};
inline constexpr Null null{};

template <class T>
class Opt {
 public:
  using value_type = T;

  Opt() = default;
  Opt(Null) : null_(true) {}
  Opt(std::nullopt_t) {}
  Opt(T value) : value_(std::move(value)) {}
  Opt(std::optional<T> value) : value_(std::move(value)) {}
  template <class U>
    requires(std::is_convertible_v<U, T> && !std::is_same_v<std::remove_cvref_t<U>, T> &&
             !std::is_same_v<std::remove_cvref_t<U>, Opt> &&
             !std::is_same_v<std::remove_cvref_t<U>, Null> &&
             !std::is_same_v<std::remove_cvref_t<U>, std::nullopt_t> &&
             !std::is_same_v<std::remove_cvref_t<U>, std::optional<T>>)
  Opt(U&& value) : value_(T(std::forward<U>(value))) {}

  explicit operator bool() const { return value_.has_value(); }
  bool has_value() const { return value_.has_value(); }
  bool is_null() const { return null_; }
  bool absent() const { return !null_ && !value_; }

  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }
  const T& value() const { return value_.value(); }
  template <class U>
  T value_or(U&& fallback) const {
    return value_ ? *value_ : static_cast<T>(std::forward<U>(fallback));
  }
  const std::optional<T>& as_optional() const { return value_; }

  /// Makes it absent.
  void reset() {
    value_.reset();
    null_ = false;
  }
  /// Makes it hold a value (default-made when it held none) and gives that.
  T& ensure() {
    null_ = false;
    if (!value_) value_.emplace();
    return *value_;
  }

  bool operator==(const Opt&) const = default;
  /// Holds a value that equals `other`.
  template <class U>
    requires(!std::is_same_v<std::remove_cvref_t<U>, Opt> &&
             requires(const T& a, const U& b) { { a == b } -> std::convertible_to<bool>; })
  bool operator==(const U& other) const {
    return value_ && *value_ == other;
  }

 private:
  std::optional<T> value_;
  bool null_ = false;
};

/// JavaScript's `!!value` for the members it is used with.
inline bool truthy(const Opt<bool>& value) { return value && *value; }
inline bool truthy(const Opt<double>& value) { return value && *value != 0; }

}  // namespace takt
