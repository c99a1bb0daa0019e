#pragma once

// The random seam (DESIGN R6): ids and random numbers are drawn from here. One per thread or job;
// not shared between threads.

#include <cstdint>
#include <random>
#include <string>

namespace takt {

class IdGenerator {
 public:
  virtual ~IdGenerator() = default;
  /// A new random id (17 unmistakable characters, spec/data-model.md section 0).
  virtual std::string next() = 0;
  /// Seed for Math.random of the script engine.
  virtual uint64_t seed() = 0;
};

/// Real random ids from the operating system's entropy.
class RandomIds final : public IdGenerator {
 public:
  RandomIds();
  std::string next() override;
  uint64_t seed() override { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

/// `randomId000001_`, `randomId000002_`, ...: replay (conformance/FORMAT.md, Clock, ids, timers).
class CountedIds final : public IdGenerator {
 public:
  std::string next() override;
  uint64_t seed() override { return 1; }

 private:
  uint64_t count_ = 0;
};

}  // namespace takt
