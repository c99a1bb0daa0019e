#include "store/sqlite/journal_rows.h"

#include "base/pack.h"

namespace takt::sqlite {

namespace {

/// Smaller bodies stay readable.
constexpr size_t kLarge = 4096;
/// No JSON begins like this.
constexpr std::string_view kPacked = "packed:";

std::string text_of(const Json& body) {
  std::string text = dump(body);
  if (text.size() < kLarge) return text;
  std::string small = std::string(kPacked) + packed(text);
  // What is packed already (a base's documents) becomes no smaller.
  return small.size() < text.size() / 2 ? small : text;
}

}  // namespace

void encode_journal(const std::vector<JournalRow>& rows, OperationWriter& out) {
  for (const JournalRow& row : rows) {
    out.add(Op::put_journal, row.studio.str(), row.job.str(), row.name, row.finished_at,
            text_of(row.body));
  }
}

Json journal_body(std::string_view text) {
  if (!text.starts_with(kPacked)) return parse_json(text);
  return parse_json(unpacked(text.substr(kPacked.size())));
}

}  // namespace takt::sqlite
