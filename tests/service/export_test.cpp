// What leaves the record over HTTP: as described, whole, and nothing that nobody said.

#include <gtest/gtest.h>

#include <set>

#include "pipeline/registry/column_map.hpp"
#include "tests/service/described.hpp"

namespace pg {
namespace {

using test::Answer;

constexpr const char* kNewYear = "2026-01-01T00:00:00.000Z";

class Exports : public test::Served {
 protected:
  void SetUp() override {
    Served::SetUp();
    add_box("case-1", 20, kNewYear);
  }
  void begin_with_map() {
    const auto map = column_map_from(
        "[[column]]\nname = \"case\"\nfrom = \"case.id\"\n"
        "[[column]]\nname = \"type\"\nfrom = \"form.object_type\"\nrequired = true\n"
        "[[column]]\nname = \"volume\"\nfrom = \"measured.1.volume_mm3\"\ndigits = 1\n");
    ASSERT_TRUE(map) << map.error().message;
    map_ = *map;
    begin();
    api_->map = &map_;
  }
  void expect_described(const Answer& answer, const std::string& pattern) {
    EXPECT_EQ(description_.misfit(answer, pattern, "get"), "")
        << pattern << " " << answer.status << " " << answer.body.substr(0, 2000);
  }

  test::Description description_;
  ColumnMap map_;
};

TEST_F(Exports, EveryRouteAnswersAsDescribed) {
  begin_with_map();
  for (const char* part : {"billing", "fhir", "upload", "upload.txt", "upload.xlsx"}) {
    const std::string pattern = std::string("/v1/cases/{id}/") + part;
    for (const char* id : {"case-1", "none"})
      expect_described(get("/v1/cases/" + std::string(id) + "/" + part), pattern);
    expect_described(ask("GET", "/v1/cases/case-1/" + std::string(part)), pattern);
  }
  for (const char* path :
       {"/v1/statistics.csv", "/v1/redcap/dictionary.csv", "/v1/redcap/records.csv"}) {
    expect_described(get(path), path);
    expect_described(ask("GET", path), path);
    EXPECT_EQ(get(path).status, 200);
  }
}

TEST_F(Exports, TheUploadIsRefusedUntilWhatItNeedsIsDeclaredAndThenHoldsIt) {
  begin_with_map();
  const Answer refused = get("/v1/cases/case-1/upload.txt");
  EXPECT_EQ(refused.status, 409);
  ASSERT_EQ(refused.json()["problems"].size(), 1u);
  EXPECT_EQ(get("/v1/cases/case-1/upload").json()["ready"], false);
  ASSERT_EQ(say("PUT", "/v1/cases/case-1/form/object_type", "anatomic_guide").status, 200);
  EXPECT_EQ(get("/v1/cases/case-1/upload").json()["ready"], true);
  const Answer file = get("/v1/cases/case-1/upload.txt");
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, "case-1|anatomic_guide|2000.0\r\n");
  expect_described(file, "/v1/cases/{id}/upload.txt");
  const Answer sheet = get("/v1/cases/case-1/upload.xlsx");
  expect_described(sheet, "/v1/cases/{id}/upload.xlsx");
  EXPECT_EQ(sheet.body.substr(0, 2), "PK");
  std::set<std::string> names;
  for (int i = 0; i < 20; ++i)
    names.insert(get("/v1/cases/case-1/upload.txt").header("Content-Disposition"));
  EXPECT_EQ(names.size(), 20u);
}

TEST_F(Exports, WithoutAMapTheUploadIsSaidToBeMissing) {
  begin();
  EXPECT_EQ(get("/v1/version").json()["upload"], false);
  for (const char* part : {"upload", "upload.txt", "upload.xlsx"}) {
    const Answer answer = get("/v1/cases/case-1/" + std::string(part));
    EXPECT_EQ(answer.status, 404);
    EXPECT_NE(answer.body.find("--map"), std::string::npos);
  }
}

}  // namespace
}  // namespace pg
