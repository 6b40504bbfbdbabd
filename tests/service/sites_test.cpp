// Several sites behind one address: a token opens its own site's record and gives nothing of
// another's, at whatever address it asks.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "tests/service/described.hpp"
#include "tests/service/served.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using service::Role;
using test::Answer;
using test::Client;

constexpr const char* kNewYear = "2026-01-01T00:00:00.000Z";
const std::vector<std::string> kNames = {"north", "south", "harbour"};

class Sites : public test::Served {
 protected:
  struct Record {
    std::unique_ptr<Store> store;
    std::unique_ptr<service::CaseBook> book;
    fs::path drop;
    std::string reader, writer, admin;
  };

  void SetUp() override {
    Served::SetUp();
    for (const std::string& name : kNames) {
      auto store = open_sqlite_store(folder_.path() / name / "record.sqlite", StoreMode::kCreate);
      ASSERT_TRUE(store) << store.error().message;
      Record& record = records_[name];
      record.store = std::move(*store);
      record.drop = folder_.path() / (name + "-drop");
      fs::create_directory(record.drop);
      record.reader = *tokens_->add(name + " reader", Role::kRead, name);
      record.writer = *tokens_->add(name + " writer", Role::kWrite, name);
      record.admin = *tokens_->add(name + " admin", Role::kAdmin, name);
    }
    // One id at two sites, and one that only north has; north's models have numbers south has not.
    into("north", [&] {
      add_box("case-1", 11, kNewYear);
      add_box("north-only", 12, kNewYear);
      add_box("north-only", 13, kNewYear);
    });
    into("south", [&] { add_box("case-1", 77, kNewYear); });
    into("harbour", [&] { add_box("harbour-case", 55, kNewYear); });
    begin_sites(kNames);
  }

  template <class Fill>
  void into(const std::string& name, const Fill& fill) {
    std::swap(store_, records_[name].store);
    fill();
    std::swap(store_, records_[name].store);
  }

  void begin_sites(const std::vector<std::string>& names) {
    server_.reset();
    std::vector<service::Api> sites;
    for (const std::string& name : names) {
      Record& record = records_[name];
      record.book = std::make_unique<service::CaseBook>(*record.store);
      sites.push_back({.store = *record.store,
                       .book = *record.book,
                       .tokens = *tokens_,
                       .page = page_,
                       .site = name,
                       .drop = record.drop});
    }
    door_ = std::make_unique<service::Door>(std::move(sites), *tokens_, page_);
    service::ServerOptions options;
    options.refresh = std::chrono::milliseconds(50);
    options.threads = 2;
    server_ = std::make_unique<service::Server>(*door_, options);
    ASSERT_TRUE(server_->start());
  }

  Answer as(const std::string& token, const std::string& target) {
    return ask("GET", target, token);
  }
  double volume(const std::string& token, const std::string& model) {
    return as(token, "/v1/models/" + model).json()["reading"]["values"]["volume_mm3"]["value"];
  }

  std::map<std::string, Record> records_;
  test::Description description_;
};

std::string of_north(std::string pattern) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"{field}", "purpose"}, {"{name}", "north%20reader"}})
    if (const std::size_t at = pattern.find(name); at != std::string::npos)
      pattern.replace(at, name.size(), value);
  if (const std::size_t at = pattern.find("{id}"); at != std::string::npos)
    pattern.replace(at, 4, pattern.rfind("/v1/models", 0) == 0 ? "3" : "north-only");
  return pattern;
}

TEST_F(Sites, NoAddressGivesAnothersCaseModelOrToken) {
  const auto revision = (*records_["north"].store->find_case("north-only"))->revision;
  const std::string tag = as(records_["north"].reader, "/v1/cases/north-only/form").header("ETag");
  ASSERT_FALSE(tag.empty());
  int closed = 0;
  for (const service::Route& route : service::all_routes()) {
    const std::string pattern(route.pattern);
    const bool names_one = pattern.find('{') != std::string::npos;
    if (!names_one || route.handle == service::post_model) continue;  // files: see below
    const Answer answer =
        ask(std::string(route.method), of_north(pattern), records_["south"].admin,
            route.method == "PUT" || route.method == "POST" ? "{\"value\":\"x\"}" : "",
            "If-Match: " + tag + "\r\n");
    EXPECT_EQ(answer.status, 404) << route.method << " " << pattern << " " << answer.body;
    ++closed;
  }
  EXPECT_GE(closed, 15);
  EXPECT_EQ((*records_["north"].store->find_case("north-only"))->revision, revision);
  EXPECT_EQ(as(records_["north"].reader, "/v1/cases").status, 200);  // its token still opens
  // The same addresses with north's own: the test asks for things that are there.
  EXPECT_EQ(as(records_["north"].reader, "/v1/cases/north-only").status, 200);
  EXPECT_EQ(as(records_["north"].reader, "/v1/models/3").status, 200);
}

