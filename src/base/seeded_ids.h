#pragma once

// Random ids that can be had again: the same seed gives the same ids. A worker thread draws a new
// seed for each job and notes it in the journal, so that the job can be replayed bit for bit.

#include "base/id_generator.h"

namespace takt {

class SeededIds final : public IdGenerator {
 public:
  explicit SeededIds(uint64_t seed = 0) : engine_(seed) {}
  void restart(uint64_t seed) { engine_.seed(seed); }
  std::string next() override;
  uint64_t seed() override { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace takt
