#pragma once
/// Suggested counts of billing units, for a coder to judge: never a claim.
///
/// Method  Named, declared parts of a model, each counted once however often it was printed: the
///         first is 0559T, each further one 0560T. Declared physical models of a guide: the first
///         is 0561T, each further one 0562T (DOMAIN 2). Connected shells and copies are never
///         units.
/// Limits  What nobody has declared is not counted. Above 1+5 components or 1+2 guides on one date
///         the published unit limits of April 2026 are passed; that is said.

#include <cstddef>
#include <string>
#include <vector>

#include "pipeline/record/case.hpp"

namespace pg {

struct BillingUnits {
  std::string code;  ///< "0559T", ...
  std::size_t units = 0;
  std::string counts;  ///< What one unit stands for, in our own words.
};

struct BillingSuggestion {
  std::vector<BillingUnits> units;  ///< Empty: nothing to count, and `notes` says why.
  std::vector<std::string> notes;   ///< Sentences.
};

[[nodiscard]] BillingSuggestion billing_of(const Case& subject);

/// {"case","layer":"suggested","units":[{"code","units","counts"}],"notes":[...]}
[[nodiscard]] std::string billing_to_json(const std::string& case_id,
                                          const BillingSuggestion& billing);

}  // namespace pg
