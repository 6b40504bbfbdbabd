#include "tests/support/json_schema.hpp"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace pg::test {

std::string schema_misfit(const nlohmann::json& schema, const nlohmann::json& document) {
  using valijson::adapters::NlohmannJsonAdapter;
  valijson::Schema parsed;
  valijson::SchemaParser().populateSchema(NlohmannJsonAdapter(schema), parsed);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(parsed, NlohmannJsonAdapter(document), &results)) return "";
  std::string why = "misfit\n";
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const std::string& step : error.context) why += step;
    why += ": " + error.description + "\n";
  }
  return why;
}

}  // namespace pg::test
