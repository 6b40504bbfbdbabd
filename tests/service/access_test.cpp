// Who else may ask: pages from elsewhere (CORS), and monitoring.

#include <gtest/gtest.h>

#include "tests/service/served.hpp"

namespace pg {
namespace {

using test::Answer;

class Access : public test::Served {
 protected:
  void SetUp() override {
    Served::SetUp();
    add_box("case-1", 10, "2026-01-01T00:00:00.000Z");
    begin();
  }
  Answer from(const std::string& origin, const std::string& method = "GET") {
    return ask(method, "/v1/cases/case-1/form", method == "GET" ? reader_ : "", "",
               "Origin: " + origin + "\r\nAccess-Control-Request-Method: GET\r\n");
  }
};

TEST_F(Access, APageFromElsewhereMayReadOnlyWhereItIsOnTheList) {
  EXPECT_EQ(from("https://form.example").header("Access-Control-Allow-Origin"), "");
  door_->allow_origins({"https://form.example"});
  const Answer allowed = from("https://form.example");
  EXPECT_EQ(allowed.status, 200);
  EXPECT_EQ(allowed.header("Access-Control-Allow-Origin"), "https://form.example");
  EXPECT_EQ(allowed.header("Vary"), "Origin");
  EXPECT_NE(allowed.header("Access-Control-Expose-Headers").find("ETag"), std::string::npos);
  for (const char* other : {"https://form.example.evil", "http://form.example", "null", "*",
                            "https://form.example:8443", "https://FORM.example"}) {
    const Answer refused = from(other);
    EXPECT_EQ(refused.header("Access-Control-Allow-Origin"), "") << other;
    EXPECT_EQ(refused.header("Vary"), "Origin") << other;  // so that no cache mixes them up
  }
}

TEST_F(Access, ABrowserMayAskBeforehandWithoutATokenAndLearnsNothingElse) {
  door_->allow_origins({"https://form.example"});
  const Answer allowed = from("https://form.example", "OPTIONS");
  EXPECT_EQ(allowed.status, 200);
  EXPECT_EQ(allowed.body, "");
  EXPECT_EQ(allowed.header("Access-Control-Allow-Origin"), "https://form.example");
  EXPECT_NE(allowed.header("Access-Control-Allow-Headers").find("Authorization"),
            std::string::npos);
  EXPECT_NE(allowed.header("Access-Control-Allow-Methods").find("PUT"), std::string::npos);
  const Answer refused = from("https://evil.example", "OPTIONS");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.header("Access-Control-Allow-Methods"), "");
}

TEST_F(Access, MetricsCountAnswersAndNameNothing) {
  EXPECT_EQ(ask("GET", "/v1/metrics").status, 401);
  get("/v1/cases/no-such-case");
  const Answer metrics = get("/v1/metrics");
  EXPECT_EQ(metrics.status, 200);
  for (const char* line :
       {"printgauge_http_answers_total{status=\"4xx\"} 2\n", "printgauge_cases 1\n",
        "printgauge_record_up 1\n", "printgauge_http_answer_seconds_bucket{le=\"+Inf\"} 2\n",
        "printgauge_http_answer_seconds_count 2\n", "# TYPE printgauge_http_connections gauge\n"})
    EXPECT_NE(metrics.body.find(line), std::string::npos) << line << metrics.body;
  EXPECT_EQ(metrics.body.find("case-1"), std::string::npos);
  EXPECT_EQ(metrics.body.find("reader"), std::string::npos);
}

}  // namespace
}  // namespace pg
