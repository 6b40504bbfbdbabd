#pragma once
/// A case in a line, for lists and events.

#include <string>
#include <vector>

#include "apps/service/case_book.hpp"

namespace pg::service {

/// `changed`: when the case or a model of it last did.
[[nodiscard]] CaseSummary summary_of(const Case& subject, const std::vector<CaseModel>& models,
                                     const std::string& changed, const ShownPictures& pictures);
[[nodiscard]] std::string to_json(const CaseSummary& summary);

}  // namespace pg::service
