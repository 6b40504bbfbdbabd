// Suggested billing units: what counts, what does not, what is said.

#include "pipeline/registry/billing.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/pipeline/registry/some_case.hpp"

namespace pg {
namespace {

std::vector<std::pair<std::string, std::size_t>> units_of(const Case& subject) {
  std::vector<std::pair<std::string, std::size_t>> units;
  for (const BillingUnits& one : billing_of(subject).units) units.emplace_back(one.code, one.units);
  return units;
}

TEST(Billing, NamedPartsCountOnceEachAndCopiesNever) {
  ExportCase one = test::some_case();
  EXPECT_TRUE(units_of(one.subject).empty());
  test::declare(one, "object_type", "\"anatomic_model\"");
  test::declare(
      one, "anatomic_parts",
      R"([{"structure":"Heart"},{"structure":"heart"},{"structure":"Aorta"},{"comment":"x"}])");
  test::declare(one, "prints", R"([{"parts":[1,3],"copies":5}])");
  const std::vector<std::pair<std::string, std::size_t>> expected = {{"0559T", 1}, {"0560T", 1}};
  EXPECT_EQ(units_of(one.subject), expected);
}

TEST(Billing, GuidesCountAsDeclaredAndTheUnitLimitIsSaid) {
  ExportCase one = test::some_case();
  test::declare(one, "object_type", "\"anatomic_guide\"");
  EXPECT_TRUE(units_of(one.subject).empty());
  test::declare(one, "physical_models", "4");
  const std::vector<std::pair<std::string, std::size_t>> expected = {{"0561T", 1}, {"0562T", 3}};
  EXPECT_EQ(units_of(one.subject), expected);
  bool said = false;
  for (const std::string& note : billing_of(one.subject).notes)
    said |= note.find("unit limit") != std::string::npos;
  EXPECT_TRUE(said);
  test::declare(one, "physical_models", "3");
  for (const std::string& note : billing_of(one.subject).notes)
    EXPECT_EQ(note.find("unit limit"), std::string::npos);
}

}  // namespace
}  // namespace pg
