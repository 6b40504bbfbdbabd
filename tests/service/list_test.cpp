// Lists: pages, filters, order.

#include <gtest/gtest.h>

#include "tests/service/served.hpp"

namespace pg {
namespace {

using Json = nlohmann::json;

class CaseList : public test::Served {
 protected:
  void SetUp() override {
    Served::SetUp();
    for (int day = 1; day <= 9; ++day)
      add_box("case-" + std::to_string(day), 9 + day,
              "2026-01-0" + std::to_string(day) + "T00:00:00.000Z");
    begin();
  }
  std::vector<std::string> ids(const std::string& query) {
    std::vector<std::string> found;
    const test::Answer answer = get("/v1/cases" + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    const Json page = answer.json();
    for (const Json& one : page["cases"]) found.push_back(one["case"]);
    return found;
  }
};

TEST_F(CaseList, NewestComesFirstAndPagesMissAndRepeatNone) {
  std::vector<std::string> all;
  std::string at = "/v1/cases?limit=4";
  int pages = 0;
  while (!at.empty() && ++pages < 10) {
    const Json page = get(at).json();
    EXPECT_EQ(page["total"], 9);
    for (const Json& one : page["cases"]) all.push_back(one["case"]);
    at = page["next"].is_null() ? "" : page["next"].get<std::string>();
  }
  EXPECT_EQ(pages, 3);
  std::vector<std::string> expected;
  for (int day = 9; day >= 1; --day) expected.push_back("case-" + std::to_string(day));
  EXPECT_EQ(all, expected);
}

TEST_F(CaseList, FiltersLeaveWhatTheySay) {
  EXPECT_EQ(ids("?q=case-3"), std::vector<std::string>{"case-3"});
  EXPECT_EQ(ids("?since=2026-01-08"), (std::vector<std::string>{"case-9", "case-8"}));
  EXPECT_EQ(ids("?until=2026-01-02"), std::vector<std::string>{"case-1"});
  EXPECT_EQ(ids("?state=look").size(), 9u);
  EXPECT_TRUE(ids("?state=failed").empty());
  EXPECT_TRUE(ids("?class=cardiac").empty());
  EXPECT_TRUE(ids("?finding=unit_suspect").empty());
}

TEST_F(CaseList, WhatItDoesNotTakeIsRefusedNotPassedOver) {
  for (const char* query : {"?state=x", "?limit=201", "?limit=-1", "?limit=1x", "?colour=red",
                            "?q=a&q=b", "?q=%zz"})
    EXPECT_EQ(get(std::string("/v1/cases") + query).status, 400) << query;
}

TEST_F(CaseList, ACaseOfTheWatchedFolderAppearsByItself) {
  add_box("case-new", 40, "2026-02-01T00:00:00.000Z");
  // The server looks every 50 ms here; a second is twenty times that.
  for (int tries = 0; tries < 20 && ids("?limit=1").front() != "case-new"; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(ids("?limit=1").front(), "case-new");
}

TEST_F(CaseList, AnEventTellsOfANewCaseWithItsLine) {
  test::Client client(server_->port());
  client.send("GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + reader_ + "\r\n\r\n");
  EXPECT_NE(client.read_until("retry: ").find("text/event-stream"), std::string::npos);
  add_box("case-new", 40, "2026-02-01T00:00:00.000Z");
  const std::string text = client.read_until("\"case\":\"case-new\"");
  EXPECT_NE(text.find("event: case\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\"case\":\"case-new\""), std::string::npos) << text;
}

TEST_F(CaseList, AListenerThatMissedTooMuchIsToldToReadAnew) {
  test::Client client(server_->port());
  client.send("GET /v1/events?after=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + reader_ +
              "\r\n\r\n");
  EXPECT_NE(client.read_until("event: anew").find("event: anew"), std::string::npos);
}

}  // namespace
}  // namespace pg
