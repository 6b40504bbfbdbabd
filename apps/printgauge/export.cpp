#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "apps/printgauge/export_file.hpp"
#include "apps/printgauge/store_option.hpp"
#include "pipeline/registry/billing.hpp"
#include "pipeline/registry/fhir.hpp"
#include "pipeline/registry/redcap.hpp"
#include "pipeline/registry/statistics.hpp"
#include "pipeline/registry/upload.hpp"

namespace pg::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kUploadBytesAdvised = 50'000'000;  // the registry's own advice

struct Options {
  std::vector<std::string> ids;
  std::string registry;
  std::string map;
  std::string csv;
  std::string fhir;
  std::string redcap;
  std::string store;
  bool sheet = false;
  bool billing = false;
  bool json = false;
  bool dry_run = false;
};

int mistake(const char* sentence) {
  return complain("export", {ErrorCode::kMalformed, sentence}, kExitUsage);
}

int to_registry(const std::vector<ExportCase>& cases, const Options& options) {
  if (options.map.empty())
    return mistake(
        "--registry needs the site's column map: --map FILE (docs/how-to/export.md says how to "
        "begin one).");
  const Result<ColumnMap> map = load_column_map(options.map);
  if (!map) return complain("export", map.error(), kExitUsage);
  const Upload upload = upload_of(cases, *map);
  for (const UploadRow& row : upload.rows)
    for (const std::string& problem : row.problems)
      fmt::print(stderr, "{}: {}\n", row.case_id, problem);
  const std::size_t refused = cases.size() - upload.good;
  if (options.dry_run || upload.good == 0) {
    fmt::print(stderr, "{} of {} records may go out{}.\n", upload.good, cases.size(),
               options.dry_run ? "; nothing was written" : ", so no file was written");
    return refused > 0 ? kExitRefused : kExitOk;
  }
  const Result<std::string> content =
      options.sheet ? upload_sheet(upload, *map) : Result<std::string>(upload_text(upload));
  if (!content) return complain("export", content.error());
  const fs::path path =
      fs::path(options.registry) / upload_file_name(options.sheet ? ".xlsx" : ".txt");
  if (const Result<Ok> written = write_new(path, *content); !written)
    return complain("export", written.error());
  fmt::print("{}\n", path.string());
  fmt::print(stderr, "{} record{} written, {} refused.\n", upload.good, upload.good == 1 ? "" : "s",
             refused);
  if (content->size() > kUploadBytesAdvised)
    fmt::print(stderr,
               "The file has over 50 MB, more than the registry advises: name fewer cases.\n");
  return refused > 0 ? kExitRefused : kExitOk;
}

int to_csv(const std::vector<ExportCase>& cases, const Options& options) {
  if (const Result<Ok> written = write_new(options.csv, statistics_csv(cases)); !written)
    return complain("export", written.error());
  return kExitOk;
}

int to_fhir(const std::vector<ExportCase>& cases, const Options& options) {
  for (const ExportCase& one : cases) {
    const fs::path path = fs::path(options.fhir) / (one.subject.id + ".fhir.json");
    if (const Result<Ok> written = write_new(path, fhir_bundle(one)); !written)
      return complain("export", written.error());
  }
  return kExitOk;
}

int to_redcap(const std::vector<ExportCase>& cases, const Options& options) {
  const fs::path folder = options.redcap;
  Result<Ok> written = write_new(folder / "redcap_dictionary.csv", redcap_dictionary());
  if (written) written = write_new(folder / "redcap_records.csv", redcap_records(cases));
  return written ? kExitOk : complain("export", written.error());
}

int say_billing(const std::vector<ExportCase>& cases, bool json) {
  for (const ExportCase& one : cases) {
    const BillingSuggestion billing = billing_of(one.subject);
    if (json) {
      fmt::print("{}\n", billing_to_json(one.subject.id, billing));
      continue;
    }
    fmt::print("{}\n", one.subject.id);
    for (const BillingUnits& units : billing.units)
      fmt::print("  {}  {:>3}  {}\n", units.code, units.units, units.counts);
    for (const std::string& note : billing.notes) fmt::print("  ! {}\n", note);
  }
  return kExitOk;
}

int run(const Options& options) {
  const int targets = !options.registry.empty() + !options.csv.empty() + !options.fhir.empty() +
                      !options.redcap.empty() + options.billing;
  if (targets != 1)
    return mistake(
        "Say one thing to write: --registry DIR, --fhir DIR, --redcap DIR, --csv FILE or "
        "--billing.");
  Result<std::unique_ptr<Store>> store =
      open_store(store_name(options.store), StoreMode::kExisting);
  if (!store) return complain("export", store.error());
  const Result<std::vector<ExportCase>> cases = cases_to_export(**store, options.ids);
  if (!cases)
    return complain("export", cases.error(),
                    cases.error().code == ErrorCode::kNotApplicable ? kExitRefused : kExitOurs);
  if (!options.registry.empty()) return to_registry(*cases, options);
  if (!options.csv.empty()) return to_csv(*cases, options);
  if (!options.fhir.empty()) return to_fhir(*cases, options);
  if (!options.redcap.empty()) return to_redcap(*cases, options);
  return say_billing(*cases, options.json);
}

}  // namespace

std::function<int()> command_export(CLI::App& app) {
  app.description(
      "Write cases for other systems: the registry, billing, FHIR, REDCap, statistics.");
  app.footer(
      "Only what a person declared and what was measured goes out; a suggestion that nobody "
      "accepted does not.\n"
      "Examples:\n"
      "  printgauge export --registry out --map site-map.toml --dry-run\n"
      "  printgauge export --registry out --map site-map.toml case-001 case-002\n"
      "  printgauge export --billing case-001\n"
      "  printgauge export --fhir out case-001\n"
      "  printgauge export --redcap out\n"
      "  printgauge export --csv models.csv\n"
      "Exit status 1: some records were refused; the others are written.");
  const auto options = std::make_shared<Options>();
  app.add_option("cases", options->ids, "Ids of cases (default: all)");
  app.add_option("--registry", options->registry,
                 "Folder for the upload file 3dp_case_....txt; each gets a name of its own")
      ->type_name("DIR");
  app.add_option("--map", options->map, "The site's map of columns (TOML)")->type_name("FILE");
  app.add_flag("--sheet", options->sheet, "With --registry: an Excel workbook (.xlsx) instead");
  app.add_flag("--dry-run", options->dry_run, "With --registry: only say what is missing or wrong");
  app.add_flag("--billing", options->billing,
               "Suggested counts of billing units on stdout, for a coder; never a claim");
  app.add_flag("--json", options->json, "With --billing: a JSON document a line");
  app.add_option("--fhir", options->fhir, "Folder for a FHIR R5 Bundle a case")->type_name("DIR");
  app.add_option("--redcap", options->redcap,
                 "Folder for a REDCap instrument's data dictionary and its import file")
      ->type_name("DIR");
  app.add_option("--csv", options->csv, "One row a model, with every measured column")
      ->type_name("FILE");
  add_store_option(app, options->store);
  return [options] { return run(*options); };
}

}  // namespace pg::app
