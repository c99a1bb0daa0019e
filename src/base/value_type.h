#pragma once

// For structs with many members: copying, moving, destroying and comparing them is declared in the
// header and generated once, in the .cpp, instead of in each of the many files that use them. That is
// a good part of their compile time. In the struct, as its last line of data: TAKT_VALUE_TYPE(Part); in
// the .cpp: TAKT_VALUE_TYPE_IMPL(Part). Such a struct can't be brace-initialised member by member, and
// each of its numbers and enumerations needs an initialiser.

#define TAKT_VALUE_TYPE(T)          \
  T();                              \
  T(const T& other);                \
  T(T&& other) noexcept;            \
  T& operator=(const T& other);     \
  T& operator=(T&& other) noexcept; \
  ~T();                             \
  bool operator==(const T& other) const;

#define TAKT_VALUE_TYPE_IMPL(T)                   \
  T::T() = default;                               \
  T::T(const T& other) = default;                 \
  T::T(T&& other) noexcept = default;             \
  T& T::operator=(const T& other) = default;      \
  T& T::operator=(T&& other) noexcept = default;  \
  T::~T() = default;                              \
  bool T::operator==(const T& other) const = default;
