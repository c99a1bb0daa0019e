#include "base/id_generator.h"

#include "base/seeded_ids.h"

#include <fmt/format.h>

#include <string_view>

namespace takt {

RandomIds::RandomIds() {
  std::random_device entropy;
  std::seed_seq seed{entropy(), entropy(), entropy(), entropy()};
  engine_.seed(seed);
}

namespace {

std::string random_id(std::mt19937_64& engine) {
  static constexpr std::string_view kAlphabet =
      "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";
  std::uniform_int_distribution<size_t> pick(0, kAlphabet.size() - 1);
  std::string id(17, ' ');
  for (char& c : id) c = kAlphabet[pick(engine)];
  return id;
}

}  // namespace

std::string RandomIds::next() {
  return random_id(engine_);
}

std::string SeededIds::next() {
  return random_id(engine_);
}

std::string CountedIds::next() {
  return fmt::format("randomId{:06}_", ++count_);
}

}  // namespace takt
