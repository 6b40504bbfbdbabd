#include <cstdio>
#include <memory>
#include <string>

#include "apps/printgauge/store_option.hpp"
#include "pipeline/registry/form.hpp"

namespace pg::app {
namespace {

struct Options {
  std::string id;
  std::string store;
  bool json = false;
};

int run(const Options& options) {
  Result<std::unique_ptr<Store>> store =
      open_store(store_name(options.store), StoreMode::kExisting);
  if (!store) return complain("form", store.error());
  const Result<std::optional<Case>> subject = (*store)->find_case(options.id);
  if (!subject) return complain("form", subject.error());
  if (!subject->has_value())
    return complain(
        "form", {ErrorCode::kStore, "There is no case of this id; `printgauge cases` lists all."},
        kExitRefused);
  const Result<std::vector<CaseModel>> models = (*store)->models(options.id);
  if (!models) return complain("form", models.error());
  const Form form = form_of(**subject, *models);
  if (options.json) {
    std::puts(form_to_json(form).c_str());
  } else {
    std::fputs(form_to_text(form).c_str(), stdout);
  }
  return kExitOk;
}

}  // namespace

std::function<int()> command_form(CLI::App& app) {
  app.description("The registry's case form: what is known, what is proposed, what is missing.");
  app.footer(
      "Examples:\n"
      "  printgauge form case-001\n"
      "  printgauge form case-001 --json > case-001.json");
  const auto options = std::make_shared<Options>();
  app.add_option("case", options->id, "Id of the case")->required();
  app.add_flag("--json", options->json,
               "One JSON document (schema: docs/reference/form.schema.json)");
  add_store_option(app, options->store);
  return [options] { return run(*options); };
}

}  // namespace pg::app
