// What the fuzzer found interesting once, and what it found wrong, through the same function.

#include <gtest/gtest.h>

#include <filesystem>

#include "base/log.h"
#include "fuzz/ingest_input.h"
#include "read_text.h"

namespace takt::fuzz {
namespace {

TEST(Corpus, EveryInputHolds) {
  log::set_level(LogLevel::off);
  InputRunner runner;
  size_t count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(TAKT_SOURCE_DIR) / "tests/fuzz/corpus")) {
    SCOPED_TRACE(entry.path().filename().string());
    EXPECT_NO_THROW(runner.run(read_text(entry.path())));
    ++count;
  }
  EXPECT_GT(count, 0u);
}

}  // namespace
}  // namespace takt::fuzz
