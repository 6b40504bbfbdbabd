// How several sites are said to `serve` and `token`, and what is said of a mistake.

#include "tests/apps/record_fixture.hpp"

namespace pg {
namespace {

class ServeSites : public Record {
 protected:
  void SetUp() override {
    drop("case-001/a.stl", shapes::box({10, 10, 10}));
    record();
  }
  std::string path(const std::string& name) { return "'" + (folder_.path() / name).string() + "'"; }
};

TEST_F(ServeSites, ATokenIsMadeForASiteAndListedWithIt) {
  const std::string tokens = " --tokens " + path("tokens.json");
  EXPECT_EQ(call("token add reader --site north" + tokens).status, 0);
  EXPECT_EQ(call("token add boss --role admin" + tokens).status, 0);
  const std::string list = call("token list" + tokens).out;
  EXPECT_NE(list.find("north"), std::string::npos) << list;
  const Said wrong = call("token add other --site North/1" + tokens, "2>&1");
  EXPECT_EQ(wrong.status, 2);
  EXPECT_NE(wrong.out.find("small letters"), std::string::npos) << wrong.out;
}

TEST_F(ServeSites, WhatDoesNotFitTogetherIsSaidAndNothingIsServed) {
  const std::string record = path("record.sqlite");
  const std::string tokens = " --tokens " + path("tokens.json");
  for (const auto& [arguments, says] : std::vector<std::pair<std::string, std::string>>{
           {"--site north=" + record, "--tokens"},
           {"--site north" + tokens, "--site takes a site's name and a place"},
           {"--site North=" + record + tokens, "--site takes a site's name and a place"},
           {"--site a=" + record + " --site a=" + record + "2" + tokens, "a site twice"},
           {"--site a=" + record + " --site b=" + record + tokens, "a record twice"},
           {"--site a=" + record + " --store " + record + tokens, "one of them"},
           {"--site a=" + record + " --drop b=" + path("in") + tokens, "no --site names"},
           {"--site a=" + record + " --site b=" + record + "2 --drop a=" + path("in") +
                " --drop b=" + path("in") + tokens,
            "one folder for two sites"},
           {"--drop " + path("none"), "names no folder"}}) {
    const Said said = call("serve --listen 127.0.0.1:0 " + arguments, "2>&1");
    EXPECT_EQ(said.status, 2) << arguments << said.out;
    EXPECT_NE(said.out.find(says), std::string::npos) << arguments << said.out;
  }
}

}  // namespace
}  // namespace pg
