// The page about an archive, from tables of each format.

#include "tests/apps/batch_fixture.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

class ReportPage : public BatchFiles {};

TEST_F(ReportPage, IsTheSameFromEveryFormatOfTable) {
  write_file(models() / "folder-1" / "vast.stl", stl_of_sphere(9000, 400));
  std::vector<std::string> pages;
  for (const char* const name : {"t.csv", "t.jsonl", "t.sqlite"}) {
    (void)run({"batch", models(), "--out", out(name), "--only", "size,mesh"});
    const auto outcome = run({"report", out(name)});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    pages.push_back(content(out(std::string(name) + ".html")));
  }
  EXPECT_GT(pages[0].size(), 10'000u);
  EXPECT_EQ(pages[0], pages[2]);
  // JSON lines know every column, so that page may say more; its numbers are the same.
  EXPECT_NE(pages[1].find("<b>42</b><span>models"), std::string::npos);
  EXPECT_NE(pages[0].find("vast.stl"), std::string::npos) << "unlike the others";
  EXPECT_NE(pages[0].find("data:image/png;base64,"), std::string::npos) << "and drawn";
}

TEST_F(ReportPage, DrawsEntriesOfArchivesAndOnlyWhatIsStillWhatWasMeasured) {
  write_file(models() / "folder-1" / "vast.stl", stl_of_sphere(9000, 400));
  const auto packed = test::run_program("tar", {"-cf", out("t.tar"), "-C", models(), "folder-1"});
  ASSERT_EQ(packed.status, 0);
  (void)run({"batch", out("t.tar"), "--out", out("t.csv"), "--only", "size"});
  EXPECT_EQ(run({"report", out("t.csv")}).status, 0);
  EXPECT_NE(content(out("t.csv.html")).find("data:image/png;base64,"), std::string::npos);
  EXPECT_EQ(run({"report", out("t.csv"), "--no-pictures"}).status, 0);
  EXPECT_EQ(content(out("t.csv.html")).find("data:image/png;base64,"), std::string::npos);

  (void)run({"batch", models() / "folder-1", "--out", out("u.csv"), "--only", "size"});
  write_file(models() / "folder-1" / "vast.stl", stl_of_sphere(8000, 400));
  EXPECT_EQ(run({"report", out("u.csv")}).status, 0);
  const std::string page = content(out("u.csv.html"));
  EXPECT_NE(page.find("vast.stl"), std::string::npos);
  EXPECT_EQ(page.find("data:image/png;base64,"), std::string::npos) << "another model by now";
}

}  // namespace
}  // namespace pg
