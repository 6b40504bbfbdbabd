#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "apps/printgauge/analyze_options.hpp"
#include "pipeline/archive/shards.hpp"

namespace pg::app {
namespace {

struct Flags {
  std::vector<std::string> parts;
  std::string out;
};

int run(const Flags& flags) {
  const auto format = table_format(flags.out);
  if (!format)
    return usage_error("merge", {ErrorCode::kUnsupported,
                                 "--out must end in " + std::string(kTableFormatsText) + "."});
  std::vector<std::unique_ptr<Journal>> parts;
  for (const std::string& path : flags.parts) {
    auto part = Journal::open_to_read(path);
    if (!part) return usage_error("merge", part.error());
    parts.push_back(std::move(*part));
  }
  const auto counts = write_table(parts, flags.out, *format);
  if (!counts) {
    std::fprintf(stderr, "printgauge merge: %s\n", counts.error().message.c_str());
    return counts.error().code == ErrorCode::kStore ? kExitOurs : kExitUsage;
  }
  std::fputs(fmt::format("{} models, {} refused\n", counts->models, counts->refused).c_str(),
             stderr);
  return counts->refused > 0 ? kExitRefused : kExitOk;
}

}  // namespace

std::function<int()> command_merge(CLI::App& app) {
  app.description("Join the parts that batch --shard has made into one table.");
  app.footer(
      "Example:\n"
      "  printgauge merge models.csv.shard-*-of-8 --out models.csv\n"
      "The table has the same bytes as that of one run over everything. The parts stay.");
  const auto flags = std::make_shared<Flags>();
  app.add_option("PART", flags->parts, "All parts of one run")->required();
  app.add_option("--out", flags->out, "The table to write: " + std::string(kTableFormatsText))
      ->required();
  return [flags] { return run(*flags); };
}

}  // namespace pg::app
