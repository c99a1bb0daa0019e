#pragma once

// How records stand in the files of the redo log: a header, a text of operations, zeros up to a
// multiple of 8. A group of records starts at a page.

#include <cstdint>
#include <optional>
#include <string_view>

namespace takt::sqlite {

constexpr size_t kRedoPage = 4096;

struct RedoHeader {
  /// "TaktRed1": the last figure is the format's.
  static constexpr uint64_t kMagic = 0x316465526b617454;

  uint64_t magic = kMagic;
  uint64_t log = 0;
  uint64_t number = 0;
  /// All records up to this one were on disk when this one was written.
  uint64_t durable = 0;
  uint64_t size = 0;  // of the operations
  uint64_t hash = 0;
};

struct RedoRecord {
  RedoHeader header;
  std::string_view operations;
};

size_t rounded_up(size_t size, size_t to);
/// Of a record with so many bytes of operations.
size_t redo_record_size(size_t operations);

RedoHeader redo_header_at(std::string_view text, size_t at);
/// The hash that belongs to a header and its operations.
uint64_t redo_hash(const RedoHeader& header, std::string_view operations);

/// The record that begins at `at`, if there is a whole one of `log`. Throws StoreError when it is
/// of another format; `path` is what to call its file.
std::optional<RedoRecord> redo_record_at(std::string_view path, std::string_view text, size_t at,
                                         uint64_t log);

}  // namespace takt::sqlite
