#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <thread>

#include "apps/printgauge/analyze_options.hpp"
#include "apps/printgauge/stop_signal.hpp"
#include "apps/printgauge/store_option.hpp"
#include "apps/printgauge/watch_listener.hpp"
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
  int workers = 0;
  double worker_gib = 8;
  int worker_s = 900;
  std::string report;
  std::string archive;
  bool face_pictures = false;
  std::string metrics;
  std::string log_format = "text";
  std::shared_ptr<AnalyzeFlags> analyze = std::make_shared<AnalyzeFlags>();
};

constexpr int kWorkersMost = 4;  // unless more are asked for: each may need its memory

int workers_of(const Options& options) {
  if (options.no_sandbox) return 1;  // drawing is not for several threads of one process
  if (options.workers > 0) return options.workers;
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kWorkersMost);
}

/// Processor seconds of the worker's whole life for each second that one file may take.
constexpr int kCpuShare = 100;

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

WorkerOptions worker_of(const Options& options) {
  WorkerOptions worker;
  worker.limits.memory_bytes =
      static_cast<std::size_t>(options.worker_gib * (std::size_t{1} << 30));
  worker.time = std::chrono::seconds(options.worker_s);
  worker.limits.cpu_seconds = kCpuShare * options.worker_s;
  worker.command = {"/proc/self/exe", "worker", "--background", "--jobs",
                    std::to_string(options.analyze->jobs)};
  if (!options.analyze->rules.empty())
    worker.command.insert(
        worker.command.end(),
        {"--rules", std::filesystem::absolute(options.analyze->rules).string()});
  return worker;
}

Result<IntakeOptions> intake_of(const Options& options) {
  IntakeOptions intake;
  intake.root = options.folder;
  intake.settle = milliseconds(options.settle_s);
  intake.poll = milliseconds(options.poll_s);
  intake.poll_only = options.poll_only;
  intake.once = options.once;
  intake.hands = workers_of(options);
  intake.by = fmt::format("printgauge watch {}", version());
  intake.report = options.report;
  intake.face_pictures = options.face_pictures;
  intake.archive = options.archive;
  Result<AnalyzeOptions> analyze = checked(*options.analyze);
  if (!analyze) return analyze.error();
  intake.analyze = std::move(*analyze);
  intake.worker = worker_of(options);
  if (options.no_sandbox) intake.worker.reset();
  return intake;
}

int run(const Options& options) {
  const int stop = stop_descriptor();
  if (stop < 0) return complain("watch", {ErrorCode::kStore, std::strerror(errno)});
  Result<IntakeOptions> intake_options = intake_of(options);
  if (!intake_options) return usage_error("watch", intake_options.error());
  const JobLimit threads(options.analyze->jobs);

  const std::string name = store_name(options.store);
  Result<std::unique_ptr<Store>> store = open_store(name, StoreMode::kCreate);
  if (!store) return complain("watch", store.error());
  const std::filesystem::path state = state_folder(name);
  if (Result<Ok> made = make_state_folder(state); !made) return complain("watch", made.error());
  const Result<SiteKey> key = SiteKey::load_or_create(state);
  if (!key) return complain("watch", key.error());
  intake_options->state = state;
  if (options.surfaces) intake_options->surfaces = state / "surfaces";

  WatchListener listener(**store, options.log_format == "json" ? LogFormat::kJson : LogFormat::kText,
                         options.metrics);
  intake_options->on_event = [&](const IntakeEvent& event) { listener.hear(event); };
  Intake intake(**store, *key, std::move(*intake_options));
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
      "Files are read, never changed, moved or deleted, unless --archive says so. A case.json in a "
      "case's folder states what people know about it (printgauge template). Stop with Ctrl-C or "
      "SIGTERM: nothing is lost.\n"
      "Examples:\n"
      "  printgauge watch /srv/cases\n"
      "  printgauge watch /srv/cases --store /var/lib/printgauge/record.sqlite\n"
      "  printgauge watch /mnt/share --poll --settle 10\n"
      "  printgauge watch /srv/cases --report /srv/reports --metrics /var/lib/node/printgauge.prom\n"
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
  app.add_option("--workers", options->workers,
                 "Files to look into side by side, each in a process of its own; 0: one a core, 4 at "
                 "most")
      ->check(CLI::Range(0, 256))
      ->capture_default_str();
  app.add_option("--worker-memory", options->worker_gib,
                 "GiB of memory for a process that looks into files")
      ->check(CLI::Range(0.5, 4096.0))
      ->capture_default_str();
  app.add_option("--worker-time", options->worker_s, "Seconds that measuring one file may take")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  app.add_flag("--no-sandbox", options->no_sandbox,
               "Look into files in this process, where the kernel has no seccomp; a hostile file "
               "then reaches the record");
  app.add_option("--report", options->report,
                 "Write the reading, a sheet and a picture of each model into this folder, by case "
                 "and content, never by name")
      ->type_name("DIR");
  app.add_option("--archive", options->archive,
                 "Move each file into this folder once it is recorded, under the same path; what is "
                 "refused or failed stays. Nothing is overwritten")
      ->type_name("DIR");
  app.add_flag("--face-pictures", options->face_pictures,
               "Draw pictures, and keep surfaces, also of models that show a face");
  app.add_option("--metrics", options->metrics,
                 "Keep counts in this file, in the text format of Prometheus")
      ->type_name("FILE");
  app.add_option("--log-format", options->log_format, "text, or json: a document a line")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_flag("--surfaces", options->surfaces,
               "Keep each model's surface beside the record for the page's 3D view; it is the "
               "shape itself");
  add_analyze_options(app, options->analyze);
  return [options] { return run(*options); };
}

}  // namespace pg::app
