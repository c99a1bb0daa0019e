// The libFuzzer side of ingest_input.h. Half of the changes are libFuzzer's own on the text, half are
// made to the JSON of a line, which stays well-formed: members and items go, come twice, change places
// or take the value of another one.

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <random>

#include "base/log.h"
#include "fuzz/ingest_input.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace takt::fuzz {

namespace {

using Random = std::minstd_rand;

size_t below(Random& random, size_t count) { return random() % count; }

/// Every value inside `value`, itself first.
void collect(Json& value, std::vector<Json*>& out) {
  out.push_back(&value);
  if (JsonArray* array = value.if_array()) {
    for (Json& item : *array) collect(item, out);
  } else if (JsonObject* object = value.if_object()) {
    for (auto& entry : *object) collect(entry.value(), out);
  }
}

Json plain_value(Random& random) {
  static const std::vector<Json> values = {
      nullptr, true, false, 0, 1, -1, 0.5, 1e300, -9007199254740991, "", "rd", "s0", "s1", "s2",
      "p0", "p1", "p2", "\xc3\xa6", "$part:p0", JsonArray{}, JsonObject{}};
  return values[below(random, values.size())];
}

void change_number(Json& value, Random& random) {
  const double old = value.is_int64() ? static_cast<double>(value.get_int64()) : value.get_double();
  const double steps[] = {old + 1, old - 1, -old, old / 2, old * 1000, 0};
  value = number(steps[below(random, std::size(steps))]);
}

void change_array(JsonArray& array, Random& random, const Json& other) {
  if (array.empty()) {
    array.push_back(other);
    return;
  }
  const size_t at = below(random, array.size());
  const size_t to = below(random, array.size());
  switch (below(random, 4)) {
    case 0: array.erase(array.begin() + static_cast<std::ptrdiff_t>(at)); break;
    case 1: {
      Json copy = array[at];
      array.insert(array.begin() + static_cast<std::ptrdiff_t>(to), std::move(copy));
      break;
    }
    case 2: std::swap(array[at], array[to]); break;
    default: array[at] = other;
  }
}

void change_object(JsonObject& object, Random& random, const Json& other) {
  static const char* const names[] = {"externalId", "name", "rank", "payload", "parts", "segments",
                                      "gives", "ops", "part", "piece", "segment", "type"};
  if (object.empty() || below(random, 4) == 0) {
    object[names[below(random, std::size(names))]] = other;
    return;
  }
  auto at = object.begin() + static_cast<std::ptrdiff_t>(below(random, object.size()));
  if (below(random, 2) == 0) {
    object.erase(at);
  } else {
    at->value() = other;
  }
}

void change_json(Json& root, Random& random) {
  std::vector<Json*> all;
  collect(root, all);
  const Json other =
      below(random, 2) == 0 ? plain_value(random) : Json(*all[below(random, all.size())]);
  Json& value = *all[below(random, all.size())];
  if (below(random, 4) == 0) {
    value = other;
  } else if (value.is_array()) {
    change_array(value.get_array(), random, other);
  } else if (value.is_object()) {
    change_object(value.get_object(), random, other);
  } else if (value.is_number()) {
    change_number(value, random);
  } else {
    value = plain_value(random);
  }
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// False when the line holds no JSON.
bool change_line(std::string& line, Random& random) {
  const size_t space = line.find(' ');
  if (space == std::string::npos) return false;
  try {
    Json payload = parse_json(std::string_view(line).substr(space + 1));
    change_json(payload, random);
    line.resize(space + 1);
    dump_to(line, payload);
  } catch (const JsonError&) {
    return false;
  }
  return true;
}

bool change_lines(std::vector<std::string>& lines, Random& random) {
  if (lines.empty()) return false;
  const size_t at = below(random, lines.size());
  const size_t to = below(random, lines.size());
  switch (below(random, 8)) {
    case 0: lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at)); return true;
    case 1: {
      std::string copy = lines[at];
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(to), std::move(copy));
      return true;
    }
    case 2: std::swap(lines[at], lines[to]); return true;
    default: return change_line(lines[at], random);
  }
}

}  // namespace

}  // namespace takt::fuzz

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned int seed) {
  using namespace takt::fuzz;
  Random random(seed);
  if (below(random, 4) == 0) return LLVMFuzzerMutate(data, size, max_size);
  auto lines = lines_of({reinterpret_cast<const char*>(data), size});
  for (size_t i = 0; i <= below(random, 3); ++i) {
    if (!change_lines(lines, random)) return LLVMFuzzerMutate(data, size, max_size);
  }
  std::string out;
  for (const std::string& line : lines) out += line + '\n';
  if (out.empty() || out.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::memcpy(data, out.data(), out.size());
  return out.size();
}

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  takt::log::set_level(takt::LogLevel::off);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Never destroyed: the script engine must go before the libraries' statics, and libFuzzer's exit
  // comes after them.
  static auto& runner = *new takt::fuzz::InputRunner;
  static const int leaves_at_once = std::atexit([] { std::_Exit(0); });
  (void)leaves_at_once;
  runner.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
