#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "apps/printgauge/batch_plan.hpp"
#include "apps/printgauge/progress.hpp"
#include "pipeline/archive/shards.hpp"

namespace pg::app {
namespace {

int failure(const std::string& sentence) {
  std::fprintf(stderr, "printgauge batch: %s\n", sentence.c_str());
  return kExitOurs;
}

Result<std::unique_ptr<Journal>> begin(const BatchPlan& plan, const std::string& path) {
  const std::unique_ptr<Analyst> analyst = make_analyst(plan.run.worker);
  auto all = collect_sources(
      plan.named, plan.missing, [&](const std::string& archive, ContainerKind kind) {
        return list_archive(*analyst, archive, kind, plan.run.analyze.limits);
      });
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

bool of_this_run(const Journal& journal, const BatchPlan& plan) {
  const JournalHeader& header = journal.header();
  return header.run == plan.header.run && header.columns == plan.header.columns &&
         header.shard == plan.header.shard && header.shards == plan.header.shards;
}

/// A run that was killed goes on, unless it was another run.
Result<std::unique_ptr<Journal>> open_journal(const BatchPlan& plan, const std::string& path,
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
    return failure(
        fmt::format("'{}': {}. All rows are safe in '{}'; when there is room, give the "
                    "same command with --resume.",
                    out, counts.error().message, journal_path));
  std::filesystem::remove(journal_path);
  return finished(counts->models, counts->refused);
}

/// A part that a task finished before it was started again.
std::optional<int> finished_before(const BatchPlan& plan, const std::string& part_path) {
  if (!std::filesystem::exists(part_path)) return std::nullopt;
  auto journal = Journal::open_to_read(part_path);
  if (!journal) return failure(journal.error().message);
  if (of_this_run(**journal, plan) && (*journal)->row_count() == (*journal)->sources().size()) {
    std::fprintf(stderr, "'%s' is finished already\n", part_path.c_str());
    return kExitOk;
  }
  return std::nullopt;
}

std::string stopped(const Error& error, const Journal& journal, const std::string& journal_path) {
  if (error.code == ErrorCode::kUnsupported)
    return error.message + " With --no-sandbox files are looked into without one.";
  return fmt::format(
      "The journal '{}': {}. {} of {} rows are safe; when that is mended, give the "
      "same command with --resume.",
      journal_path, error.message, journal.row_count(), journal.sources().size());
}

/// Null where none is wanted.
Result<std::unique_ptr<ReadingCache>> open_cache(const std::string& path,
                                                 const RunOptions& options) {
  if (path.empty()) return std::unique_ptr<ReadingCache>();
  return ReadingCache::open(path, reading_digest(options.analyze));
}

void say(const ReadingCache& cache) {
  if (const std::string note = cache.note(); !note.empty())
    std::fprintf(stderr, "%s\n", note.c_str());
  std::fputs(fmt::format("{} readings from the cache\n", cache.found_count()).c_str(), stderr);
}

int run(const BatchFlags& flags, const AnalyzeFlags& analyze_flags) {
  Result<BatchPlan> plan = batch_plan(flags, analyze_flags);
  if (!plan) return usage_error("batch", plan.error());
  const JournalHeader& header = plan->header;
  const bool part = header.shards > 1;
  const std::string target = part ? shard_path(flags.out, header.shard, header.shards) : flags.out;
  if (part && flags.resume)
    if (const auto status = finished_before(*plan, target)) return *status;
  const std::string journal_path = target + ".journal";
  const auto cache = open_cache(flags.cache, plan->run);
  if (!cache) return usage_error("batch", cache.error());
  plan->run.cache = cache->get();
  const JobLimit jobs(analyze_flags.jobs);
  auto journal = open_journal(*plan, journal_path, flags.resume);
  if (!journal)
    return journal.error().code == ErrorCode::kStore ? failure(journal.error().message)
                                                     : usage_error("batch", journal.error());
  Progress progress((*journal)->sources().size(), (*journal)->row_count());
  plan->run.on_row = [&](bool refused) { progress.row(refused); };
  const auto ran = run_archive(**journal, plan->run);
  progress.clear();
  if (*cache) say(**cache);
  if (!ran) return failure(stopped(ran.error(), **journal, journal_path));
  return part ? finish_part(std::move(*journal), journal_path, target)
              : finish_table(*journal, journal_path, target, plan->format);
}

void add_batch_options(CLI::App& app, BatchFlags& flags) {
  app.add_option(
         "PATH", flags.paths,
         "Files, folders, patterns, zip and tar archives; - reads a list of paths from stdin")
      ->required();
  app.add_option("--out", flags.out, "The table to write: " + std::string(kTableFormatsText))
      ->required();
  app.add_option("--columns", flags.columns,
                 "Only these columns, in this order (printgauge list columns), or the set "
                 "thingi10k; without --only, nothing else is measured")
      ->delimiter(',');
  app.add_flag("--resume", flags.resume, "Go on with a run that was stopped or killed");
  app.add_option(
         "--cache", flags.cache,
         "Readings of earlier runs: what is in this file is not measured again, what is new "
         "is added; the rows are the same. Runs on several machines share those of a "
         "postgresql:// address")
      ->type_name("FILE|URL");
  app.add_flag("--dedupe", flags.dedupe, "Analyse files of equal content once; rows are the same");
  app.add_option(
      "--shard", flags.shard,
      "Only part I of N (I/N), into a file beside --out; printgauge merge joins the parts");
  app.add_option("--memory", flags.memory,
                 "Budget of the models in flight, as 8G; a model that needs more alone is refused")
      ->type_name("SIZE");
  app.add_option("--worker-memory", flags.worker_gib,
                 "GiB of address space for each process that looks into files")
      ->check(CLI::Range(0.5, 4096.0))
      ->capture_default_str();
  app.add_option("--worker-time", flags.worker_s, "Seconds that measuring one file may take")
      ->check(CLI::Range(1, 864'000))
      ->capture_default_str();
  app.add_flag("--no-sandbox", flags.no_sandbox,
               "Look into files in this process, where the kernel has no seccomp; a hostile file "
               "then can end the run");
}

}  // namespace

std::function<int()> command_batch(CLI::App& app) {
  app.description(
      "Measure an archive of models into one table: one row a model, failures included.");
  app.footer(
      "Examples:\n"
      "  printgauge batch models/ --out models.csv\n"
      "  printgauge batch models/ scans.zip --only volume,mesh --out volumes.csv\n"
      "  printgauge batch 'scans/*/heart*.stl' --columns path,volume_mm3 --out hearts.sqlite\n"
      "  find . -name '*.stl' | printgauge batch - --out models.jsonl\n"
      "  printgauge batch - --shard 3/8 --out models.csv < list\n"
      "Rows are in the order of the paths, whatever the number of jobs. A run that was killed\n"
      "goes on with the same command and --resume; until then its rows are in the journal beside\n"
      "--out.");
  const auto flags = std::make_shared<BatchFlags>();
  const auto analyze_flags = std::make_shared<AnalyzeFlags>();
  add_batch_options(app, *flags);
  add_analyze_options(app, analyze_flags);
  return [flags, analyze_flags] { return run(*flags, *analyze_flags); };
}

}  // namespace pg::app
