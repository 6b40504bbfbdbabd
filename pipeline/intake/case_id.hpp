#pragma once
/// From a folder's name to an opaque case id.
///
/// A folder name may name a patient, so it becomes the id only when it is plainly a code. It is
/// taken as it is when it has 1 to 32 characters out of A-Z a-z 0-9 - _ and
/// - each run of letters is a single letter or a neutral word (case, model, study, test, ...): any
///   other word, and any pair of letters, could be a name or initials;
/// - it has no 6 digits in a row, also not across single - or _ (record numbers, dates), unless
/// they
///   are a year and a counter of at most 4 digits ("case-2026-0017");
/// - it has no three groups of digits in a row and no year with a month (dates).
/// Any other name is replaced by "case-" and 12 characters of its hash under the site's secret key:
/// the same folder gives the same case, nobody without the key can go back or try names.

#include <string>
#include <string_view>
#include <vector>

#include "geometry/finding.hpp"
#include "pipeline/record/site_key.hpp"

namespace pg {

/// Where files directly in the watched folder go.
inline constexpr std::string_view kUnsortedCase = "unsorted";

[[nodiscard]] bool looks_opaque(std::string_view folder_name);

struct CaseName {
  std::string id;
  std::vector<Finding> findings;  ///< That the name was replaced; never the name.
};
[[nodiscard]] CaseName case_name_of(std::string_view folder_name, const SiteKey& key);

}  // namespace pg
