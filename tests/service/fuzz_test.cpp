// Requests drawn from the description, right and wrong in every part: whatever is asked, the answer
// is one that the description names, and never a fault of the server's.
//
// 2,000 requests in the test run; PG_FUZZ_REQUESTS says another number (./dev fuzz serve: 10,000
// under the address and undefined-behaviour sanitizers).

#include <gtest/gtest.h>

#include <cstdlib>

#include "testdata/shapes.hpp"
#include "tests/service/described.hpp"

namespace pg {
namespace {

using Json = nlohmann::json;
using shapes::Random;
using test::Answer;
using test::Client;

/// Any request may get these (the description says so once, for all).
bool always_possible(int status) {
  return status == 400 || status == 404 || status == 405 || status == 413 || status == 431;
}

class Fuzz : public test::Served {
 protected:
  void SetUp() override {
    Served::SetUp();
    add_box("case-1", 10, "2026-01-01T00:00:00.000Z");
    add_box("case-2", 20, "2026-01-02T00:00:00.000Z");
    add_queued("case-3");
    map_.columns = {{.name = "case",
                     .text = {},
                     .from = "case.id",
                     .required = true,
                     .codes = {},
                     .digits = {}},
                    {.name = "use",
                     .text = {},
                     .from = "form.use",
                     .required = true,
                     .codes = {},
                     .digits = {}}};
    begin();
    api_->map = &map_;
  }

