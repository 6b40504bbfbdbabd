// The API is what docs/reference/openapi.json says: every route is in it and the other way round,
// and every answer is valid under the schema it names.

#include <gtest/gtest.h>

#include <set>

#include "tests/service/described.hpp"

namespace pg {
namespace {

using Json = nlohmann::json;
using test::Answer;

constexpr const char* kNewYear = "2026-01-01T00:00:00.000Z";

class Contract : public test::Served {
 protected:
  /// The answer's status, type and body are among those that the operation names.
  void expect_described(const Answer& answer, const std::string& pattern,
                        const std::string& method) {
    EXPECT_EQ(description_.misfit(answer, pattern, method), "")
        << method << " " << pattern << " " << answer.status << " " << answer.body.substr(0, 2000);
  }

  test::Description description_;
};

TEST_F(Contract, EveryRouteIsDescribedAndEveryDescriptionIsARoute) {
  std::set<std::string> described;
  for (const auto& [path, operations] : description_.document()["paths"].items())
    for (const auto& [method, operation] : operations.items())
      described.insert(method + " " + path + " " + operation["operationId"].get<std::string>() +
                       " " + operation["x-role"].get<std::string>());
  std::set<std::string> routes;
  for (const service::Route& route : service::all_routes()) {
    std::string method(route.method);
    for (char& c : method) c = static_cast<char>(std::tolower(c));
    const std::string role(service::role_id(route.role));
    routes.insert(method + " " + std::string(route.pattern) + " " + std::string(route.operation) +
                  " " + (role.empty() ? "none" : role));
  }
  EXPECT_EQ(described, routes);
}

TEST_F(Contract, ReadsAnswerAsDescribed) {
  add_box("case-1", 10, kNewYear);
  add_box("case-1", 20, kNewYear);
  add_queued("case-2");
  begin();
  expect_described(ask("GET", "/v1/health"), "/v1/health", "get");
  expect_described(get("/v1/version"), "/v1/version", "get");
  expect_described(get("/v1/metrics"), "/v1/metrics", "get");
  expect_described(get("/v1/profile"), "/v1/profile", "get");
  expect_described(get("/v1/openapi.json"), "/v1/openapi.json", "get");
  expect_described(get("/v1/cases"), "/v1/cases", "get");
  expect_described(get("/v1/cases?limit=1"), "/v1/cases", "get");
  expect_described(get("/v1/cases?limit=0"), "/v1/cases", "get");
  for (const std::string part : {"", "/form", "/history"}) {
    const std::string pattern = "/v1/cases/{id}" + part;
    expect_described(get("/v1/cases/case-1" + part), pattern, "get");
    expect_described(get("/v1/cases/case-2" + part), pattern, "get");
    expect_described(get("/v1/cases/none" + part), pattern, "get");
    expect_described(ask("GET", "/v1/cases/case-1" + part), pattern, "get");
    const std::string tag = get("/v1/cases/case-1" + part).header("ETag");
    const Answer same =
        ask("GET", "/v1/cases/case-1" + part, reader_, "", "If-None-Match: " + tag + "\r\n");
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
  }
  expect_described(get("/v1/models/1"), "/v1/models/{id}", "get");
  expect_described(get("/v1/models/99"), "/v1/models/{id}", "get");
  expect_described(get("/v1/models/1/surface"), "/v1/models/{id}/surface", "get");
  // Exact but for the rounding of the sum.
  EXPECT_NEAR(get("/v1/models/1").json()["reading"]["values"]["volume_mm3"]["value"].get<double>(),
              1000, 1e-9);
  expect_described(ask("GET", "/v1/tokens", admin_), "/v1/tokens", "get");
  expect_described(ask("GET", "/v1/tokens", writer_), "/v1/tokens", "get");
  expect_described(ask("DELETE", "/v1/tokens/reader", admin_), "/v1/tokens/{name}", "delete");
  expect_described(ask("DELETE", "/v1/tokens/reader", admin_), "/v1/tokens/{name}", "delete");
}

TEST_F(Contract, WritesAnswerAsDescribed) {
  add_box("case-1", 10, kNewYear);
  begin();
  const std::string field = "/v1/cases/{id}/form/{field}";
  const std::string form = "/v1/cases/case-1/form/";
  expect_described(say("PUT", form + "purpose", "planning"), field, "put");
  expect_described(say("PUT", form + "purpose", 7), field, "put");
  expect_described(say("PUT", form + "no_such_field", "x"), field, "put");
  expect_described(say("PUT", "/v1/cases/none/form/purpose", "x"), field, "put");
  expect_described(ask("PUT", form + "purpose", writer_, R"({"value":"x"})"), field, "put");
  expect_described(
      ask("PUT", form + "purpose", writer_, R"({"value":"x"})", "If-Match: \"1-0\"\r\n"), field,
      "put");
  expect_described(ask("PUT", form + "purpose", reader_, R"({"value":"x"})"), field, "put");
  expect_described(ask("PUT", form + "purpose", writer_, "{"), field, "put");
  expect_described(say("DELETE", form + "purpose", Json(Json::value_t::discarded)), field,
                   "delete");
  expect_described(say("DELETE", form + "purpose", Json(Json::value_t::discarded)), field,
                   "delete");
  const std::string sent = "/v1/cases/case-1/sent";
  expect_described(say("PUT", sent, "3dp_case_1.txt"), "/v1/cases/{id}/sent", "put");
  expect_described(get("/v1/cases"), "/v1/cases", "get");
  expect_described(get("/v1/cases/case-1"), "/v1/cases/{id}", "get");
  expect_described(say("PUT", sent, 1), "/v1/cases/{id}/sent", "put");
  expect_described(say("DELETE", sent, Json(Json::value_t::discarded)), "/v1/cases/{id}/sent", "delete");
  expect_described(say("DELETE", sent, Json(Json::value_t::discarded)), "/v1/cases/{id}/sent", "delete");
  expect_described(say("POST", form + "physical_models/accept", 1), field + "/accept", "post");
  expect_described(say("POST", form + "physical_models/accept", 1), field + "/accept", "post");
  expect_described(say("DELETE", form + "physical_models", Json(Json::value_t::discarded)), field,
                   "delete");
  expect_described(say("POST", form + "physical_models/reject", 1), field + "/reject", "post");
  expect_described(say("POST", form + "nothing/reject", 1), field + "/reject", "post");
}

}  // namespace
}  // namespace pg
