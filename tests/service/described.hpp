#pragma once
/// docs/reference/openapi.json as a judge of answers.

#include <fstream>
#include <string>

#include "tests/service/served.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/paths.hpp"

namespace pg::test {

class Description {
 public:
  Description() {
    std::ifstream file(source_dir() / "docs/reference/openapi.json");
    document_ = nlohmann::json::parse(file);
  }
  [[nodiscard]] const nlohmann::json& document() const { return document_; }

  /// What of the answer's status, type and body the operation does not name; empty: nothing.
  [[nodiscard]] std::string misfit(const Answer& answer, const std::string& pattern,
                                   const std::string& method) const {
    const std::string status = std::to_string(answer.status);
    const nlohmann::json& responses = document_["paths"][pattern][method]["responses"];
    if (!responses.contains(status)) return "status " + status + " is not described";
    if (answer.status == 304) return answer.body.empty() ? "" : "304 with a body";
    const std::string type = answer.header("Content-Type");
    const nlohmann::json& content = responses[status]["content"];
    if (!content.contains(type)) return "type " + type + " is not described for " + status;
    if (type.find("json") == std::string::npos) return {};
    const nlohmann::json body = nlohmann::json::parse(answer.body, nullptr, false);
    if (body.is_discarded()) return "the body is no JSON";
    nlohmann::json root = content[type]["schema"];
    root["components"] = document_["components"];
    return schema_misfit(root, body);
  }

 private:
  nlohmann::json document_;
};

}  // namespace pg::test