  std::string any_text() {
    static const std::vector<std::string> kTexts = {"",
                                                    "case-1",
                                                    "case-2",
                                                    "1",
                                                    "0",
                                                    "-1",
                                                    "99999999999999999999",
                                                    "purpose",
                                                    "object_type",
                                                    "anatomic_parts",
                                                    "prints",
                                                    "effort_cad_clinician",
                                                    "physical_models",
                                                    "scale",
                                                    "..",
                                                    "%00",
                                                    "%ff",
                                                    "%2e%2e%2f",
                                                    "a b",
                                                    "'; DROP TABLE cases; --",
                                                    "<script>alert(1)</script>",
                                                    "a%zz",
                                                    "\xC3\xA9",
                                                    "look",
                                                    "waiting",
                                                    "2026-01-01",
                                                    "null",
                                                    "true",
                                                    "[]",
                                                    "{}",
                                                    "1e309",
                                                    "NaN"};
    if (random_.below(8) == 0) return std::string(random_.below(3000), 'x');
    if (random_.below(8) == 0) {
      std::string noise;
      for (std::size_t n = random_.below(20); n > 0; --n)
        noise += static_cast<char>(0x21 + random_.below(0x5E));
      return noise;
    }
    return kTexts[random_.below(kTexts.size())];
  }
  /// Into a target: what would end the line or the path is escaped, the rest stays as it is.
  static std::string in_target(const std::string& text) {
    std::string out;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte <= 0x20 || byte >= 0x7F || c == '?' || c == '#')
        out += "%" + std::string(1, "0123456789ABCDEF"[byte >> 4]) + "0123456789ABCDEF"[byte & 15];
      else
        out += c;
    }
    return out;
  }
  Json any_json(int depth = 0) {
    switch (random_.below(depth > 3 ? 6 : 9)) {
      case 0:
        return nullptr;
      case 1:
        return random_.below(2) == 0;
      case 2:
        return static_cast<std::int64_t>(random_.next());
      case 3:
        return random_.uniform(-1e6, 1e6);
      case 4:
        return "a text";
      case 5:
        return std::string(random_.below(2500), 'y');
      case 6: {
        Json list = Json::array();
        for (std::size_t n = random_.below(4); n > 0; --n) list.push_back(any_json(depth + 1));
        return list;
      }
      default: {
        static const std::vector<std::string> kNames = {"value", "hours",  "minutes",   "unknown",
                                                        "parts", "region", "structure", "copies",
                                                        "scale", "x"};
        Json object = Json::object();
        for (std::size_t n = random_.below(4); n > 0; --n)
          object[kNames[random_.below(kNames.size())]] = any_json(depth + 1);
        return object;
      }
    }
  }
  std::string any_body() {
    switch (random_.below(6)) {
      case 0:
        return {};
      case 1:
        return "{\"value\":";
      case 2:
        return any_text();
      case 3:
        return std::string(random_.below(200'000), '[');
      default:
        return Json{{"value", any_json()}}.dump(-1, ' ', false, Json::error_handler_t::replace);
    }
  }

  struct Asked {
    std::string text;
    std::string pattern;
    std::string method;  ///< Empty: not the described one.
  };
  Asked any_request() {
    const Json& paths = description_.document()["paths"];
    auto path = paths.begin();
    std::advance(path, random_.below(paths.size()));
    auto operation = path->begin();
    std::advance(operation, random_.below(path->size()));
    Asked asked{.text = {}, .pattern = path.key(), .method = operation.key()};
    std::string target = asked.pattern;
    for (std::size_t at = target.find('{'); at != std::string::npos; at = target.find('{', at)) {
      std::string text = in_target(
          random_.below(2) == 0 ? "case-" + std::to_string(1 + random_.below(3)) : any_text());
      if (target.compare(at, 7, "{field}") == 0 && random_.below(2) == 0) text = "purpose";
      if (asked.pattern.rfind("/v1/models", 0) == 0 && random_.below(2) == 0) text = "1";
      target.replace(at, target.find('}', at) - at + 1, text);
      at += text.size();
    }
    std::string query;
    for (const Json& parameter : operation.value().value("parameters", Json::array()))
      if (parameter["in"] == "query" && random_.below(3) == 0)
        query += (query.empty() ? "?" : "&") + parameter["name"].get<std::string>() + "=" +
                 in_target(any_text());
    std::string method = asked.method;
    for (char& c : method) c = static_cast<char>(std::toupper(c));
    if (random_.below(20) == 0) {
      method = std::vector<std::string>{"PATCH", "OPTIONS", "TRACE", "FOO"}[random_.below(4)];
      asked.method.clear();
    }
    std::string text = method + " " + target + query + " HTTP/1.1\r\nHost: x\r\n";
    const std::string token = std::vector<std::string>{reader_, writer_,    writer_,
                                                       admin_,  "pg_wrong", ""}[random_.below(6)];
    if (!token.empty()) text += "Authorization: Bearer " + token + "\r\n";
    if (random_.below(2) == 0)
      text += "If-Match: " + (random_.below(3) == 0 ? "\"999-0\"" : tag_) + "\r\n";
    if (random_.below(4) == 0) text += "If-None-Match: " + tag_ + "\r\n";
    if (random_.below(10) == 0) text += "Origin: https://elsewhere.example\r\n";
    const std::string body = method == "GET" ? "" : any_body();
    if (random_.below(8) != 0) text += "Content-Type: application/json\r\n";
    if (!body.empty() || method != "GET")
      text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    asked.text = text + "\r\n" + body;
    return asked;
  }

  Random random_{20261128};
  std::string tag_ = "\"2-0\"";
  ColumnMap map_;
  test::Description description_;
};

std::size_t requests() {
  const char* const given = std::getenv("PG_FUZZ_REQUESTS");
  return given == nullptr ? 2000 : static_cast<std::size_t>(std::atoll(given));
}

TEST_F(Fuzz, EveryAnswerIsDescribedAndNoneIsAFaultOfTheServer) {
  auto client = std::make_unique<Client>(server_->port());
  std::map<int, std::size_t> seen;
  for (std::size_t i = 0; i < requests(); ++i) {
    if (i % 50 == 0) tag_ = tag_of("case-1");
    const Asked asked = any_request();
    if (asked.pattern == "/v1/events" || asked.pattern == "/v1/tokens/{name}")
      continue;  // a stream; would revoke
    client->send(asked.text);
    const Answer answer = client->receive();
    ++seen[answer.status];
    ASSERT_NE(answer.status, 0) << asked.text.substr(0, 400);
    ASSERT_LT(answer.status, 500) << asked.text.substr(0, 400) << answer.body;
    if (!asked.method.empty() && !always_possible(answer.status)) {
      ASSERT_EQ(description_.misfit(answer, asked.pattern, asked.method), "")
          << asked.text.substr(0, 600) << "\n"
          << answer.status << " " << answer.body.substr(0, 400);
    }
    if (answer.header("Connection") == "close") client = std::make_unique<Client>(server_->port());
  }
  // The draw is worth something: all kinds of answers came.
  for (const int status : {200, 304, 400, 401, 404, 412, 415, 422, 428})
    EXPECT_GT(seen[status], 0u) << status;
  EXPECT_EQ(ask("GET", "/v1/health").status, 200);
}

TEST_F(Fuzz, GarbledRequestsEndInAnAnswerOrTheConnectionsEnd) {
  for (std::size_t i = 0; i < requests() / 4; ++i) {
    std::string text = any_request().text.substr(0, 3000);
    for (std::size_t n = 1 + random_.below(6); n > 0; --n) {
      const std::size_t at = random_.below(std::min<std::size_t>(text.size(), 200));
      if (random_.below(3) == 0)
        text.erase(at, random_.below(20));
      else
        text[at] = static_cast<char>(random_.below(256));
    }
    Client client(server_->port());
    client.send(text);
    client.end();
    const Answer answer = client.receive();
    ASSERT_LT(answer.status, 500) << text.substr(0, 400);
  }
  EXPECT_EQ(ask("GET", "/v1/health").status, 200);
}

}  // namespace
}  // namespace pg
