#pragma once
/// Validates documents against the published JSON schemas; the validator is compiled once, here.

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace pg::test {

/// Why the document does not follow the schema, a line a reason; empty when it does.
std::string schema_misfit(const nlohmann::json& schema, const nlohmann::json& document);

}  // namespace pg::test
