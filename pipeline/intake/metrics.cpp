#include "pipeline/intake/metrics.hpp"

#include <fmt/format.h>

#include <string_view>

#include "pipeline/analyze.hpp"

namespace pg {
namespace {

/// fmt writes numbers the same in every locale.
class Page {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_ += fmt::format("# HELP printgauge_{0} {2}\n# TYPE printgauge_{0} {1}\n", name, type, help);
  }
  template <class Number>
  void value(Number number, std::string_view labels = {}, std::string_view suffix = {}) {
    text_ += fmt::format("printgauge_{}{}{} {}\n", name_, suffix,
                         labels.empty() ? std::string() : fmt::format("{{{}}}", labels), number);
  }
  template <class Number>
  void single(std::string_view name, std::string_view type, std::string_view help, Number number) {
    family(name, type, help);
    value(number);
  }
  [[nodiscard]] std::string done() { return std::move(text_); }

 private:
  std::string name_;
  std::string text_;
};

}  // namespace

void IntakeMetrics::count(const IntakeEvent& event, double now_s) {
  using Kind = IntakeEvent::Kind;
  switch (event.kind) {
    case Kind::kQueued: ++queued_; break;
    case Kind::kRecorded: ++recorded_; break;
    case Kind::kShared: ++shared_; break;
    case Kind::kRefused: ++refused_; break;
    case Kind::kFailed: ++failed_; break;
    case Kind::kChanged: ++changed_; break;
    case Kind::kAgain: ++worker_deaths_; break;
    case Kind::kStated: ++case_files_; break;
    case Kind::kStatementRefused: ++case_files_refused_; break;
    case Kind::kArchived: ++archived_; break;
    case Kind::kTrouble:
      ++troubles_;
      in_trouble_ = true;
      break;
    case Kind::kWell: in_trouble_ = false; break;
    case Kind::kLooked:
      ++scans_;
      files_ = event.files;
      scan_s_ = event.seconds;
      last_scan_s_ = now_s;
      break;
    case Kind::kStarted:
    case Kind::kStopped: break;
  }
  if (event.kind != Kind::kRecorded && event.kind != Kind::kRefused) return;
  ++analyses_;
  analyses_s_ += event.seconds;
  for (std::size_t i = 0; i < kSeconds.size(); ++i)
    if (event.seconds <= kSeconds[i]) ++within_[i];
}

std::string IntakeMetrics::text(const std::optional<RecordStatus>& record) const {
  Page page;
  page.family("build_info", "gauge", "The version that runs.");
  page.value(1, fmt::format("version=\"{}\"", version()));
  page.family("models_total", "counter", "Files by what became of them since the start.");
  page.value(recorded_, "outcome=\"recorded\"");
  page.value(shared_, "outcome=\"measured_before\"");
  page.value(refused_, "outcome=\"refused\"");
  page.value(failed_, "outcome=\"failed\"");
  page.value(changed_, "outcome=\"changed_meanwhile\"");
  page.single("queued_total", "counter", "Files put into the queue since the start.", queued_);
  page.family("case_files_total", "counter", "Files case.json by what became of them since the start.");
  page.value(case_files_, "outcome=\"taken\"");
  page.value(case_files_refused_, "outcome=\"refused\"");
  page.single("archived_total", "counter", "Files moved into the archive since the start.", archived_);
  page.single("worker_deaths_total", "counter",
              "Times that the sandboxed worker died over a file which is tried again.",
              worker_deaths_);
  page.family("analysis_seconds", "histogram", "Time from taking a file in hand to its reading.");
  for (std::size_t i = 0; i < kSeconds.size(); ++i)
    page.value(within_[i], fmt::format("le=\"{}\"", kSeconds[i]), "_bucket");
  page.value(analyses_, "le=\"+Inf\"", "_bucket");
  page.value(analyses_s_, {}, "_sum");
  page.value(analyses_, {}, "_count");
  page.single("scans_total", "counter", "Looks into the whole folder since the start.", scans_);
  page.single("scan_seconds", "gauge", "Time that the last look took.", scan_s_);
  page.single("last_scan_timestamp_seconds", "gauge", "When the last look was.", last_scan_s_);
  page.single("folder_files", "gauge", "Model files in the folder.", files_);
  page.single("troubles_total", "counter", "Times that the folder or the record was in trouble.",
              troubles_);
  page.single("in_trouble", "gauge", "1 while the folder or the record cannot be used.",
              in_trouble_ ? 1 : 0);
  if (record) {
    page.family("record_models", "gauge", "Current models of the whole record by their status.");
    for (const ModelStatus status :
         {ModelStatus::kQueued, ModelStatus::kAnalysing, ModelStatus::kOk, ModelStatus::kRefused,
          ModelStatus::kFailed})
      page.value(record->of(status), fmt::format("status=\"{}\"", model_status_id(status)));
    page.single("record_cases", "gauge", "Cases of the record.", record->cases);
  }
  return page.done();
}

}  // namespace pg