TEST_F(Sites, NothingOfAnothersIsInAnyAnswer) {
  for (const service::Route& route : service::all_routes()) {
    if (route.method != "GET" || route.handle == service::get_events ||
        route.handle == service::get_openapi)
      continue;
    const Answer answer = as(records_["south"].admin, of_north(std::string(route.pattern)));
    for (const char* theirs : {"north", "harbour"})
      EXPECT_EQ(answer.body.find(theirs), std::string::npos) << route.pattern << answer.body;
  }
  const Json list = as(records_["south"].reader, "/v1/cases").json();
  EXPECT_EQ(list["total"], 1);
  EXPECT_EQ(as(records_["south"].reader, "/v1/version").json()["cases"], 1);
  EXPECT_EQ(as(records_["south"].reader, "/v1/version").json()["site"], "south");
  EXPECT_NE(as(records_["south"].reader, "/v1/metrics").body.find("printgauge_cases 1\n"),
            std::string::npos);
  EXPECT_EQ(as(records_["south"].admin, "/v1/tokens").json()["tokens"].size(), 3u);
}

TEST_F(Sites, OneIdAtTwoSitesIsTwoCases) {
  EXPECT_NEAR(volume(records_["north"].reader, "1"), 1100, 1e-9);
  EXPECT_NEAR(volume(records_["south"].reader, "1"), 7700, 1e-9);
  const std::string form = "/v1/cases/case-1/form";
  const std::string tag = as(records_["south"].writer, form).header("ETag");
  const Answer said = ask("PUT", form + "/purpose", records_["south"].writer, "{\"value\":\"x\"}",
                          "If-Match: " + tag + "\r\n");
  ASSERT_EQ(said.status, 200) << said.body;
  const auto declared = [&](const std::string& site) {
    return (*records_[site].store->find_case("case-1"))->answers.has_value();
  };
  EXPECT_TRUE(declared("south"));
  EXPECT_FALSE(declared("north"));
}

TEST_F(Sites, ChangesAreToldToTheirOwnSiteAlone) {
  Client south(server_->port()), north(server_->port());
  const auto listen = [](const std::string& token) {
    return "GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n";
  };
  south.send(listen(records_["south"].reader));
  north.send(listen(records_["north"].reader));
  south.read_until("retry: 2000");
  north.read_until("retry: 2000");
  into("north", [&] { add_queued("north-new"); });
  EXPECT_NE(north.read_until("north-new").find("north-new"), std::string::npos);
  into("south", [&] { add_queued("south-new"); });
  const std::string told = south.read_until("south-new");
  EXPECT_NE(told.find("south-new"), std::string::npos);
  EXPECT_EQ(told.find("north"), std::string::npos);
}

TEST_F(Sites, AFileGoesIntoTheWatchedFolderOfItsOwnSite) {
  Client client(server_->port());
  client.send(
      "POST /v1/cases/case-1/models?suffix=.stl HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
      records_["south"].writer +
      "\r\nContent-Type: application/octet-stream\r\nContent-Length: 4\r\n\r\nabcd");
  EXPECT_EQ(client.receive().status, 202);
  EXPECT_TRUE(fs::exists(records_["south"].drop / "case-1"));
  EXPECT_TRUE(fs::is_empty(records_["north"].drop));
  EXPECT_TRUE(fs::is_empty(records_["harbour"].drop));
}

TEST_F(Sites, ATokenOfNoServedSiteOpensNothing) {
  begin_sites({"north", "harbour"});
  for (const std::string& token : {records_["south"].admin, admin_})  // another's; none's
    for (const service::Route& route : service::all_routes()) {
      if (route.role == Role::kNobody) continue;
      const Answer answer =
          ask(std::string(route.method), of_north(std::string(route.pattern)), token);
      EXPECT_EQ(answer.status, 403) << route.pattern;
      std::string method(route.method);
      for (char& c : method) c = static_cast<char>(std::tolower(c));
      EXPECT_EQ(description_.misfit(answer, std::string(route.pattern), method), "")
          << route.pattern;
    }
  // And the other way round: one record without a name, and a token with one.
  begin();
  EXPECT_EQ(as(admin_, "/v1/cases").status, 200);
  EXPECT_EQ(as(records_["north"].admin, "/v1/cases").status, 403);
}

TEST_F(Sites, TheCommunityIsTheOthersTogetherAndNeverOneNeighbour) {
  const Json three = as(records_["south"].reader, "/v1/profile").json();
  EXPECT_EQ(three["community"]["title"], "Pooled records of other sites");
  EXPECT_TRUE(three["community"]["cases"].is_null());  // three cases: too few to be told
  begin_sites({"north", "south"});
  const Json two = as(records_["south"].reader, "/v1/profile").json();
  EXPECT_NE(two["community"]["title"], "Pooled records of other sites");
}

TEST_F(Sites, TheHealthIsThatOfAllRecords) {
  EXPECT_EQ(ask("GET", "/v1/health").status, 200);
  const std::string record = (folder_.path() / "harbour" / "record.sqlite").string();
  ASSERT_EQ(std::system(("sqlite3 '" + record + "' 'ALTER TABLE history RENAME TO gone'").c_str()),
            0);
  Answer health;
  for (int i = 0; i < 100 && health.status != 503; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    health = ask("GET", "/v1/health");
  }
  EXPECT_EQ(health.status, 503);
  EXPECT_EQ(as(records_["south"].reader, "/v1/cases/case-1").status, 200);  // who is well is served
}

TEST(SiteNames, ArePlain) {
  for (const char* good : {"north", "a", "st-mary-2", "0"})
    EXPECT_TRUE(service::is_site_name(good));
  for (const char* bad : {"", "-a", "North", "a b", "a/b", "a=b", "ü"})
    EXPECT_FALSE(service::is_site_name(bad)) << bad;
  EXPECT_FALSE(service::is_site_name(std::string(33, 'a')));
}

}  // namespace
}  // namespace pg
