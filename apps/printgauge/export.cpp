#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "apps/printgauge/store_option.hpp"
#include "pipeline/archive/table.hpp"
#include "pipeline/registry/upload.hpp"

namespace pg::app {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> ids;
  std::string registry;
  std::string map;
  std::string csv;
  std::string store;
  bool dry_run = false;
};

Error unknown_case(const std::string& id) {
  return {ErrorCode::kNotApplicable,
          "There is no case " + id + "; `printgauge cases` lists all."};
}

/// The named cases, or all.
Result<std::vector<ExportCase>> chosen(Store& store, const std::vector<std::string>& ids) {
  std::vector<ExportCase> found;
  if (ids.empty()) {
    Result<std::vector<Case>> all = store.cases();
    if (!all) return all.error();
    for (Case& subject : *all) found.push_back({.subject = std::move(subject), .models = {}});
  }
  for (const std::string& id : ids) {
    Result<std::optional<Case>> subject = store.find_case(id);
    if (!subject) return subject.error();
    if (!subject->has_value()) return unknown_case(id);
    found.push_back({.subject = std::move(**subject), .models = {}});
  }
  for (ExportCase& one : found) {
    Result<std::vector<CaseModel>> models = store.models(one.subject.id);
    if (!models) return models.error();
    one.models = std::move(*models);
  }
  return found;
}

/// Whole, on disk, and never over a file that is there.
Result<Ok> write_new(const fs::path& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = file >= 0 &&
                       write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  const int error = errno;
  if (file >= 0) close(file);
  if (written) return ok();
  if (file >= 0) unlink(path.c_str());
  return Error{ErrorCode::kUnreadable,
               fmt::format("The file cannot be written: {}; name another place.",
                           std::strerror(error))};
}

int to_registry(const std::vector<ExportCase>& cases, const Options& options) {
  const Result<std::vector<Column>> columns = load_column_map(options.map);
  if (!columns) return complain("export", columns.error(), kExitUsage);
  std::string text;
  std::size_t good = 0;
  for (const ExportCase& one : cases) {
    const UploadRow row = upload_row(one, *columns);
    for (const std::string& problem : row.problems)
      fmt::print(stderr, "{}: {}\n", one.subject.id, problem);
    if (!row.problems.empty()) continue;
    text += upload_line(row.cells);
    ++good;
  }
  const std::size_t refused = cases.size() - good;
  if (options.dry_run || good == 0) {
    fmt::print(stderr, "{} of {} records may go out{}.\n", good, cases.size(),
               options.dry_run ? "; nothing was written" : ", so no file was written");
  } else {
    std::error_code failed;
    fs::create_directories(options.registry, failed);
    const fs::path path = fs::path(options.registry) / upload_file_name();
    if (const Result<Ok> written = write_new(path, text); !written)
      return complain("export", written.error());
    fmt::print("{}\n", path.string());
    fmt::print(stderr, "{} record{} written, {} refused.\n", good, good == 1 ? "" : "s", refused);
  }
  return refused > 0 ? kExitRefused : kExitOk;
}

int to_csv(const std::vector<ExportCase>& cases, const Options& options) {
  std::vector<std::string> header = table_columns({});
  header.front() = "case";
  std::string text = csv_line(header);
  for (const ExportCase& one : cases)
    for (const CaseModel& model : one.models)
      if (const Result<Reading> reading = reading_from_json(model.reading))
        text += csv_line(table_row(*reading, one.subject.id, {}));
  if (const Result<Ok> written = write_new(options.csv, text); !written)
    return complain("export", written.error());
  return kExitOk;
}

int run(const Options& options) {
  if (options.registry.empty() == options.csv.empty())
    return complain("export",
                    {ErrorCode::kMalformed, "Say what to write: --registry DIR or --csv FILE."},
                    kExitUsage);
  if (!options.registry.empty() && options.map.empty())
    return complain("export",
                    {ErrorCode::kMalformed,
                     "--registry needs the site's column map: --map FILE "
                     "(docs/examples/registry-map.toml is one to begin with)."},
                    kExitUsage);
  Result<std::unique_ptr<Store>> store =
      open_sqlite_store(store_path(options.store), StoreMode::kExisting);
  if (!store) return complain("export", store.error());
  const Result<std::vector<ExportCase>> cases = chosen(**store, options.ids);
  if (!cases)
    return complain("export", cases.error(),
                    cases.error().code == ErrorCode::kStore ? kExitOurs : kExitRefused);
  return options.registry.empty() ? to_csv(*cases, options) : to_registry(*cases, options);
}

}  // namespace

std::function<int()> command_export(CLI::App& app) {
  app.description("Write cases for the registry's file upload, or for statistics.");
  app.footer(
      "Only what a person declared and what was measured goes out; a suggestion that nobody accepted "
      "does not.\n"
      "Examples:\n"
      "  printgauge export --registry out --map site-map.toml --dry-run\n"
      "  printgauge export --registry out --map site-map.toml case-001 case-002\n"
      "  printgauge export --csv models.csv");
  const auto options = std::make_shared<Options>();
  app.add_option("cases", options->ids, "Ids of cases (default: all)");
  app.add_option("--registry", options->registry,
                 "Folder for the upload file 3dp_case_....txt; each gets a name of its own")
      ->type_name("DIR");
  app.add_option("--map", options->map, "The site's map of columns (TOML)")->type_name("FILE");
  app.add_option("--csv", options->csv, "One row a model, with every measured column")
      ->type_name("FILE");
  app.add_flag("--dry-run", options->dry_run, "Only say what is missing or wrong");
  add_store_option(app, options->store);
  return [options] { return run(*options); };
}

}  // namespace pg::app
