// Every limit of the readers is an option with a default that --help and the guide name alike.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "io/limits.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

std::vector<std::pair<std::string, std::string>> options() {
  const ReadLimits d;
  return {{"--max-bytes", fmt::format("{}", d.input_bytes_max)},
          {"--max-triangles", fmt::format("{}", d.triangles_max)},
          {"--max-inflated-bytes", fmt::format("{}", d.inflated_bytes_max)},
          {"--max-inflate-ratio", fmt::format("{:g}", d.inflate_ratio_max)},
          {"--max-zip-entries", fmt::format("{}", d.zip_entries_max)},
          {"--max-archive-entries", fmt::format("{}", d.archive_entries_max)},
          {"--max-xml-depth", fmt::format("{}", d.xml_depth_max)},
          {"--max-token-bytes", fmt::format("{}", d.token_bytes_max)},
          {"--max-component-depth", fmt::format("{}", d.component_depth_max)},
          {"--max-instances", fmt::format("{}", d.instances_max)},
          {"--max-seconds", fmt::format("{:g}", d.seconds_max)}};
}

std::string words_of_default(const std::string& text, const std::string& option) {
  const std::size_t at = text.find(option + " ");
  if (at == std::string::npos) return {};
  return text.substr(at, text.find('\n', at) - at);
}

TEST(LimitOptions, HelpAndGuideNameEachWithItsDefault) {
  const auto help = test::run_program(test::printgauge_binary(), {"analyze", "--help"});
  std::ifstream in(test::source_dir() / "docs/how-to/formats.md");
  const std::string guide{std::istreambuf_iterator<char>(in), {}};
  for (const auto& [option, value] : options()) {
    EXPECT_NE((words_of_default(help.out, option) + " ").find("=" + value + " "), std::string::npos)
        << option << ": " << words_of_default(help.out, option);
    EXPECT_NE(guide.find("`" + option + "` | " + value + " |"), std::string::npos)
        << option << " is not in the guide with its default " << value;
  }
}

TEST(LimitOptions, AFileOverALimitIsRefusedWithTheOptionToRaise) {
  const test::TempDir dir;
  const auto file = dir.path() / "x.obj";
  std::ofstream(file) << "v 0 0 0\nv 9 0 0\nv 0 9 0\nf 1 2 3\nf 1 3 2\n";
  for (const std::string option : {"--max-triangles", "--max-bytes", "--max-token-bytes"}) {
    const auto outcome = test::run_program(test::printgauge_binary(),
                                           {"analyze", "--json", option, "1", file.string()});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.out.find("too_large"), std::string::npos) << outcome.out;
    EXPECT_NE(outcome.out.find(option), std::string::npos) << outcome.out;
  }
}

}  // namespace
}  // namespace pg
