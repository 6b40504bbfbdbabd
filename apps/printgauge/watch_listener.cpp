#include "apps/printgauge/watch_listener.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "pipeline/record/durable.hpp"

namespace pg::app {
namespace {

using Kind = IntakeEvent::Kind;
using Json = nlohmann::ordered_json;

constexpr std::chrono::seconds kMetricsEvery{5};

struct Words {
  const char* id;
  spdlog::level::level_enum level;
  std::string text;
};

Words words_of(const IntakeEvent& event) {
  using namespace spdlog::level;
  const std::string what =
      event.sha256.empty() ? event.case_id : event.case_id + " " + event.sha256;
  switch (event.kind) {
    case Kind::kStarted:
      return {"started", info, fmt::format("watching ({})", event.text)};
    case Kind::kLooked:
      return {"looked", debug, fmt::format("{} files in {:.3f} s", event.files, event.seconds)};
    case Kind::kQueued:
      return {"queued", info, "queued " + what};
    case Kind::kRecorded:
      return {"recorded", info, fmt::format("recorded {} in {:.3f} s", what, event.seconds)};
    case Kind::kShared:
      return {"shared", info, fmt::format("recorded {} (measured before)", what)};
    case Kind::kRefused:
      return {"refused", warn, fmt::format("refused {}: {}", what, event.text)};
    case Kind::kFailed:
      return {"failed", warn, fmt::format("failed {}: {}", what, event.text)};
    case Kind::kChanged:
      return {"changed", info, fmt::format("waiting again for {}: {}", what, event.text)};
    case Kind::kAgain:
      return {"again", warn, fmt::format("trying again {}: {}", what, event.text)};
    case Kind::kStated:
      return {"stated", info, "case.json taken for " + what};
    case Kind::kStatementRefused:
      return {"statement_refused", warn, fmt::format("{}: {}", what, event.text)};
    case Kind::kArchived:
      return {"archived", info, "moved into the archive: " + what};
    case Kind::kTrouble:
      return {"trouble", err, event.text + " Trying again."};
    case Kind::kWell:
      return {"well", info, "the trouble is over"};
    case Kind::kStopped:
      return {"stopped", info, "stopped; nothing is lost"};
  }
  return {"", info, ""};
}

std::string json_line(const IntakeEvent& event, const Words& words) {
  Json line = {{"at", stamp_now("").at},
               {"level", spdlog::level::to_string_view(words.level).data()},
               {"event", words.id}};
  if (!event.case_id.empty()) line["case"] = event.case_id;
  if (!event.sha256.empty()) line["sha256"] = event.sha256;
  if (event.seconds > 0) line["seconds"] = event.seconds;
  if (!event.text.empty()) line["text"] = event.text;
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

WatchListener::WatchListener(Store& store, LogFormat format, std::filesystem::path metrics)
    : store_(store),
      format_(format),
      metrics_file_(std::move(metrics)),
      log_(std::make_shared<spdlog::logger>("watch",
                                            std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
  log_->set_pattern(format == LogFormat::kJson ? "%v" : "%Y-%m-%dT%H:%M:%S.%e %l %v");
}

void WatchListener::hear(const IntakeEvent& event) {
  if (event.kind != Kind::kLooked) log(event);
  if (metrics_file_.empty()) return;
  const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
  metrics_.count(event, now.count());
  const bool looked = event.kind == Kind::kLooked || event.kind == Kind::kTrouble;
  if (event.kind == Kind::kStopped || event.kind == Kind::kTrouble ||
      (looked && std::chrono::steady_clock::now() >= metrics_due_))
    write_metrics();
}

void WatchListener::log(const IntakeEvent& event) {
  const Words words = words_of(event);
  log_->log(words.level, "{}",
            format_ == LogFormat::kJson ? json_line(event, words) : words.text);
  log_->flush();
}

void WatchListener::write_metrics() {
  metrics_due_ = std::chrono::steady_clock::now() + kMetricsEvery;
  std::optional<RecordStatus> record;
  if (!metrics_.in_trouble())  // it could be long in answering
    if (const Result<RecordStatus> status = store_.status()) record = *status;
  const int reason = replace_file(metrics_file_, metrics_.text(record), 0644);
  if (reason != 0 && !metrics_failed_)
    log({.kind = Kind::kTrouble,
         .text = fmt::format("The file of --metrics cannot be written: {}; is there room, and may "
                             "you write there?",
                             std::strerror(reason))});
  metrics_failed_ = reason != 0;
}

}  // namespace pg::app
