#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "apps/printgauge/command.hpp"
#include "pipeline/analyze.hpp"

namespace pg::app {
namespace {

struct Options {
  std::vector<std::string> files;
  std::vector<std::string> only;
};

int run(const Options& options) {
  AnalyzeOptions analyze_options;
  Result<Selection> only = Selection::of(options.only);
  if (!only) {
    std::fprintf(stderr, "printgauge analyze: %s\n", only.error().message.c_str());
    return kExitUsage;
  }
  analyze_options.only = *only;
  bool refused = false;
  for (const std::string& file : options.files) {
    const Reading reading = analyze_file(file, analyze_options);
    std::puts(to_json(reading, file).c_str());
    refused = refused || reading.refused.has_value();
  }
  return refused ? kExitRefused : kExitOk;
}

}  // namespace

std::function<int()> command_analyze(CLI::App& app) {
  app.description("Measure model files: one reading a file.");
  const auto options = std::make_shared<Options>();
  app.add_option("file", options->files, "Model files")->required();
  app.add_option("--only", options->only, "Measurements, groups or ids, separated by commas")->delimiter(',');
  return [options] { return run(*options); };
}

}  // namespace pg::app
