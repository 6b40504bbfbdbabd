// The profile: what it says of a known practice, and that no small count is in it.

#include "pipeline/registry/profile/profile.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "testdata/shapes.hpp"
#include "tests/pipeline/registry/some_case.hpp"

namespace pg {
namespace {

using Json = nlohmann::json;

CaseFacts facts(const std::string& type, const std::string& organ, double minutes = 60) {
  CaseFacts one;
  one.object_type = type;
  one.words = {organ, "mex", "pla", "1", "cardiac"};
  one.numbers.resize(profile_measures().size());
  one.numbers[0] = minutes;
  return one;
}

std::vector<CaseFacts> many(std::size_t count, const CaseFacts& one) {
  return std::vector<CaseFacts>(count, one);
}

void add(std::vector<CaseFacts>& cases, const std::vector<CaseFacts>& more) {
  cases.insert(cases.end(), more.begin(), more.end());
}

const ProfileRow& row_of(const Profile& profile, const std::string& table,
                         const std::string& word) {
  for (const ProfileTable& one : profile.tables)
    if (one.id == table)
      for (const ProfileRow& row : one.rows)
        if (row.word == word) return row;
  throw std::runtime_error("no row " + word);
}

/// No number of cases in the document is 1 to 10.
void expect_no_small_count(const Json& value, const std::string& where = {}) {
  for (const auto& [name, member] : value.items()) {
    if (name == "n" || name == "of" || name == "cases")
      if (member.is_number_integer()) {
        const auto count = member.get<std::int64_t>();
        EXPECT_FALSE(count >= 1 && count <= 10) << where << "." << name << " " << count;
      }
    if (member.is_structured()) expect_no_small_count(member, where + "." + name);
  }
}

TEST(Profile, ASitesSharesStandBesideThePublishedOnesAndABigDifferenceIsSaid) {
  std::vector<CaseFacts> site = many(60, facts("anatomic_model", "cardiac"));
  add(site, many(40, facts("anatomic_guide", "neurologic")));
  const Profile profile = profile_of(site);
  EXPECT_EQ(profile.cases, 100u);
  const ProfileCell& cardiac = row_of(profile, "organ_system", "cardiac").cells.at(0);
  ASSERT_TRUE(cardiac.site && cardiac.community);
  EXPECT_EQ(cardiac.site->part, 60u);
  EXPECT_EQ(cardiac.site->whole, 100u);
  EXPECT_EQ(cardiac.community->part, 399u);
  EXPECT_TRUE(cardiac.differs);
  const ProfileCell& models = row_of(profile, "object_type", "anatomic_model").cells.at(0);
  EXPECT_EQ(models.site->part, 60u);
  EXPECT_FALSE(models.differs);  // 60 of 100 beside 70.6 %: chance, over so many comparisons
  EXPECT_NE(profile_to_text(profile).find("Organ system, cardiac: 60 %"), std::string::npos)
      << profile_to_text(profile);
}

TEST(Profile, OneSiteThatIsLikeTheOthersDiffersNowhere) {
  std::vector<CaseFacts> site;
  add(site, many(30, facts("anatomic_model", "cardiac")));
  add(site, many(20, facts("anatomic_guide", "breast")));
  std::vector<CaseFacts> community;
  for (int i = 0; i < 4; ++i) add(community, site);
  const Profile profile = profile_of(site, community);
  EXPECT_TRUE(profile.differences.empty()) << profile.differences.front();
  EXPECT_EQ(profile.community_cases, 200u);
}

TEST(Profile, ValuesThatDifferMoreThanChanceAreSaid) {
  shapes::Random random(5);
  std::vector<CaseFacts> site, community;
  for (int i = 0; i < 40; ++i)
    site.push_back(facts("anatomic_model", "cardiac", 200 + 50 * random.uniform()));
  for (int i = 0; i < 80; ++i)
    community.push_back(facts("anatomic_model", "cardiac", 100 + 50 * random.uniform()));
  const Profile profile = profile_of(site, community);
  ASSERT_FALSE(profile.differences.empty());
  EXPECT_NE(profile.differences.front().find("Effort of clinicians"), std::string::npos);
  EXPECT_TRUE(profile_of(community, community).differences.empty());
}

TEST(Profile, FewCasesShowNothing) {
  const Profile profile = profile_of(many(10, facts("anatomic_model", "cardiac")));
  EXPECT_FALSE(profile.cases);
  EXPECT_TRUE(profile.spreads.empty());
  for (const ProfileTable& table : profile.tables)
    for (const ProfileRow& row : table.rows) {
      EXPECT_TRUE(row.hidden);
      for (const ProfileCell& cell : row.cells) EXPECT_FALSE(cell.site);
    }
  EXPECT_EQ(profile_of({}).cases, 0u);
}

TEST(Profile, NoSmallCountIsInTheDocumentWhateverTheCases) {
  shapes::Random random(3);
  const auto& dimensions = profile_dimensions();
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<CaseFacts> site;
    for (std::size_t n = random.below(120); n > 0; --n) {
      CaseFacts one =
          facts(std::vector<std::string>{"anatomic_model", "anatomic_guide",
                                         "not stated"}[random.below(random.below(3) + 1)],
                "breast");
      for (std::size_t d = 0; d < kDimensions; ++d)
        one.words[d] =
            dimensions[d].words[random.below(1 + random.below(dimensions[d].words.size()))];
      for (auto& number : one.numbers)
        number = random.below(4) == 0 ? std::nullopt : std::optional(random.uniform(1, 100));
      site.push_back(one);
    }
    expect_no_small_count(Json::parse(profile_to_json(profile_of(site))));
    expect_no_small_count(Json::parse(profile_to_json(profile_of(site, site))));
  }
}

TEST(CaseFacts, WordsAreFixedWhateverPeopleWrote) {
  ExportCase one = test::some_case();
  const CaseFacts silent = facts_of(one);
  EXPECT_EQ(silent.object_type, "not stated");
  EXPECT_EQ(silent.words[0], "not stated");
  test::declare(one, "object_type", "\"anatomic_model\"");
  test::declare(one, "organ_system", "\"Cardiac (left heart)\"");
  test::declare(one, "printer_label", "\"Formlabs Form 2 in room 7\"");
  test::declare(one, "material", "\"PLA\"");
  test::declare(one, "anatomic_parts", R"([{"structure":"a"},{"structure":"b"}])");
  test::declare(one, "effort_cad_clinician", R"({"hours":1,"minutes":5})");
  test::declare(one, "effort_segmentation_clinician", R"({"hours":0,"minutes":10})");
  const CaseFacts said = facts_of(one);
  EXPECT_EQ(said.words[0], "cardiac");
  EXPECT_EQ(said.words[1], "vpp");
  EXPECT_EQ(said.words[2], "pla");
  EXPECT_EQ(said.words[3], "2");
  EXPECT_EQ(said.numbers[0], 75.0);
  EXPECT_FALSE(said.numbers[1]);
  ASSERT_TRUE(said.numbers[3]);
  EXPECT_NEAR(*said.numbers[3], 2000, 1e-6);  // rounding of the sum
  test::declare(one, "organ_system", "\"Mr Smith's knee\"");
  EXPECT_EQ(facts_of(one).words[0], "other");
}

}  // namespace
}  // namespace pg
