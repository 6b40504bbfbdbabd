#include <fmt/format.h>
#include <tbb/info.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "apps/printgauge/analyze_options.hpp"
#include "apps/printgauge/progress.hpp"
#include "pipeline/archive/run.hpp"
#include "pipeline/archive/shards.hpp"
#include "pipeline/archive/sources.hpp"
#include "pipeline/archive/table.hpp"
#include "pipeline/archive/table_file.hpp"

namespace pg::app {
namespace {

struct Flags {
  std::vector<std::string> paths;
  std::string out;
  std::vector<std::string> columns;
  bool resume = false;
  bool dedupe = false;
  std::string shard;
  std::uint64_t entries_max = RunOptions().entries_max;
  std::string memory;
};

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

/// What was typed, checked.
struct Plan {
  std::vector<std::string> named;
  Missing missing = Missing::kError;
  TableFormat format = TableFormat::kCsv;
  JournalHeader header;
  RunOptions run;
};

Result<Plan> plan_of(const Flags& flags, const AnalyzeFlags& analyze_flags) {
  Plan plan;
  const auto format = table_format(flags.out);
  if (!format) return Error{ErrorCode::kUnsupported, "--out must end in .csv or .jsonl."};
  plan.format = *format;
  AnalyzeFlags measured = analyze_flags;
  if (!flags.columns.empty()) {
    if (!is_flat(*format))
      return Error{ErrorCode::kUnsupported,
                   "--columns is for flat tables; JSON lines hold whole documents."};
    const auto chosen = chosen_columns(flags.columns);
    if (!chosen) return chosen.error();
    plan.header.columns = *chosen;
    if (measured.only.empty()) measured.only = words_for_columns(*chosen);
  }
  Result<AnalyzeOptions> options = checked(measured);
  if (!options) return options.error();
  plan.run.analyze = std::move(*options);
  if (is_flat(*format) && plan.header.columns.empty())
    plan.header.columns = table_columns(plan.run.analyze.only);
  plan.run.dedupe = flags.dedupe;
  plan.run.entries_max = flags.entries_max;
  if (!flags.memory.empty()) {
    const auto bytes = bytes_of(flags.memory);
    if (!bytes)
      return Error{ErrorCode::kNotApplicable,
                   "--memory is a number with K, M, G or T behind it, as 8G."};
    plan.run.memory_bytes = *bytes;
  }
  plan.run.jobs = static_cast<unsigned>(
      analyze_flags.jobs > 0 ? analyze_flags.jobs : tbb::info::default_concurrency());
  if (!flags.shard.empty() && !parse_shard(flags.shard, plan.header))
    return Error{ErrorCode::kNotApplicable, "--shard is I/N, as 3/8: I from 1 to N."};
  plan.named = flags.paths;
  if (flags.paths == std::vector<std::string>{"-"}) {
    plan.named.clear();
    plan.missing = Missing::kRow;
    for (std::string line; std::getline(std::cin, line);)
      if (!line.empty()) plan.named.push_back(line);
  }
  plan.header.run = run_digest(plan.run, plan.named);
  return plan;
}

Result<std::unique_ptr<Journal>> begin(const Plan& plan, const std::string& path) {
  auto all = collect_sources(plan.named, plan.missing, limits_of(plan.run));
  if (!all) return all.error();
  JournalHeader header = plan.header;
  header.list = list_digest(*all);
  const std::uint64_t total = all->size();
  std::vector<Source> ours;
  for (Source& source : *all)
    if (header.shards == 1 || shard_of(source, header.shards) == header.shard)
      ours.push_back(std::move(source));
  return Journal::begin(path, std::move(header), std::move(ours), total);
}

bool of_this_run(const Journal& journal, const Plan& plan) {
  const JournalHeader& header = journal.header();
  return header.run == plan.header.run && header.columns == plan.header.columns &&
         header.shard == plan.header.shard && header.shards == plan.header.shards;
}

/// A run that was killed goes on, unless it was another run.
Result<std::unique_ptr<Journal>> open_journal(const Plan& plan, const std::string& path,
                                              bool resume) {
  if (!std::filesystem::exists(path)) return begin(plan, path);
  if (!resume)
    return Error{ErrorCode::kNotApplicable,
                 "There is the journal of an unfinished run, '" + path +
                     "': give --resume to go on with it, or delete it to begin again."};
  auto journal = Journal::resume(path);
  if (!journal) return journal.error();
  if ((*journal)->header().run.empty()) {
    journal->reset();  // lets go of the lock
    return begin(plan, path);
  }
  if (!of_this_run(**journal, plan))
    return Error{ErrorCode::kNotApplicable,
                 "The journal '" + path +
                     "' is of a run with other paths, options or version: give the same as then, "
                     "or delete it to begin again."};
  return journal;
}

int failure(const std::string& sentence) {
  std::fprintf(stderr, "printgauge batch: %s\n", sentence.c_str());
  return kExitOurs;
}

int finished(std::size_t models, std::size_t refused) {
  std::fputs(fmt::format("{} models, {} refused\n", models, refused).c_str(), stderr);
  return refused > 0 ? kExitRefused : kExitOk;
}

/// The part of a sharded run is its journal, under the name that says it is whole.
int finish_part(std::unique_ptr<Journal> journal, const std::string& journal_path,
                const std::string& part_path) {
  std::size_t refused = 0;
  for (std::size_t i = 0; i < journal->sources().size(); ++i) {
    const auto row = journal->row(i);
    if (!row) return failure(row.error().message + ".");
    refused += row->refused ? 1 : 0;
  }
  if (const auto kept = journal->sync(); !kept) return failure(kept.error().message + ".");
  std::filesystem::rename(journal_path, part_path);
  return finished(journal->sources().size(), refused);
}

int finish_table(const std::unique_ptr<Journal>& journal, const std::string& journal_path,
                 const std::string& out, TableFormat format) {
  const auto counts = write_table({&journal, 1}, out, format);
  if (!counts)
    return failure(fmt::format("'{}': {}. All rows are safe in '{}'; when there is room, give the "
                               "same command with --resume.",
                               out, counts.error().message, journal_path));
  std::filesystem::remove(journal_path);
  return finished(counts->models, counts->refused);
}

/// A part that a task finished before it was started again.
std::optional<int> finished_before(const Plan& plan, const std::string& part_path) {
  if (!std::filesystem::exists(part_path)) return std::nullopt;
  auto journal = Journal::open_to_read(part_path);
  if (!journal) return failure(journal.error().message);
  if (of_this_run(**journal, plan) && (*journal)->row_count() == (*journal)->sources().size()) {
    std::fprintf(stderr, "'%s' is finished already\n", part_path.c_str());
    return kExitOk;
  }
  return std::nullopt;
}

int run(const Flags& flags, const AnalyzeFlags& analyze_flags) {
  Result<Plan> plan = plan_of(flags, analyze_flags);
  if (!plan) return usage_error("batch", plan.error());
  const JournalHeader& header = plan->header;
  const bool part = header.shards > 1;
  const std::string target =
      part ? shard_path(flags.out, header.shard, header.shards) : flags.out;
  if (part && flags.resume)
    if (const auto status = finished_before(*plan, target)) return *status;
  const std::string journal_path = target + ".journal";
  auto journal = open_journal(*plan, journal_path, flags.resume);
  if (!journal)
    return journal.error().code == ErrorCode::kStore ? failure(journal.error().message)
                                                     : usage_error("batch", journal.error());
  Progress progress((*journal)->sources().size(), (*journal)->row_count());
  plan->run.on_row = [&](bool refused) { progress.row(refused); };
  const JobLimit jobs(analyze_flags.jobs);
  const auto ran = run_archive(**journal, plan->run);
  progress.clear();
  if (!ran)
    return failure(fmt::format("The journal '{}': {}. {} of {} rows are safe; when there is room, "
                               "give the same command with --resume.",
                               journal_path, ran.error().message, (*journal)->row_count(),
                               (*journal)->sources().size()));
  return part ? finish_part(std::move(*journal), journal_path, target)
              : finish_table(*journal, journal_path, target, plan->format);
}

}  // namespace

std::function<int()> command_batch(CLI::App& app) {
  app.description(
      "Measure an archive of models into one table: one row a model, failures included.");
  app.footer(
      "Examples:\n"
      "  printgauge batch models/ --out models.csv\n"
      "  printgauge batch models/ --only volume,mesh --out volumes.csv\n"
      "  printgauge batch 'scans/*/heart*.stl' --columns path,volume_mm3 --out hearts.csv\n"
      "  find . -name '*.stl' | printgauge batch - --out models.jsonl\n"
      "  printgauge batch - --shard 3/8 --out models.csv < list\n"
      "Rows are in the order of the paths, whatever the number of jobs. A run that was killed goes\n"
      "on with the same command and --resume; until then its rows are in the journal beside --out.");
  const auto flags = std::make_shared<Flags>();
  const auto analyze_flags = std::make_shared<AnalyzeFlags>();
  app.add_option("PATH", flags->paths,
                 "Files, folders, patterns, zip and tar archives; - reads a list of paths from stdin")
      ->required();
  app.add_option("--out", flags->out, "The table to write: .csv or .jsonl")->required();
  app.add_option("--columns", flags->columns,
                 "Only these columns, in this order; without --only, nothing else is measured")
      ->delimiter(',');
  app.add_flag("--resume", flags->resume, "Go on with a run that was stopped or killed");
  app.add_flag("--dedupe", flags->dedupe, "Analyse files of equal content once; rows are the same");
  app.add_option("--shard", flags->shard,
                 "Only part I of N (I/N), into a file beside --out; printgauge merge joins the parts");
  app.add_option("--memory", flags->memory,
                 "Budget of the models in flight, as 8G; a model that needs more is refused")
      ->type_name("SIZE");
  add_analyze_options(app, analyze_flags);
  app.add_option("--max-archive-entries", flags->entries_max, "Entries of a zip or tar archive")
      ->group("Limits on a file")
      ->capture_default_str();
  return [flags, analyze_flags] { return run(*flags, *analyze_flags); };
}

}  // namespace pg::app
