#include "pipeline/intake/metrics.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>

namespace pg {
namespace {

using Kind = IntakeEvent::Kind;

TEST(IntakeMetrics, EveryLineIsOfTheExpositionFormat) {
  IntakeMetrics metrics;
  metrics.count({.kind = Kind::kRecorded, .case_id = "case-1", .sha256 = "aa", .seconds = 0.25}, 1);
  metrics.count({.kind = Kind::kLooked, .seconds = 0.5, .files = 3}, 1'700'000'000.25);
  RecordStatus record;
  record.cases = 2;
  std::istringstream lines(metrics.text(record));
  // Prometheus, "Exposition formats", text format 0.0.4.
  const std::regex comment("# (HELP|TYPE) printgauge_[a-z_]+ .+");
  const std::regex sample("printgauge_[a-z_]+(\\{[a-z_]+=\"[^\"\\\\]*\"\\})? [-+0-9.e]+");
  std::size_t samples = 0;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_TRUE(std::regex_match(line, comment) || std::regex_match(line, sample)) << line;
    samples += line.front() != '#';
  }
  EXPECT_GT(samples, 20u);
}

TEST(IntakeMetrics, CountsWhatHappened) {
  IntakeMetrics metrics;
  for (const Kind kind : {Kind::kQueued, Kind::kQueued, Kind::kRecorded, Kind::kShared,
                          Kind::kRefused, Kind::kFailed, Kind::kAgain, Kind::kTrouble})
    metrics.count({.kind = kind, .seconds = 2}, 0);
  const std::string text = metrics.text(std::nullopt);
  for (const char* line :
       {"printgauge_queued_total 2\n", "printgauge_models_total{outcome=\"recorded\"} 1\n",
        "printgauge_models_total{outcome=\"measured_before\"} 1\n",
        "printgauge_models_total{outcome=\"refused\"} 1\n",
        "printgauge_models_total{outcome=\"failed\"} 1\n", "printgauge_worker_deaths_total 1\n",
        "printgauge_analysis_seconds_count 2\n", "printgauge_analysis_seconds_sum 4\n",
        "printgauge_analysis_seconds_bucket{le=\"1\"} 0\n",
        "printgauge_analysis_seconds_bucket{le=\"3\"} 2\n",
        "printgauge_analysis_seconds_bucket{le=\"+Inf\"} 2\n", "printgauge_in_trouble 1\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  EXPECT_EQ(text.find("record_models"), std::string::npos);  // not asked
  metrics.count({.kind = Kind::kWell}, 0);
  EXPECT_NE(metrics.text(std::nullopt).find("printgauge_in_trouble 0\n"), std::string::npos);
}

TEST(IntakeMetrics, HoldNoCaseAndNoHash) {
  IntakeMetrics metrics;
  metrics.count({.kind = Kind::kFailed, .case_id = "case-77", .sha256 = "abcdef", .text = "Said."}, 0);
  const std::string text = metrics.text(std::nullopt);
  for (const char* word : {"case-77", "abcdef", "Said"})
    EXPECT_EQ(text.find(word), std::string::npos) << word;
}

}  // namespace
}  // namespace pg
