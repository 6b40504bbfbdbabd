#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>

#include "apps/printgauge/record_words.hpp"
#include "apps/printgauge/store_option.hpp"

namespace pg::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kMm3PerMl = 1000.0;

struct Options {
  std::string store;
  std::string status;
  std::optional<double> volume_ml_min;
  std::optional<double> volume_ml_max;
  ModelQuery query;
  bool json = false;
};

Json number_or_null(const std::optional<double>& number) {
  return number ? Json(*number) : Json();
}

Json json_of(const FoundModel& model) {
  Json object = {{"case", model.case_id},
                 {"sha256", model.sha256.empty() ? Json() : Json(model.sha256)},
                 {"status", model_status_id(model.status)},
                 {"class", model.model_class.empty() ? Json() : Json(model.model_class)},
                 {"format", model.format.empty() ? Json() : Json(model.format)},
                 {"bytes", model.bytes},
                 {"first_seen", model.first_seen},
                 {"volume_mm3", number_or_null(model.volume_mm3)},
                 {"size_mm", model.size_mm ? Json(*model.size_mm) : Json()},
                 {"wall_mm_min", number_or_null(model.wall_mm_min)}};
  if (!model.error.empty()) object["error"] = model.error;
  return object;
}

void print_row(const FoundModel& model) {
  std::string size = "-";
  if (model.size_mm)
    size = fmt::format("{:.1f} x {:.1f} x {:.1f}", (*model.size_mm)[0], (*model.size_mm)[1],
                       (*model.size_mm)[2]);
  fmt::print("{:<32}  {:<12}  {:<9}  {:<16}  {:>22}  {:>10}  {}\n", model.case_id,
             short_hash(model.sha256), model_status_id(model.status),
             model.model_class.empty() ? "-" : model.model_class, size,
             model.volume_mm3 ? fmt::format("{:.2f}", *model.volume_mm3 / kMm3PerMl) : "-",
             when(model.first_seen));
}

int run(const Options& options) {
  ModelQuery query = options.query;
  if (!options.status.empty()) query.status = model_status_from(options.status);
  if (options.volume_ml_min) query.volume_mm3_min = *options.volume_ml_min * kMm3PerMl;
  if (options.volume_ml_max) query.volume_mm3_max = *options.volume_ml_max * kMm3PerMl;
  Result<std::unique_ptr<Store>> store =
      open_store(store_name(options.store), StoreMode::kExisting);
  if (!store) return complain("search", store.error());
  const Result<std::vector<FoundModel>> found = (*store)->search(query);
  if (!found) return complain("search", found.error());
  if (!options.json)
    fmt::print("{:<32}  {:<12}  {:<9}  {:<16}  {:>22}  {:>10}  {}\n", "case", "model", "status",
               "class", "size as posed, mm", "volume, mL", "first seen (UTC)");
  for (const FoundModel& model : *found) {
    if (options.json) {
      std::puts(json_of(model).dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
    } else {
      print_row(model);
    }
  }
  return kExitOk;
}

CLI::Validator date_validator() {
  return {[](std::string& text) -> std::string {
            static const std::regex date("[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:.]+Z?)?)?)?");
            return std::regex_match(text, date)
                       ? ""
                       : "give a date in UTC as YYYY, YYYY-MM or YYYY-MM-DD";
          },
          "DATE"};
}

}  // namespace

std::function<int()> command_search(CLI::App& app) {
  app.description("Find models of the record by class, size, finding and date.");
  app.footer(
      "Every condition must hold; a model without the number that is asked for is not found.\n"
      "Examples:\n"
      "  printgauge search --class cardiac --volume-min 100\n"
      "  printgauge search --finding unit_suspect --since 2026-11\n"
      "  printgauge search --status failed --json\n"
      "  printgauge search --size-max 20          small parts: no side over 20 mm");
  const auto options = std::make_shared<Options>();
  ModelQuery& query = options->query;
  app.add_option("--case", query.case_id, "Id of the case");
  app.add_option("--class", query.model_class, "Suggested class (printgauge list classes)");
  app.add_option("--finding", query.finding, "Id of a finding (printgauge list findings)");
  app.add_option("--status", options->status, "ok, refused, failed, queued or analysing")
      ->check(CLI::IsMember({"ok", "refused", "failed", "queued", "analysing"}));
  app.add_option("--size-min", query.size_mm_min, "Longest side of the box as posed, mm");
  app.add_option("--size-max", query.size_mm_max, "Longest side of the box as posed, mm");
  app.add_option("--volume-min", options->volume_ml_min, "Volume, mL");
  app.add_option("--volume-max", options->volume_ml_max, "Volume, mL");
  app.add_option("--since", query.seen_from, "First seen on this day (UTC) or later")
      ->check(date_validator());
  app.add_option("--before", query.seen_before, "First seen before this day (UTC)")
      ->check(date_validator());
  app.add_option("--limit", query.limit, "At most this many; 0: all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_flag("--json", options->json, "One JSON document a line and model");
  add_store_option(app, options->store);
  return [options] { return run(*options); };
}

}  // namespace pg::app
