#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>

#include "apps/printgauge/analyze_options.hpp"
#include "apps/printgauge/stop_signal.hpp"
#include "apps/printgauge/store_option.hpp"
#include "pipeline/analyze.hpp"
#include "pipeline/intake/intake.hpp"

namespace pg::app {
namespace {

struct Options {
  std::string folder;
  std::string store;
  double settle_s = 2.0;
  double poll_s = 2.0;
  bool poll_only = false;
  bool once = false;
  bool no_sandbox = false;
  bool surfaces = false;
  double worker_gib = 8;
  int worker_s = 900;
  std::shared_ptr<AnalyzeFlags> analyze = std::make_shared<AnalyzeFlags>();
};

void log_event(spdlog::logger& log, const IntakeEvent& event) {
  const std::string what =
      event.sha256.empty() ? event.case_id : event.case_id + " " + event.sha256;
  switch (event.kind) {
    case IntakeEvent::Kind::kStarted:
      log.info("watching ({})", event.text);
      break;
    case IntakeEvent::Kind::kQueued:
      log.info("queued {}", what);
      break;
    case IntakeEvent::Kind::kRecorded:
      log.info("recorded {} in {:.3f} s", what, event.seconds);
      break;
    case IntakeEvent::Kind::kShared:
      log.info("recorded {} (measured before)", what);
      break;
    case IntakeEvent::Kind::kRefused:
      log.warn("refused {}: {}", what, event.text);
      break;
    case IntakeEvent::Kind::kFailed:
      log.warn("failed {}: {}", what, event.text);
      break;
    case IntakeEvent::Kind::kChanged:
      log.info("waiting again for {}: {}", what, event.text);
      break;
    case IntakeEvent::Kind::kTrouble:
      log.error("{} Trying again.", event.text);
      break;
    case IntakeEvent::Kind::kStopped:
      log.info("stopped; nothing is lost");
      break;
  }
}

/// Processor seconds of the worker's whole life for each second that one file may take.
constexpr int kCpuShare = 100;

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

int run(const Options& options) {
  const int stop = stop_descriptor();
  if (stop < 0) return complain("watch", {ErrorCode::kStore, std::strerror(errno)});
  IntakeOptions intake_options;
  intake_options.root = options.folder;
  intake_options.settle = milliseconds(options.settle_s);
  intake_options.poll = milliseconds(options.poll_s);
  intake_options.poll_only = options.poll_only;
  intake_options.once = options.once;
  intake_options.by = fmt::format("printgauge watch {}", version());
  Result<AnalyzeOptions> analyze = checked(*options.analyze);
  if (!analyze) return usage_error("watch", analyze.error());
  intake_options.analyze = std::move(*analyze);
  const JobLimit threads(options.analyze->jobs);
  if (options.no_sandbox) {
    intake_options.worker.reset();
  } else {
    intake_options.worker->limits.memory_bytes =
        static_cast<std::size_t>(options.worker_gib * (std::size_t{1} << 30));
    intake_options.worker->time = std::chrono::seconds(options.worker_s);
    intake_options.worker->limits.cpu_seconds = kCpuShare * options.worker_s;
    intake_options.worker->command = {"/proc/self/exe", "worker", "--jobs",
                                      std::to_string(options.analyze->jobs)};
    if (!options.analyze->rules.empty())
      intake_options.worker->command.insert(
          intake_options.worker->command.end(),
          {"--rules", std::filesystem::absolute(options.analyze->rules).string()});
  }

  const std::filesystem::path path = std::filesystem::absolute(store_path(options.store));
  Result<std::unique_ptr<Store>> store = open_sqlite_store(path, StoreMode::kCreate);
  if (!store) return complain("watch", store.error());
  const Result<SiteKey> key = SiteKey::load_or_create(path.parent_path());
  if (!key) return complain("watch", key.error());
  intake_options.state = path.parent_path();
  if (options.surfaces) intake_options.surfaces = path.parent_path() / "surfaces";

  const auto log =
      std::make_shared<spdlog::logger>("watch", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  intake_options.on_event = [&](const IntakeEvent& event) {
    log_event(*log, event);
    log->flush();
  };
  Intake intake(**store, *key, std::move(intake_options));
  const Result<IntakeSummary> summary = intake.run(stop);
  close(stop);
  if (!summary)
    return complain("watch", summary.error(),
                    summary.error().code == ErrorCode::kStore ? kExitOurs : kExitUsage);
  return options.once && summary->refused + summary->failed > 0 ? kExitRefused : kExitOk;
}

}  // namespace

std::function<int()> command_watch(CLI::App& app) {
  app.description(
      "Watch a folder, one sub-folder a case, and record the models that appear in it.");
  app.footer(
      "Files are read, never changed, moved or deleted. Stop with Ctrl-C or SIGTERM: nothing is "
      "lost.\n"
      "Examples:\n"
      "  printgauge watch /srv/cases\n"
      "  printgauge watch /srv/cases --store /var/lib/printgauge/record.sqlite\n"
      "  printgauge watch /mnt/share --poll --settle 10\n"
      "  printgauge watch . --once && printgauge cases");
  const auto options = std::make_shared<Options>();
  app.add_option("dir", options->folder, "The folder to watch")->required();
  add_store_option(app, options->store);
  app.add_option("--settle", options->settle_s,
                 "Seconds a file must stay unchanged before it is taken")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  app.add_option("--scan-every", options->poll_s, "Seconds between full scans")
      ->check(CLI::Range(0.05, 3600.0))
      ->capture_default_str();
  app.add_flag("--poll", options->poll_only,
               "Full scans only, for network shares that tell no changes");
  app.add_flag("--once", options->once,
               "Record what is there, then end (exit status 1 if some was refused)");
  app.add_option("--worker-memory", options->worker_gib,
                 "GiB of memory for the process that looks into files")
      ->check(CLI::Range(0.5, 4096.0))
      ->capture_default_str();
  app.add_option("--worker-time", options->worker_s, "Seconds that measuring one file may take")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  app.add_flag("--no-sandbox", options->no_sandbox,
               "Look into files in this process, where the kernel has no seccomp; a hostile file "
               "then reaches the record");
  app.add_flag("--surfaces", options->surfaces,
               "Keep each model's surface beside the record for the page's 3D view; it is the "
               "shape itself, and may be a face");
  add_analyze_options(app, options->analyze);
  return [options] { return run(*options); };
}

}  // namespace pg::app
