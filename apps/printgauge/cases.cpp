#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/printgauge/record_words.hpp"
#include "apps/printgauge/store_option.hpp"
#include "pipeline/record/case_document.hpp"

namespace pg::app {
namespace {

struct Options {
  std::string store;
  bool json = false;
};

/// "2 ok, 1 refused"
std::string status_words(const std::vector<CaseModel>& models) {
  std::string words;
  for (const ModelStatus status : kStatusesShown) {
    const auto count = std::count_if(models.begin(), models.end(), [&](const CaseModel& model) {
      return model.status == status;
    });
    if (count > 0)
      words += fmt::format("{}{} {}", words.empty() ? "" : ", ", count, model_status_id(status));
  }
  return words.empty() ? "-" : words;
}

std::string class_words(const std::vector<CaseModel>& models) {
  std::vector<std::string> classes;
  for (const CaseModel& model : models)
    if (!model.model_class.empty() &&
        std::find(classes.begin(), classes.end(), model.model_class) == classes.end())
      classes.push_back(model.model_class);
  std::string words;
  for (const std::string& name : classes) words += (words.empty() ? "" : ", ") + name;
  return words.empty() ? "-" : words;
}

int run(const Options& options) {
  Result<std::unique_ptr<Store>> store =
      open_store(store_name(options.store), StoreMode::kExisting);
  if (!store) return complain("cases", store.error());
  const Result<std::vector<Case>> cases = (*store)->cases();
  if (!cases) return complain("cases", cases.error());
  if (!options.json)
    fmt::print("{:<32}  {:<16}  {:>6}  {:<24}  {}\n", "case", "created (UTC)", "models", "status",
               "class");
  for (const Case& subject : *cases) {
    const Result<std::vector<CaseModel>> models = (*store)->models(subject.id);
    if (!models) return complain("cases", models.error());
    if (options.json) {
      std::puts(case_document(subject, *models).c_str());
      continue;
    }
    fmt::print("{:<32}  {:<16}  {:>6}  {:<24}  {}\n", subject.id, when(subject.created),
               models->size(), status_words(*models), class_words(*models));
  }
  return kExitOk;
}

}  // namespace

std::function<int()> command_cases(CLI::App& app) {
  app.description("List the cases of the record.");
  app.footer(
      "Examples:\n"
      "  printgauge cases\n"
      "  printgauge cases --json | head -1");
  const auto options = std::make_shared<Options>();
  app.add_flag("--json", options->json, "One JSON document a line and case, with the readings");
  add_store_option(app, options->store);
  return [options] { return run(*options); };
}

}  // namespace pg::app
