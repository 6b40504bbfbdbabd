// The configuration file, and what explains it.

#include <sstream>

#include "tests/apps/record_fixture.hpp"

namespace pg {
namespace {

class Config : public Record {
 protected:
  std::string file(const std::string& text) {
    std::ofstream(folder_.path() / "c.toml") << text;
    return "--config '" + (folder_.path() / "c.toml").string() + "' ";
  }
};

TEST_F(Config, AKeyIsAnOptionAndTheCommandLineGoesBeforeIt) {
  drop("case-001/a.stl", shapes::box({10, 10, 10}));
  const std::string config =
      file("[watch]\ndir = \"" + (folder_.path() / "in").string() +
           "\"\nonce = true\nsettle = 0.05\nscan-every = 0.05\nunits = \"cm\"\n"
           "only = [\"volume\", \"size\"]\n");
  EXPECT_EQ(call(config + "watch").status, 0);
  const Json model = Json::parse(call("cases --json").out)["models"][0];
  EXPECT_EQ(model["reading"]["unit"]["value"], "cm");
  EXPECT_TRUE(model["reading"]["values"].contains("volume_mm3"));
  EXPECT_FALSE(model["reading"]["values"].contains("wall_sphere_mm"));
  EXPECT_EQ(call("watch " + config + "--units m").status, 0);
  EXPECT_EQ(Json::parse(call("cases --json").out)["models"][0]["reading"]["unit"]["value"], "m");
}

TEST_F(Config, WhatIsNoKeyOrNoTomlIsSaid) {
  for (const char* text : {"[watch]\nsetle = 5\n", "[wach]\nsettle = 5\n", "[watch\n",
                           "[watch]\nsettle = \"long\"\n", "[watch]\nsettle = 99999\n"}) {
    const Said said = call(file(text) + "cases", "2>&1");
    EXPECT_EQ(said.status, 2) << text << said.out;
    EXPECT_FALSE(said.out.empty()) << text;
  }
  EXPECT_EQ(call("--config /no/such/file cases").status, 2);
}

TEST_F(Config, ShowsWhatTheFileSets) {
  const Said said = call(file("[watch]\nsettle = 7\npoll = true\n[search]\nclass = \"aortic\"\n") +
                         "config");
  EXPECT_EQ(said.status, 0);
  EXPECT_NE(said.out.find("[watch]\nsettle = 7\npoll = true\n"), std::string::npos) << said.out;
  EXPECT_NE(said.out.find("[search]\nclass = \"aortic\"\n"), std::string::npos) << said.out;
}

/// The keys of a command as its --help lists them.
std::vector<std::string> options_in_help(const std::string& help) {
  std::istringstream lines(help);
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t at = line.find("  --");
    if (at != 0) continue;
    const std::string name = line.substr(4, line.find_first_of(" ,\n", 4) - 4);
    if (name != "help" && name != "config") all.push_back(name);
  }
  return all;
}

TEST_F(Config, ExplainNamesEveryOptionOfEveryCommandAndReadsBack) {
  const std::string explained = call("config --explain").out;
  std::size_t options = 0;
  for (const char* command : {"watch", "analyze", "batch", "search", "status", "cases"}) {
    const std::size_t table = explained.find("[" + std::string(command) + "]\n");
    ASSERT_NE(table, std::string::npos) << command;
    for (const std::string& name : options_in_help(call(std::string(command) + " --help").out)) {
      EXPECT_NE(explained.find("#" + name + " = ", table), std::string::npos) << command << name;
      ++options;
    }
  }
  EXPECT_GT(options, 60u);
  EXPECT_EQ(call(file(explained) + "version").status, 0);
}

TEST_F(Config, TheManPageHasEveryCommandAndOption) {
  std::string page = call("man").out;
  std::string plain;
  for (std::size_t i = 0; i < page.size(); ++i)
    if (page[i] != '\\') plain += page[i];
  for (const char* command : {"watch", "analyze", "search", "retry", "store backup"}) {
    EXPECT_NE(plain.find(".SS " + std::string(command) + "\n"), std::string::npos) << command;
    for (const std::string& name : options_in_help(call(std::string(command) + " --help").out))
      EXPECT_NE(plain.find("--" + name), std::string::npos) << command << name;
  }
}

}  // namespace
}  // namespace pg
