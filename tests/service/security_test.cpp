// What a hostile or careless client may send: it gets nothing it may not have, and the server stands.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "tests/service/served.hpp"

namespace pg {
namespace {

using Json = nlohmann::json;
using test::Answer;
using test::Client;

class Security : public test::Served {
 protected:
  void SetUp() override {
    Served::SetUp();
    add_box("case-1", 10, "2026-01-01T00:00:00.000Z");
    begin();
  }
  Answer raw(const std::string& bytes) {
    Client client(server_->port());
    client.send(bytes);
    return client.receive();
  }
  std::string with_token() { return "Host: x\r\nAuthorization: Bearer " + reader_ + "\r\n"; }
  void expect_alive() { EXPECT_EQ(ask("GET", "/v1/health").status, 200); }

  const std::string form_ = "/v1/cases/case-1/form/";
};

std::string filled(std::string pattern) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"{field}", "purpose"}, {"{name}", "x"}})
    if (const std::size_t at = pattern.find(name); at != std::string::npos)
      pattern.replace(at, name.size(), value);
  if (const std::size_t at = pattern.find("{id}"); at != std::string::npos)
    pattern.replace(at, 4, pattern.find("models") != std::string::npos ? "1" : "case-1");
  return pattern;
}

TEST_F(Security, WithoutATokenOnlyTheHealthIsTold) {
  for (const service::Route& route : service::all_routes()) {
    const Answer answer = ask(std::string(route.method), filled(std::string(route.pattern)));
    EXPECT_EQ(answer.status, route.role == service::Role::kNobody ? 200 : 401) << route.pattern;
    if (answer.status == 401) {
      EXPECT_EQ(answer.header("WWW-Authenticate"), "Bearer");
    }
  }
  // Nor whether something is there.
  EXPECT_EQ(ask("GET", "/v1/nothing").status, 401);
  EXPECT_EQ(ask("GET", "/v1/cases/none").status, 401);
}

TEST_F(Security, ARoleReachesNoFurtherThanItSays) {
  for (const service::Route& route : service::all_routes()) {
    if (route.role <= service::Role::kRead) continue;
    const std::string target = filled(std::string(route.pattern));
    EXPECT_EQ(ask(std::string(route.method), target, reader_).status, 403) << route.pattern;
    if (route.role == service::Role::kAdmin) {
      EXPECT_EQ(ask(std::string(route.method), target, writer_).status, 403) << route.pattern;
    }
  }
}

TEST_F(Security, WrongAndRevokedTokensAreNobodys) {
  std::string near = reader_;
  near.back() = near.back() == '0' ? '1' : '0';
  for (const std::string& token : {near, std::string("x"), reader_.substr(0, 20), reader_ + "0"})
    EXPECT_EQ(ask("GET", "/v1/cases", token).status, 401);
  ASSERT_EQ(ask("DELETE", "/v1/tokens/reader", admin_).status, 200);
  EXPECT_EQ(ask("GET", "/v1/cases", reader_).status, 401);
}

