// What `watch` puts beside the record: reports, metrics, logs. No names in any of it.

#include <nlohmann/json.hpp>

#include "tests/apps/watch_fixture.hpp"

namespace pg {
namespace {

TEST_F(Watch, ReportsMetricsAndJsonLogsHoldNoNames) {
  const std::string who = "Zyxwinkel";
  root_ = folder_.path() / "Praxis Zyxwinkel";
  put(root_ / "Zyxwinkel_Hans_19800312" / "zyxwinkel heart.stl",
      box_file(7, "Zyxwinkel, Hans *12.03.1980"));
  put(root_ / "case-7" / "zyxwinkel.obj",
      "# patient Zyxwinkel\nmtllib zyxwinkel.mtl\no Zyxwinkel\ng Zyxwinkel\nusemtl Zyxwinkel\n"
      "v 0 0 0\nv 10 0 0\nv 0 10 0\nv 0 0 10\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n");
  put(root_ / "case-7" / "broken.stl", "solid Zyxwinkel\nfacet nonsense\nendsolid Zyxwinkel\n");
  const fs::path reports = folder_.path() / "reports";
  const fs::path metrics = folder_.path() / "m.prom";
  EXPECT_EQ(daemon({"--once", "--report", reports.string(), "--metrics", metrics.string(),
                    "--log-format", "json"})
                ->wait(),
            1);
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(reports)) {
    EXPECT_FALSE(holds(entry.path().filename().string(), who)) << entry.path();
    if (!entry.is_regular_file()) continue;
    EXPECT_FALSE(holds(slurp(entry.path()), who)) << entry.path();
    EXPECT_FALSE(holds(slurp(entry.path()), "19800312")) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 7u);  // three each for two models, the reading of what was refused
  const std::string counted = slurp(metrics);
  EXPECT_NE(counted.find("printgauge_models_total{outcome=\"recorded\"} 2\n"), std::string::npos)
      << counted;
  EXPECT_NE(counted.find("printgauge_models_total{outcome=\"refused\"} 1\n"), std::string::npos);
  EXPECT_NE(counted.find("printgauge_record_models{status=\"ok\"} 2\n"), std::string::npos);
  EXPECT_FALSE(holds(counted, who));
  std::istringstream lines(slurp(log_));
  std::set<std::string> events;
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json parsed = nlohmann::json::parse(line);
    events.insert(parsed.at("event"));
    EXPECT_TRUE(parsed.contains("at") && parsed.contains("level")) << line;
    EXPECT_FALSE(holds(line, who)) << line;
  }
  for (const char* event : {"started", "queued", "recorded", "refused", "stopped"})
    EXPECT_EQ(events.count(event), 1u) << event;
}

TEST_F(Watch, MetricsThatCannotBeWrittenAreSaidOnceAndStopNothing) {
  put(root_ / "case-1" / "a.stl", box_file(1));
  EXPECT_EQ(daemon({"--once", "--metrics", (folder_.path() / "no" / "m.prom").string()})->wait(), 0);
  const std::string log = slurp(log_);
  const std::size_t first = log.find("--metrics cannot be written");
  ASSERT_NE(first, std::string::npos) << log;
  EXPECT_EQ(log.find("--metrics cannot be written", first + 1), std::string::npos);
}

}  // namespace
}  // namespace pg
