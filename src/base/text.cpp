#include "base/text.h"

#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/stringpiece.h>

#include <memory>
#include <stdexcept>

namespace takt {

namespace {

/// Rank of a UTF-8 lead byte in UTF-16 order: code points above U+FFFF (lead byte F0 and up) are
/// surrogates there, and so sort before U+E000..U+FFFF (lead bytes EE and EF).
int utf16_rank(unsigned char byte) {
  if (byte >= 0xF0) return 0xEE;
  if (byte >= 0xEE) return byte + 0x10;
  return byte;
}

const icu::Collator& collator(bool numeric) {
  const auto make = [](bool with_numbers) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Collator> made(
        icu::Collator::createInstance(icu::Locale::getEnglish(), status));
    if (U_SUCCESS(status) && with_numbers) {
      made->setAttribute(UCOL_NUMERIC_COLLATION, UCOL_ON, status);
    }
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no collation data");
    return made;
  };
  // A collator's compare is const and may be used by several threads at once.
  static const std::unique_ptr<icu::Collator> plain = make(false);
  static const std::unique_ptr<icu::Collator> natural = make(true);
  return numeric ? *natural : *plain;
}

int compare(std::string_view a, std::string_view b, bool numeric) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::StringPiece left(a.data(), static_cast<int32_t>(a.size()));
  const icu::StringPiece right(b.data(), static_cast<int32_t>(b.size()));
  return collator(numeric).compareUTF8(left, right, status);
}

}  // namespace

bool utf16_less(std::string_view a, std::string_view b) {
  const size_t size = std::min(a.size(), b.size());
  for (size_t i = 0; i < size; ++i) {
    if (a[i] == b[i]) continue;
    const auto left = static_cast<unsigned char>(a[i]);
    const auto right = static_cast<unsigned char>(b[i]);
    return utf16_rank(left) < utf16_rank(right);
  }
  return a.size() < b.size();
}

int locale_compare(std::string_view a, std::string_view b) { return compare(a, b, false); }
int locale_compare_numeric(std::string_view a, std::string_view b) { return compare(a, b, true); }

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (size_t start = 0;;) {
    const size_t end = text.find(separator, start);
    parts.emplace_back(text.substr(start, end - start));
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) out.append(separator);
    out.append(parts[i]);
  }
  return out;
}

}  // namespace takt