TEST_F(Security, TokensAreKeptHashedAndNeverTold) {
  std::ifstream file(service::token_file(folder_.path()));
  std::ostringstream kept;
  kept << file.rdbuf();
  const std::string told = ask("GET", "/v1/tokens", admin_).body;
  for (const std::string& token : {reader_, writer_, admin_}) {
    EXPECT_EQ(kept.str().find(token.substr(3)), std::string::npos);
    EXPECT_EQ(told.find(token.substr(3)), std::string::npos);
  }
  EXPECT_EQ(told.find("sha256"), std::string::npos);
  const auto mode = std::filesystem::status(service::token_file(folder_.path())).permissions();
  EXPECT_EQ(mode & std::filesystem::perms::mask,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Security, NoPathLeadsOutOfThePage) {
  const std::filesystem::path root = folder_.path() / "page";
  std::filesystem::create_directory(root);
  std::ofstream(root / "index.html") << "<p>the page";
  std::ofstream(folder_.path() / "secret") << "secret";
  page_ = service::Page::load(root);
  begin();
  EXPECT_EQ(ask("GET", "/").body, "<p>the page");
  for (const char* target :
       {"/../secret", "/%2e%2e/secret", "/..%2fsecret", "/%2e%2e%2fsecret", "/./../secret",
        "/index.html/../../secret", "//secret", "/..%5csecret", "/%00", "/v1/cases/..%2f..%2fsecret",
        "/v1/../secret", "secret", "http://x/secret", "*"}) {
    const Answer answer = ask("GET", target, reader_);
    EXPECT_GE(answer.status, 400) << target;
    EXPECT_LT(answer.status, 500) << target;
    EXPECT_EQ(answer.body.find("secret\n"), std::string::npos) << target;
  }
  expect_alive();
}

TEST_F(Security, TooManyOrTooLongHeadersEndTheConnection) {
  std::string many = "GET /v1/health HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 5000; ++i) many += "X-Flood-" + std::to_string(i) + ": y\r\n";
  EXPECT_EQ(raw(many + "\r\n").status, 431);
  EXPECT_EQ(raw("GET /v1/health HTTP/1.1\r\nHost: x\r\nX: " + std::string(100'000, 'y') + "\r\n\r\n")
                .status,
            431);
  const Answer long_target = raw("GET /" + std::string(100'000, 'y') + " HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_GE(long_target.status, 400);
  EXPECT_LT(long_target.status, 500);
  expect_alive();
}

TEST_F(Security, AnOversizedBodyIsRefusedBeforeItIsRead) {
  // Only the head is sent: the answer does not wait for 4 GB.
  EXPECT_EQ(raw("PUT " + form_ + "purpose HTTP/1.1\r\n" + with_token() +
                "Content-Length: 4000000000\r\n\r\n")
                .status,
            413);
  std::string chunked = "PUT " + form_ + "purpose HTTP/1.1\r\n" + with_token() +
                        "Transfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 20; ++i) chunked += "10000\r\n" + std::string(65536, 'x') + "\r\n";
  EXPECT_EQ(raw(chunked + "0\r\n\r\n").status, 413);
  expect_alive();
}

TEST_F(Security, WhatTwoServersCouldReadDifferentlyIsRefused) {
  const std::string put = "PUT " + form_ + "purpose HTTP/1.1\r\n" + with_token();
  for (const char* headers :
       {"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Content-Length: -1\r\n\r\n", "Content-Length: 5, 6\r\n\r\nhello",
        "Content-Length: 0x5\r\n\r\nhello", "Content-Length : 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"}) {
    Client client(server_->port());
    client.send(put + headers);
    EXPECT_EQ(client.receive().status, 400) << headers;
    // The rest is not read as a second request.
    EXPECT_EQ(client.receive().status, 0) << headers;
  }
  EXPECT_EQ(raw(std::string("\0\1\2garbage\r\n\r\n", 14)).status, 400);
  EXPECT_EQ(raw("GET /v1/health HTTP/3.0\r\n\r\n").status, 400);
  expect_alive();
}

const std::vector<std::string> kNasty = {
    "'; DROP TABLE cases; --",
    "\" OR \"1\"=\"1",
    "x'); DELETE FROM history; --",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "${7*7} {{7*7}} %s%n",
    "a|b\nc",
    "\xC3\xA9\xE2\x80\xAE\xF0\x9F\xAB\x80"};

TEST_F(Security, SqlAndScriptInEveryTextFieldAreTextAndNothingElse) {
  for (const std::string& nasty : kNasty) {
    for (const char* field : {"indication", "organ_system", "purpose", "ordering_service",
                              "modelling", "guide_type", "printer_label", "material", "optical",
                              "use"}) {
      const Answer answer = say("PUT", form_ + field, nasty);
      ASSERT_EQ(answer.status, 200) << field << " " << answer.body;
      EXPECT_EQ(field_of("case-1", field)["value"], nasty) << field;
    }
    const Json part = {{"region", nasty}, {"subregion", nasty}, {"structure", nasty},
                       {"laterality", nasty}, {"comment", nasty}};
    ASSERT_EQ(say("PUT", form_ + "anatomic_parts", Json::array({part})).status, 200);
    EXPECT_EQ(field_of("case-1", "anatomic_parts")["value"][0]["comment"], nasty);
    const Json print = {{"parts", {1}}, {"printer", nasty}, {"material", nasty}};
    ASSERT_EQ(say("PUT", form_ + "prints", Json::array({print})).status, 200);
    EXPECT_EQ(field_of("case-1", "prints")["value"][0]["printer"], nasty);
  }
  // Served as data that no browser takes for a page.
  const Answer form = get("/v1/cases/case-1/form");
  EXPECT_EQ(form.header("Content-Type"), "application/json");
  EXPECT_EQ(form.header("X-Content-Type-Options"), "nosniff");
  EXPECT_NE(form.header("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(get("/v1/cases").json()["total"], 1);
  expect_alive();
}

TEST_F(Security, SqlInAddressesFindsNothing) {
  for (const char* target :
       {"/v1/cases/x'%20OR%20'1'='1", "/v1/cases/'%3B%20DROP%20TABLE%20cases%3B--/form",
        "/v1/models/1%20OR%201=1", "/v1/models/-1", "/v1/models/99999999999999999999"})
    EXPECT_EQ(get(target).status, 404) << target;
  EXPECT_EQ(get("/v1/cases?q='%20OR%201=1--").json()["total"], 0);
  EXPECT_EQ(get("/v1/cases").json()["total"], 1);
}

TEST_F(Security, DeepAndBrokenJsonIsRefused) {
  const std::string match = "If-Match: " + tag_of("case-1") + "\r\n";
  const std::string deep = R"({"value":)" + std::string(200'000, '[') + std::string(200'000, ']') + "}";
  EXPECT_EQ(ask("PUT", form_ + "purpose", writer_, deep, match).status, 400);
  for (const char* body : {"{", "[]", "null", R"({"value":1,"other":2})", R"({"Value":1})",
                           "{\"value\":\"\xFF\"}", R"({"value":1e999})"}) {
    const Answer answer = ask("PUT", form_ + "purpose", writer_, body, match);
    EXPECT_TRUE(answer.status == 400 || answer.status == 422) << body << " " << answer.status;
  }
  expect_alive();
}

TEST_F(Security, SlowConnectionsDoNotKeepOthersWaiting) {
  service::ServerOptions options;
  options.request_time = std::chrono::milliseconds(3000);
  begin(options);
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 300; ++i) {
    slow.push_back(std::make_unique<Client>(server_->port()));
    slow.back()->send("GET /v1/health HT");
  }
  const auto start = std::chrono::steady_clock::now();
  expect_alive();
  // Far under the slow ones' time: they are not waited for.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  EXPECT_TRUE(slow.front()->at_end());  // after 3 s it is let go
}

TEST_F(Security, ConnectionsBeyondTheLimitAreClosedAndTheRestServed) {
  service::ServerOptions options;
  options.connections_max = 10;
  begin(options);
  std::vector<std::unique_ptr<Client>> held;
  for (int i = 0; i < 10; ++i) {
    held.push_back(std::make_unique<Client>(server_->port()));
    held.back()->send("GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_EQ(held.back()->receive().status, 200);
  }
  Client beyond(server_->port());
  EXPECT_TRUE(beyond.at_end());
  held.front()->send("GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(held.front()->receive().status, 200);
}

TEST_F(Security, AMethodThatIsNotThereIsSaidAndHeadHasNoBody) {
  const Answer post = ask("POST", "/v1/cases", admin_);
  EXPECT_EQ(post.status, 405);
  EXPECT_EQ(post.header("Allow"), "GET");
  const Answer head = ask("HEAD", "/v1/cases/case-1", reader_);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(head.header("Content-Length"), get("/v1/cases/case-1").header("Content-Length"));
}

}  // namespace
}  // namespace pg
