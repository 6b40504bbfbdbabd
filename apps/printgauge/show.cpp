#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>

#include "apps/printgauge/record_words.hpp"
#include "apps/printgauge/store_option.hpp"
#include "pipeline/analysis/reading.hpp"
#include "pipeline/record/case_document.hpp"

namespace pg::app {
namespace {

struct Options {
  std::string id;
  std::string store;
  bool json = false;
};

constexpr std::size_t kFindingsShown = 6;

void print_reading(const Reading& reading) {
  std::string size;
  if (const Quantity* const box = reading.find("aligned_box_mm"))
    for (const auto& [name, datum] : box->members)
      if (const auto* v = std::get_if<Vec3>(&datum); v != nullptr && name == "size")
        size = fmt::format("{:.1f} x {:.1f} x {:.1f} mm", (*v)[0], (*v)[1], (*v)[2]);
  const auto volume = reading.number_of("volume_mm3");
  const auto raw = reading.number_of("signed_volume_mm3");
  if (volume) {
    size += fmt::format("   volume {:.2f} mL", *volume / 1000);
    if (const Quantity* const q = reading.find("volume_mm3"); q->plus_minus)
      size += fmt::format(" ± {:.2g}", *q->plus_minus / 1000);
  } else if (raw) {
    size += fmt::format("   volume {:.2f} mL (raw sum)", *raw / 1000);
  }
  if (const auto area = reading.number_of("surface_area_mm2"))
    size += fmt::format("   area {:.1f} cm²", *area / 100);
  if (!size.empty()) fmt::print("    size      {}\n", size);
  fmt::print("    unit      {} ({})\n", reading.unit.value, unit_known_id(reading.unit.known));
  std::size_t shown = 0;
  for (const Finding& finding : reading.findings) {
    if (++shown > kFindingsShown) {
      fmt::print("    ! and {} more; --json has all\n", reading.findings.size() - kFindingsShown);
      break;
    }
    fmt::print("    ! {:<7} {}\n", severity_id(finding.severity), finding.text);
  }
}

void print_case(const Case& subject, const std::vector<CaseModel>& models,
                const std::vector<HistoryRow>& history) {
  fmt::print("{}   {} model{}   created {} UTC\n", subject.id, models.size(),
             models.size() == 1 ? "" : "s", when(subject.created));
  for (const Finding& finding : subject.findings)
    fmt::print("  ! {:<7} {}\n", severity_id(finding.severity), finding.text);
  for (const CaseField& field : case_fields(subject))
    fmt::print("  {:<16} {}   {}{}\n", field.name, field.value, layer_id(field.layer),
               field.by.empty() ? "" : " by " + field.by + ", " + when(field.at));
  for (const CaseModel& model : models) {
    fmt::print("\n  {:<12}  {:<9}  {}{}   {} bytes   seen {} UTC\n",
               short_hash(model.sha256),
               model_status_id(model.status), model.format.empty() ? "" : model.format + "   ",
               model.model_class.empty() ? "no class" : model.model_class, model.bytes,
               when(model.last_seen));
    if (!model.error.empty()) fmt::print("    ! {}\n", model.error);
    if (const Result<Reading> reading = reading_from_json(model.reading);
        reading && !reading->refused)
      print_reading(*reading);
  }
  if (!history.empty())
    fmt::print("\n  {} change{}; the last: {}, {} UTC, by {}\n", history.size(),
               history.size() == 1 ? "" : "s", history.back().what, when(history.back().at),
               history.back().by);
}

int run(const Options& options) {
  Result<std::unique_ptr<Store>> store =
      open_store(store_name(options.store), StoreMode::kExisting);
  if (!store) return complain("show", store.error());
  const Result<std::optional<Case>> subject = (*store)->find_case(options.id);
  if (!subject) return complain("show", subject.error());
  if (!subject->has_value())
    return complain(
        "show", {ErrorCode::kStore, "There is no case of this id; `printgauge cases` lists all."},
        kExitRefused);
  const Result<std::vector<CaseModel>> models = (*store)->models(options.id, options.json);
  if (!models) return complain("show", models.error());
  const Result<std::vector<HistoryRow>> history = (*store)->history(options.id);
  if (!history) return complain("show", history.error());
  if (options.json) {
    std::puts(case_document(**subject, *models, &*history).c_str());
  } else {
    print_case(**subject, *models, *history);
  }
  return kExitOk;
}

}  // namespace

std::function<int()> command_show(CLI::App& app) {
  app.description("Show one case: its models, what was found, what was stated, what changed.");
  app.footer(
      "Examples:\n"
      "  printgauge show case-001\n"
      "  printgauge show case-001 --json    with superseded models and the whole history");
  const auto options = std::make_shared<Options>();
  app.add_option("case", options->id, "Id of the case")->required();
  app.add_flag("--json", options->json,
               "One JSON document, with superseded models and the history");
  add_store_option(app, options->store);
  return [options] { return run(*options); };
}

}  // namespace pg::app
