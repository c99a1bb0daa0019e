#include "store/sqlite/redo_record.h"

#include <cstring>

#include "store/store.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace takt::sqlite {

size_t rounded_up(size_t size, size_t to) {
  return (size + to - 1) / to * to;
}

size_t redo_record_size(size_t operations) {
  return rounded_up(sizeof(RedoHeader) + operations, 8);
}

RedoHeader redo_header_at(std::string_view text, size_t at) {
  RedoHeader header;
  std::memcpy(&header, text.data() + at, sizeof header);
  return header;
}

uint64_t redo_hash(const RedoHeader& header, std::string_view operations) {
  RedoHeader covered = header;
  covered.hash = 0;
  const XXH64_hash_t seed = XXH3_64bits(&covered, sizeof covered);
  return XXH3_64bits_withSeed(operations.data(), operations.size(), seed);
}

std::optional<RedoRecord> redo_record_at(std::string_view path, std::string_view text, size_t at,
                                         uint64_t log) {
  if (at > text.size() || text.size() - at < sizeof(RedoHeader)) return std::nullopt;
  const RedoHeader header = redo_header_at(text, at);
  if (header.log != log) return std::nullopt;
  if (header.magic != RedoHeader::kMagic) {
    throw StoreError(fmt::format(
        "{} was written by another version of Takt. Start that version once on this data folder "
        "and stop it",
        path));
  }
  if (header.size > text.size() - at - sizeof header) return std::nullopt;
  const std::string_view operations = text.substr(at + sizeof header, header.size);
  if (redo_hash(header, operations) != header.hash) return std::nullopt;
  return RedoRecord{header, operations};
}

}  // namespace takt::sqlite
