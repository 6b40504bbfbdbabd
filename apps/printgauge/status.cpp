#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/printgauge/record_words.hpp"
#include "apps/printgauge/store_option.hpp"

namespace pg::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kFailuresShown = 10;

struct Options {
  std::string store;
  bool json = false;
};

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

std::string document(const RecordStatus& status, const std::vector<FoundModel>& failed) {
  Json models = Json::object();
  for (const ModelStatus each : kStatusesShown)
    models[std::string(model_status_id(each))] = status.of(each);
  Json failures = Json::array();
  for (const FoundModel& model : failed)
    failures.push_back({{"case", model.case_id},
                        {"sha256", text_or_null(model.sha256)},
                        {"error", model.error}});
  return Json{{"cases", status.cases},
              {"models", models},
              {"superseded", status.superseded},
              {"readings", status.readings},
              {"waiting_since", text_or_null(status.waiting_since)},
              {"last_change", text_or_null(status.last_change)},
              {"failures", failures}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

void print_status(const RecordStatus& status, const std::vector<FoundModel>& failed) {
  fmt::print("cases        {}\n", status.cases);
  for (const ModelStatus each : kStatusesShown)
    fmt::print("{:<11}  {}\n", model_status_id(each), status.of(each));
  fmt::print("superseded   {}\nreadings     {}\n", status.superseded, status.readings);
  if (!status.waiting_since.empty())
    fmt::print("waiting      since {} UTC; is `printgauge watch` running?\n",
               when(status.waiting_since));
  fmt::print("last change  {}\n",
             status.last_change.empty() ? "none yet" : when(status.last_change) + " UTC");
  if (failed.empty()) return;
  fmt::print("\nfailed; `printgauge retry` tries again what did not fail by its own content\n");
  for (const FoundModel& model : failed)
    fmt::print("  {}  {}  {}\n", model.case_id, short_hash(model.sha256), model.error);
  if (const std::size_t all = status.of(ModelStatus::kFailed); all > failed.size())
    fmt::print("  and {} more; `printgauge search --status failed` lists all\n",
               all - failed.size());
}

int run(const Options& options) {
  Result<std::unique_ptr<Store>> store =
      open_store(store_name(options.store), StoreMode::kExisting);
  if (!store) return complain("status", store.error());
  const Result<RecordStatus> status = (*store)->status();
  if (!status) return complain("status", status.error());
  ModelQuery query;
  query.status = ModelStatus::kFailed;
  query.limit = options.json ? 0 : kFailuresShown;
  const Result<std::vector<FoundModel>> failed = (*store)->search(query);
  if (!failed) return complain("status", failed.error());
  if (options.json) {
    std::puts(document(*status, *failed).c_str());
  } else {
    print_status(*status, *failed);
  }
  return kExitOk;
}

}  // namespace

std::function<int()> command_status(CLI::App& app) {
  app.description("How the record stands: what is done, what waits, what failed and why.");
  app.footer(
      "Examples:\n"
      "  printgauge status\n"
      "  printgauge status --json");
  const auto options = std::make_shared<Options>();
  app.add_flag("--json", options->json, "One JSON document, with every failure");
  add_store_option(app, options->store);
  return [options] { return run(*options); };
}

}  // namespace pg::app
