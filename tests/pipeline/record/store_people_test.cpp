// What every store keeps of what people state, and of every change.

#include "tests/pipeline/record/store_contract.hpp"

namespace pg {
namespace {

TEST_P(StoreContract, EveryChangeHasItsHistoryRow) {
  record(seen("case-1", "a", "aa"));
  record(seen("case-1", "a", "bb", "s2"));
  std::vector<std::string> what;
  for (const HistoryRow& row : history("case-1")) {
    EXPECT_EQ(row.by, kDaemon.by);
    EXPECT_EQ(row.at, kDaemon.at);
    what.push_back(row.what);
  }
  const std::vector<std::string> expected = {
      "case created",     "model added",    "model status", "reading", "model status",
      "model superseded", "model replaced", "model status", "reading", "model status"};
  EXPECT_EQ(what, expected);
  EXPECT_EQ(history("case-1")[5].before, "\"aa\"");
  EXPECT_EQ(history("case-1")[5].after, "\"bb\"");
}

TEST_P(StoreContract, AStatementOfAPersonKeepsItsLayerAndHistory) {
  observe(seen("case-1", "a", "aa"));
  Case subject = **store_->find_case("case-1");
  subject.object_type = {ObjectType::kAnatomicModel, Layer::kSuggested, "", ""};
  ASSERT_TRUE(store_->update_case(subject, kDaemon));
  subject = **store_->find_case("case-1");
  EXPECT_EQ(subject.object_type->layer, Layer::kSuggested);
  subject.object_type = {ObjectType::kAnatomicGuide, Layer::kDeclared, kPerson.by, kPerson.at};
  subject.anatomic_parts = {{{.region = "Pelvis",
                              .subregion = "",
                              .structure = "Prostate",
                              .laterality = "",
                              .comment = ""}},
                            Layer::kDeclared,
                            kPerson.by,
                            kPerson.at};
  ASSERT_TRUE(store_->update_case(subject, kPerson));
  open();
  subject = **store_->find_case("case-1");
  EXPECT_EQ(subject.object_type->value, ObjectType::kAnatomicGuide);
  EXPECT_EQ(subject.object_type->layer, Layer::kDeclared);
  EXPECT_EQ(subject.object_type->by, kPerson.by);
  EXPECT_EQ(subject.anatomic_parts->value[0].structure, "Prostate");
  const auto rows = history("case-1");
  ASSERT_GE(rows.size(), 2u);
  EXPECT_EQ(rows[rows.size() - 2].what, "object_type");
  EXPECT_EQ(rows[rows.size() - 2].before, "\"anatomic_model\"");
  EXPECT_EQ(rows[rows.size() - 2].after, "\"anatomic_guide\"");
  EXPECT_EQ(rows.back().what, "anatomic_parts");
  EXPECT_EQ(rows.back().by, kPerson.by);
  subject.object_type.reset();
  ASSERT_TRUE(store_->update_case(subject, kPerson));
  EXPECT_FALSE((**store_->find_case("case-1")).object_type);
  EXPECT_EQ(history("case-1").back().after, "null");
}

TEST_P(StoreContract, TheLaterOfTwoEditorsIsTold) {
  observe(seen("case-1", "a", "aa"));
  Case mine = **store_->find_case("case-1");
  Case theirs = mine;
  theirs.indication = {"aneurysm", Layer::kDeclared, "b", kPerson.at};
  ASSERT_TRUE(store_->update_case(theirs, kPerson));
  mine.indication = {"tumour", Layer::kDeclared, "a", kPerson.at};
  const std::size_t changes = history("case-1").size();
  const Result<Ok> refused = store_->update_case(mine, kPerson);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kStore);
  EXPECT_EQ((**store_->find_case("case-1")).indication->value, "aneurysm");
  EXPECT_EQ(history("case-1").size(), changes);
}

TEST_P(StoreContract, ACaseCanBeginWithoutFilesAndOnlyOnce) {
  Case fresh;
  fresh.id = "case-9";
  fresh.organ_system = {"cardiac", Layer::kDeclared, kPerson.by, kPerson.at};
  ASSERT_TRUE(store_->create_case(fresh, kPerson));
  EXPECT_FALSE(store_->create_case(fresh, kPerson));
  EXPECT_EQ((**store_->find_case("case-9")).organ_system->value, "cardiac");
  EXPECT_TRUE(models("case-9").empty());
  EXPECT_FALSE(store_->find_case("case-8")->has_value());
}

TEST_P(StoreContract, FindingsOfACaseAreKept) {
  Observation first = seen("case-1", "a", "aa");
  first.case_findings = {{.id = "f",
                          .severity = Severity::kInfo,
                          .text = "Noticed.",
                          .hint = "Do.",
                          .count = 1,
                          .at_mm = {},
                          .places_mm = {},
                          .box_mm = {},
                          .part = {}}};
  observe(first);
  const Case subject = **store_->find_case("case-1");
  ASSERT_EQ(subject.findings.size(), 1u);
  EXPECT_EQ(subject.findings[0].text, "Noticed.");
}

TEST_P(StoreContract, AnotherSiteKeyIsRefused) {
  ASSERT_TRUE(store_->bind_site_key("one"));
  ASSERT_TRUE(store_->bind_site_key("one"));
  open();
  EXPECT_FALSE(store_->bind_site_key("two"));
}

}  // namespace
}  // namespace pg
