#include "door/metrics.h"

#include <gtest/gtest.h>

namespace takt::door {
namespace {

TEST(Metrics, AreWrittenAsPrometheusReadsThem) {
  MetricsWriter writer;
  writer.family("takt_jobs_total", MetricsWriter::Kind::counter, "Jobs\nrun");
  writer.value(3, {{"queue", "studio:a\"b\\c"}, {"outcome", "done"}});
  writer.family("takt_up", MetricsWriter::Kind::gauge, "Up");
  writer.value(1.5);
  EXPECT_EQ(writer.take(),
            "# HELP takt_jobs_total Jobs\\nrun\n# TYPE takt_jobs_total counter\n"
            "takt_jobs_total{queue=\"studio:a\\\"b\\\\c\",outcome=\"done\"} 3\n"
            "# HELP takt_up Up\n# TYPE takt_up gauge\ntakt_up 1.5\n");
}

}  // namespace
}  // namespace takt::door
