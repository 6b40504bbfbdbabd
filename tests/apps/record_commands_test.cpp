// search, status, retry and store, as a person or a script calls them.

#include <sstream>

#include "tests/apps/record_fixture.hpp"

namespace pg {
namespace {

class RecordCommands : public Record {
 protected:
  void SetUp() override {
    drop("case-001/small.stl", shapes::box({10, 10, 10}));
    drop("case-002/large.stl", shapes::box({100, 20, 30}));
    const auto bad = folder_.path() / "in" / "case-002" / "bad.stl";
    std::ofstream(bad) << "no model";
    EXPECT_EQ(call("watch '" + (folder_.path() / "in").string() +
                   "' --once --settle 0.05 --scan-every 0.05")
                  .status,
              1);
  }
  std::vector<Json> lines(const std::string& command) {
    const Said said = call(command);
    EXPECT_EQ(said.status, 0) << command;
    std::istringstream text(said.out);
    std::vector<Json> all;
    for (std::string line; std::getline(text, line);) all.push_back(Json::parse(line));
    return all;
  }
  [[nodiscard]] std::string backup() const {
    return "'" + (folder_.path() / "backup").string() + "'";
  }
};

TEST_F(RecordCommands, SearchFindsBySizeVolumeStatusAndDate) {
  EXPECT_EQ(lines("search --json").size(), 3u);
  const auto large = lines("search --json --size-min 50");
  ASSERT_EQ(large.size(), 1u);
  EXPECT_EQ(large[0]["case"], "case-002");
  EXPECT_EQ(large[0]["size_mm"], Json({100.0, 20.0, 30.0}));
  EXPECT_EQ(large[0]["status"], "ok");
  EXPECT_NEAR(large[0]["volume_mm3"].get<double>(), 60000, 1e-6);  // rounding of a sum of twelve
  EXPECT_EQ(lines("search --json --volume-max 1.5").size(), 1u);   // mL
  EXPECT_EQ(lines("search --json --status refused")[0]["volume_mm3"], Json());
  EXPECT_EQ(lines("search --json --case case-002").size(), 2u);
  EXPECT_EQ(lines("search --json --since 2000").size(), 3u);
  EXPECT_EQ(lines("search --json --before 2000-01-01").size(), 0u);
  EXPECT_EQ(lines("search --json --limit 2").size(), 2u);
  EXPECT_EQ(lines("search --json --class cardiac").size(), 0u);
}

TEST_F(RecordCommands, SearchFindsByAFindingOfTheReading) {
  TriMesh open = shapes::box({40, 40, 40});
  open.triangles.pop_back();
  drop("case-003/open.stl", open);
  (void)call("watch '" + (folder_.path() / "in").string() +
             "' --once --settle 0.05 --scan-every 0.05");
  const Json shown = lines("show case-003 --json")[0];
  const Json& findings = shown["models"][0]["reading"]["findings"];
  ASSERT_FALSE(findings.empty());
  const std::string finding = findings[0]["id"];
  const auto found = lines("search --json --finding " + finding);
  ASSERT_EQ(found.size(), 1u) << finding;
  EXPECT_EQ(found[0]["case"], "case-003");
  EXPECT_TRUE(lines("search --json --finding no_such_finding").empty());
}

TEST_F(RecordCommands, TablesNameCaseAndNumbers) {
  const std::string table = call("search --size-min 50").out;
  EXPECT_NE(table.find("case-002"), std::string::npos) << table;
  EXPECT_NE(table.find("100.0 x 20.0 x 30.0"), std::string::npos) << table;
  EXPECT_NE(table.find("60.00"), std::string::npos) << table;
  const std::string status = call("status").out;
  EXPECT_NE(status.find("cases        2"), std::string::npos) << status;
  EXPECT_NE(status.find("ok           2"), std::string::npos) << status;
  EXPECT_NE(status.find("refused      1"), std::string::npos) << status;
}

TEST_F(RecordCommands, StatusJsonCountsAndNamesWhatFailed) {
  {
    auto store = open_sqlite_store(folder_.path() / "record.sqlite", StoreMode::kExisting);
    Observation bad;
    bad.case_id = "case-003";
    bad.root_key = "root";
    bad.source_key = "s";
    bad.error = "The file cannot be opened.";
    ASSERT_TRUE((*store)->observe(bad, stamp_now("test")));
  }
  const Json status = lines("status --json")[0];
  EXPECT_EQ(status["models"]["ok"], 2);
  EXPECT_EQ(status["models"]["refused"], 1);
  EXPECT_EQ(status["models"]["failed"], 1);
  EXPECT_EQ(status["waiting_since"], Json());
  ASSERT_EQ(status["failures"].size(), 1u);
  EXPECT_EQ(status["failures"][0]["case"], "case-003");
  EXPECT_EQ(status["failures"][0]["error"], "The file cannot be opened.");
  EXPECT_NE(call("retry case-003").out.find("1 failed model put back"), std::string::npos);
  EXPECT_EQ(lines("status --json")[0]["models"]["queued"], 1);
  EXPECT_NE(call("retry").out.find("No failed model"), std::string::npos);
}

TEST_F(RecordCommands, ABackupRestoredAnswersTheSameAndWatchGoesOnWithIt) {
  const std::string before = call("cases --json").out;
  const Said done = call("store backup " + backup());
  EXPECT_EQ(done.status, 0);
  EXPECT_NE(done.out.find("2 cases, 3 models, 3 readings"), std::string::npos) << done.out;
  EXPECT_EQ(call("store backup " + backup()).status, 3);  // not over another one
  const std::string fresh = " --store '" + (folder_.path() / "new" / "r.sqlite").string() + "'";
  EXPECT_EQ(call("store restore " + backup() + fresh).status, 0);
  EXPECT_EQ(call("cases --json" + fresh).out, before);
  EXPECT_EQ(call("store check" + fresh).status, 0);
  EXPECT_EQ(call("store restore " + backup() + fresh).status, 3);  // there is something in it
  // The key came with it: every file is known.
  EXPECT_EQ(call("watch '" + (folder_.path() / "in").string() +
                 "' --once --settle 0.05 --scan-every 0.05" + fresh)
                .status,
            0);
  EXPECT_EQ(call("cases --json" + fresh).out, before);
}

TEST_F(RecordCommands, CheckFindsALostKeyAndSaysSoByItsExitStatus) {
  EXPECT_EQ(lines("store check --json")[0]["ok"], true);
  std::filesystem::remove(folder_.path() / "site.key");
  EXPECT_EQ(call("store check").status, 1);
  EXPECT_NE(call("store check").out.find("site.key"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "site.key"));  // looking makes none
}

}  // namespace
}  // namespace pg
