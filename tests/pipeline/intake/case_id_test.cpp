#include "pipeline/intake/case_id.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pg {
namespace {

const SiteKey kKey(SiteKey::Bytes{7, 7, 7});

TEST(CaseId, CodesStayAsTheyAre) {
  for (const char* name :
       {"case-001", "case-1", "CASE_17", "Case17", "001", "a1", "7-3", "case-2026-0017", "2026-017",
        "study-3-case-12", "K7-4F", "lab2_0451", "x", "12345", "sub-01", "99999_a"})
    EXPECT_TRUE(looks_opaque(name)) << name;
}

TEST(CaseId, NamesDatesAndRecordNumbersDoNot) {
  for (const char* name :
       {"Mueller",    "mueller_hans", "case-mueller", "Hans",
        "JS-42",      "jd",           "Li",           "Ng",
        "smith2",     "heart-smith",  "OConnor",  // names, initials
        "2026-11-24", "24-11-2026",   "24_11_26",     "20261124",
        "1-2-80",     "2026-11",      "11-2026",      "case-2026-11-24",
        "case1980-3",  // dates
        "123456",     "case-123456",  "mrn-0012345",  "12-34-56",
        "123-456",    "1234_5678",    "a123456b",     "0012345678"})  // record numbers
    EXPECT_FALSE(looks_opaque(name)) << name;
}

TEST(CaseId, OtherBytesDoNot) {
  for (const std::string& name :
       {std::string(), std::string("case 1"), std::string("case.1"), std::string("fälle"),
        std::string("\xff\xfe"), std::string("a/b"), std::string("case-1\n"), std::string(33, '1'),
        std::string("../x"), std::string("1\0", 2)})
    EXPECT_FALSE(looks_opaque(name)) << name;
}

TEST(CaseId, AReplacedNameIsOpaqueStableAndNotInTheFinding) {
  const CaseName one = case_name_of("Mueller_Hans_1980", kKey);
  EXPECT_EQ(one.id, case_name_of("Mueller_Hans_1980", kKey).id);
  EXPECT_NE(one.id, case_name_of("Mueller_Hans_1981", kKey).id);
  EXPECT_NE(one.id, case_name_of("Mueller_Hans_1980", SiteKey(SiteKey::Bytes{8})).id);
  EXPECT_EQ(one.id.size(), std::string("case-").size() + 12);
  EXPECT_EQ(one.id.rfind("case-", 0), 0u);
  ASSERT_EQ(one.findings.size(), 1u);
  EXPECT_EQ(one.findings[0].severity, Severity::kInfo);
  for (const std::string& text : {one.findings[0].text, one.findings[0].hint})
    for (const char* piece : {"Mueller", "Hans", "1980"})
      EXPECT_EQ(text.find(piece), std::string::npos);
  EXPECT_TRUE(case_name_of("case-001", kKey).findings.empty());
  EXPECT_EQ(case_name_of("case-001", kKey).id, "case-001");
}

}  // namespace
}  // namespace pg
