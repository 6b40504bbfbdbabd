// Reports: a reading, a sheet and a picture a model, by case and content.

#include "pipeline/intake/report.hpp"

#include <set>

#include "pipeline/record/surfaces.hpp"
#include "testdata/head.hpp"
#include "tests/pipeline/intake/intake_fixture.hpp"

namespace pg {
namespace {

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Reported : public IntakeOnce {
 protected:
  IntakeOptions reporting() {
    IntakeOptions with = options();
    with.report = reports();
    with.analyze.only = *Selection::of(std::vector<std::string>{"size", "volume"});
    return with;
  }
  [[nodiscard]] fs::path reports() const { return folder_.path() / "reports"; }
  std::set<std::string> suffixes(const std::string& id) {
    std::set<std::string> found;
    if (fs::exists(reports() / id))
      for (const auto& entry : fs::directory_iterator(reports() / id))
        found.insert(entry.path().extension().string());
    return found;
  }
  const std::set<std::string> kAll = {".json", ".html", ".png"};
};

TEST_F(Reported, EachModelHasItsThreeFilesNamedByItsContent) {
  write(root_ / "case-1" / "a-name.stl", 10);
  EXPECT_EQ(run(reporting()).recorded, 1u);
  const CaseModel model = models("case-1").front();
  const fs::path stem = reports() / "case-1" / model.sha256.substr(0, 16);
  EXPECT_EQ(slurp(stem.string() + ".json"), model.reading);
  EXPECT_EQ(slurp(stem.string() + ".png").substr(1, 3), "PNG");
  EXPECT_NE(slurp(stem.string() + ".html").find("case-1"), std::string::npos);
  EXPECT_EQ(suffixes("case-1"), kAll);
  for (const auto& entry : fs::recursive_directory_iterator(reports()))
    if (entry.is_regular_file()) {
      EXPECT_EQ(slurp(entry.path()).find("a-name"), std::string::npos) << entry.path();
    }
}

TEST_F(Reported, PicturesComeOutOfTheSandboxToo) {
  // 35 s after the sandbox closed, fontconfig would look for new fonts: shown by the many files a
  // worker draws one after the other without dying, and by its setting (io/write/canvas.cpp).
  for (int i = 1; i <= 8; ++i) write(root_ / "case-1" / (std::to_string(i) + ".stl"), i);
  IntakeOptions with = reporting();
  std::size_t deaths = 0;
  with.on_event = [&](const IntakeEvent& event) {
    deaths += event.kind == IntakeEvent::Kind::kAgain;
  };
  EXPECT_EQ(run(with).recorded, 8u);
  EXPECT_EQ(deaths, 0u);
  EXPECT_EQ(std::distance(fs::directory_iterator(reports() / "case-1"), {}), 24);
}

TEST_F(Reported, ARefusedFileHasItsReadingAlone) {
  fs::create_directories(root_ / "case-1");
  std::ofstream(root_ / "case-1" / "a.stl") << "no model";
  EXPECT_EQ(run(reporting()).refused, 1u);
  EXPECT_EQ(suffixes("case-1"), (std::set<std::string>{".json"}));
}

TEST_F(Reported, OfAFaceNothingIsDrawnOrKeptUnlessTheSiteAllowsIt) {
  fs::create_directories(root_ / "case-1");
  const std::vector<std::byte> head = shapes::as_binary_stl(shapes::head_like(4));
  std::ofstream(root_ / "case-1" / "a.stl", std::ios::binary)
      .write(reinterpret_cast<const char*>(head.data()), static_cast<std::streamsize>(head.size()));
  write(root_ / "case-2" / "b.stl", 10);
  IntakeOptions with = reporting();
  with.surfaces = folder_.path() / "surfaces";
  // In the sandbox and, without one, in this process.
  for (const bool sandbox : {true, false}) {
    fs::remove_all(reports());
    IntakeOptions each = with;
    if (!sandbox) each.worker.reset();
    EXPECT_EQ(run(each).recorded, 2u);
    EXPECT_NE(models("case-1")[0].reading.find("\"face_surface\""), std::string::npos);
    EXPECT_EQ(models("case-2")[0].reading.find("\"face_surface\""), std::string::npos);
    EXPECT_EQ(suffixes("case-1"), (std::set<std::string>{".json"}));
    EXPECT_EQ(suffixes("case-2"), kAll);
    EXPECT_FALSE(kept_surface(with.surfaces, models("case-1")[0].sha256));
    EXPECT_TRUE(kept_surface(with.surfaces, models("case-2")[0].sha256));
    EXPECT_FALSE(keeps_picture(with.surfaces, models("case-1")[0].sha256));
    const auto picture = kept_picture(with.surfaces, models("case-2")[0].sha256);
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->substr(1, 3), "PNG");
  }
  fs::remove_all(reports());
  with.face_pictures = true;
  EXPECT_EQ(run(with).recorded, 2u);
  EXPECT_EQ(suffixes("case-1"), kAll);
  EXPECT_TRUE(kept_surface(with.surfaces, models("case-1")[0].sha256));
}

TEST_F(Reported, CopiesInOtherCasesHaveSheetsOfTheirOwn) {
  write(root_ / "case-1" / "a.stl", 10);
  write(root_ / "case-2" / "b.stl", 10);  // waits beside it, or is measured before: both end so
  run(reporting());
  write(root_ / "case-3" / "c.stl", 10);
  run(reporting());
  for (const char* id : {"case-1", "case-2", "case-3"}) {
    EXPECT_EQ(suffixes(id), kAll) << id;
    const std::string sheet = slurp(reports() / id / (models(id)[0].sha256.substr(0, 16) + ".html"));
    EXPECT_NE(sheet.find(id), std::string::npos);
  }
  EXPECT_EQ(store_->status()->readings, 1u);
}

TEST_F(Reported, ARecordThatIsOlderThanItsReportsGetsThem) {
  write(root_ / "case-1" / "a.stl", 10);
  IntakeOptions without = reporting();
  without.report.clear();
  run(without);
  EXPECT_EQ(suffixes("case-1"), std::set<std::string>());
  run(reporting());
  EXPECT_EQ(suffixes("case-1"), kAll);
  const std::size_t changes = store_->history("case-1")->size();
  run(reporting());
  EXPECT_EQ(store_->history("case-1")->size(), changes);  // nothing left to do
}

TEST_F(Reported, AFolderThatCannotBeWrittenIsTroubleAndCostsNoFile) {
  write(root_ / "case-1" / "a.stl", 10);
  IntakeOptions with = reporting();
  fs::create_directories(reports());
  std::ofstream(reports() / "case-1") << "in the way";
  {
    Intake intake(*store_, *SiteKey::load_or_create(folder_.path() / "state"), with);
    const auto refused = intake.run(never_[0]);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("report"), std::string::npos);
  }
  EXPECT_EQ(models("case-1")[0].status, ModelStatus::kQueued);
  fs::remove(reports() / "case-1");
  EXPECT_EQ(run(reporting()).recorded, 1u);
}

TEST_F(Reported, AReportInsideTheWatchedFolderIsRefused) {
  IntakeOptions with = options();
  with.report = root_ / "reports";
  Intake intake(*store_, *SiteKey::load_or_create(folder_.path() / "state"), with);
  EXPECT_FALSE(intake.run(never_[0]));
}

}  // namespace
}  // namespace pg
