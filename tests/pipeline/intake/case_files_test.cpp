// case.json in a watched folder: taken when it has settled, again when it changes, once otherwise.

#include "pipeline/intake/case_files.hpp"

#include <algorithm>

#include "tests/pipeline/intake/intake_fixture.hpp"

namespace pg {
namespace {

class CaseFileWatched : public IntakeOnce {
 protected:
  void say(const std::string& folder, const std::string& answers,
           const std::string& name = "case.json") {
    raw(folder,
        R"({"schema":"printgauge.case-file/1","stated_by":"M. Weber","answers":)" + answers + "}",
        name);
  }
  void raw(const std::string& folder, const std::string& text,
           const std::string& name = "case.json") {
    fs::create_directories(root_ / folder);
    std::ofstream(root_ / folder / name, std::ios::binary) << text;
  }
  Case subject(const std::string& id) {
    const auto found = *store_->find_case(id);
    return found ? *found : Case{};
  }
  std::size_t changes(const std::string& id) { return store_->history(id)->size(); }
  std::ptrdiff_t refusals(const std::string& id) {
    const Case found = subject(id);
    return std::count_if(
        found.findings.begin(), found.findings.end(),
        [](const Finding& finding) { return finding.id == "case_file_refused"; });
  }
};

TEST_F(CaseFileWatched, DeclaresForTheCaseOfItsFolder) {
  write(root_ / "case-1" / "a.stl", 2);
  say("case-1", R"({"indication":"planning"})");
  EXPECT_EQ(run().recorded, 1u);
  const Case found = subject("case-1");
  EXPECT_EQ(found.indication->value, "planning");
  EXPECT_EQ(found.indication->by, "M. Weber (case.json)");
  const auto history = *store_->history("case-1");
  EXPECT_TRUE(std::any_of(history.begin(), history.end(), [](const HistoryRow& row) {
    return row.what == "indication" && row.by == "M. Weber (case.json)";
  }));
}

TEST_F(CaseFileWatched, IsTakenOnceAndAgainWhenItChanges) {
  say("case-1", R"({"indication":"first"})");
  run();
  const std::size_t before = changes("case-1");
  const std::int64_t revision = subject("case-1").revision;
  run();
  EXPECT_EQ(changes("case-1"), before);
  EXPECT_EQ(subject("case-1").revision, revision);
  say("case-1", R"({"indication":"second"})");
  run();
  EXPECT_EQ(subject("case-1").indication->value, "second");
  EXPECT_GT(changes("case-1"), before);
}

TEST_F(CaseFileWatched, ACaseMayHaveNothingElse) {
  say("case-1", R"({"indication":"digital only"})");
  run();
  EXPECT_EQ(subject("case-1").indication->value, "digital only");
  EXPECT_TRUE(models("case-1").empty());
}

TEST_F(CaseFileWatched, AReplacedFolderNameIsSaidThereToo) {
  say("Mueller_Hans", R"({"indication":"x"})");
  run();
  const auto all = *store_->cases();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_TRUE(all[0].id.starts_with("case-"));
  ASSERT_EQ(all[0].findings.size(), 1u);
  EXPECT_EQ(all[0].findings[0].id, "folder_name_replaced");
}

TEST_F(CaseFileWatched, ABadOneIsAFindingAndTheModelsAreRecordedAllTheSame) {
  write(root_ / "case-1" / "a.stl", 2);
  say("case-1", R"({"indication":"first"})");
  run();
  raw("case-1", "{\"patient\": Zyxwinkel}");
  write(root_ / "case-1" / "b.stl", 3);
  const IntakeSummary summary = run();
  EXPECT_EQ(summary.recorded, 1u);
  EXPECT_EQ(summary.refused, 1u);
  const Case found = subject("case-1");
  EXPECT_EQ(found.indication->value, "first");  // what was stated before stands
  ASSERT_EQ(refusals("case-1"), 1);
  EXPECT_NE(found.findings[0].text.find("line 1, column 13"), std::string::npos)
      << found.findings[0].text;
  EXPECT_EQ(found.findings[0].text.find("Zyxwinkel"), std::string::npos);
  const std::int64_t revision = found.revision;
  run();  // judged once
  EXPECT_EQ(subject("case-1").revision, revision);
  say("case-1", R"({"indication":"mended"})");
  run();
  EXPECT_EQ(refusals("case-1"), 0);
  EXPECT_EQ(subject("case-1").indication->value, "mended");
}

TEST_F(CaseFileWatched, OneThatCannotBeReadIsAFinding) {
  if (geteuid() == 0) GTEST_SKIP() << "SKIPPED: root may read everything";
  say("case-1", "{}");
  chmod((root_ / "case-1" / "case.json").c_str(), 0);
  run();
  EXPECT_EQ(refusals("case-1"), 1);
}

TEST_F(CaseFileWatched, OnlyInTheFolderOfACaseAndInAnyLetters) {
  say("", R"({"indication":"x"})");
  say("case-1/deep", R"({"indication":"x"})");
  say("case-2", R"({"indication":"x"})", "Case.JSON");
  fs::create_directories(root_ / "case-3");
  std::ofstream(folder_.path() / "outside.json")
      << R"({"schema":"printgauge.case-file/1","stated_by":"x","answers":{"indication":"x"}})";
  fs::create_symlink(folder_.path() / "outside.json", root_ / "case-3" / "case.json");
  run();
  const auto all = *store_->cases();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].id, "case-2");
}

TEST_F(CaseFileWatched, RemovingItTakesNothingBack) {
  say("case-1", R"({"indication":"first"})");
  run();
  fs::remove(root_ / "case-1" / "case.json");
  run();
  EXPECT_EQ(subject("case-1").indication->value, "first");
}

}  // namespace
}  // namespace pg
