#include "apps/printgauge/batch_plan.hpp"

#include <tbb/info.h>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <optional>

#include "pipeline/archive/table.hpp"

namespace pg::app {
namespace {

/// "3/8"
bool parse_shard(const std::string& text, JournalHeader& header) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return false;
  const auto number = [&](std::size_t from, std::size_t to, std::uint32_t& value) {
    const auto [end, error] = std::from_chars(text.data() + from, text.data() + to, value);
    return error == std::errc() && end == text.data() + to;
  };
  return number(0, slash, header.shard) && number(slash + 1, text.size(), header.shards) &&
         header.shard >= 1 && header.shard <= header.shards;
}

/// "8G", "512M"; at least 1 MiB, or it is a slip.
std::optional<std::uint64_t> bytes_of(const std::string& text) {
  static constexpr std::string_view kUnits = "KMGT";
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end + 1 != text.data() + text.size()) return std::nullopt;
  const std::size_t unit = kUnits.find(*end);
  if (unit == std::string_view::npos) return std::nullopt;
  const double bytes = value * std::pow(1024.0, static_cast<double>(unit + 1));
  if (!(bytes >= 1 << 20 && bytes < 1e18)) return std::nullopt;
  return static_cast<std::uint64_t>(bytes);
}

WorkerOptions worker_of(const BatchFlags& flags, const AnalyzeFlags& analyze_flags, unsigned jobs) {
  constexpr int kNoLimit = 1'000'000'000;  // of processor time: the wall time of a file is held to
  constexpr int kFilesMost = 5000;         // a start costs as much as some ten small files
  WorkerOptions worker;
  worker.limits.memory_bytes =
      static_cast<std::size_t>(flags.worker_gib * static_cast<double>(std::size_t{1} << 30));
  worker.limits.cpu_seconds = kNoLimit;
  worker.time = std::chrono::seconds(flags.worker_s);
  worker.files_most = kFilesMost;
  worker.command = {"/proc/self/exe", "worker", "--jobs", std::to_string(jobs)};
  if (!analyze_flags.rules.empty())
    worker.command.insert(worker.command.end(),
                          {"--rules", std::filesystem::absolute(analyze_flags.rules).string()});
  return worker;
}

/// Columns, and what has to be measured for them.
Result<Ok> choose(const BatchFlags& flags, AnalyzeFlags analyze_flags, BatchPlan& plan) {
  if (!flags.columns.empty()) {
    if (!is_flat(plan.format))
      return Error{ErrorCode::kUnsupported,
                   "--columns is for flat tables; JSON lines hold whole documents."};
    auto chosen = chosen_columns(flags.columns);
    if (!chosen) return chosen.error();
    plan.header.columns = std::move(*chosen);
    if (analyze_flags.only.empty()) analyze_flags.only = words_for_columns(plan.header.columns);
  }
  Result<AnalyzeOptions> options = checked(analyze_flags);
  if (!options) return options.error();
  plan.run.analyze = std::move(*options);
  if (is_flat(plan.format) && plan.header.columns.empty())
    plan.header.columns = table_columns(plan.run.analyze.only);
  return ok();
}

void read_list(std::vector<std::string>& paths) {
  paths.clear();
  for (std::string line; std::getline(std::cin, line);)
    if (!line.empty()) paths.push_back(line);
}

}  // namespace

Result<BatchPlan> batch_plan(const BatchFlags& flags, const AnalyzeFlags& analyze_flags) {
  BatchPlan plan;
  const auto format = table_format(flags.out);
  if (!format)
    return Error{ErrorCode::kUnsupported,
                 "--out must end in " + std::string(kTableFormatsText) + "."};
  plan.format = *format;
  if (const auto chosen = choose(flags, analyze_flags, plan); !chosen) return chosen.error();
  plan.run.dedupe = flags.dedupe;
  if (!flags.memory.empty()) {
    const auto bytes = bytes_of(flags.memory);
    if (!bytes)
      return Error{ErrorCode::kNotApplicable,
                   "--memory is a number with K, M, G or T behind it, as 8G."};
    plan.run.memory_bytes = *bytes;
  }
  plan.run.jobs = static_cast<unsigned>(analyze_flags.jobs > 0 ? analyze_flags.jobs
                                                               : tbb::info::default_concurrency());
  if (!flags.no_sandbox) plan.run.worker = worker_of(flags, analyze_flags, plan.run.jobs);
  if (!flags.shard.empty() && !parse_shard(flags.shard, plan.header))
    return Error{ErrorCode::kNotApplicable, "--shard is I/N, as 3/8: I from 1 to N."};
  plan.named = flags.paths;
  if (flags.paths == std::vector<std::string>{"-"}) {
    read_list(plan.named);
    plan.missing = Missing::kRow;
  }
  plan.header.run = run_digest(plan.run, plan.named);
  return plan;
}

}  // namespace pg::app
