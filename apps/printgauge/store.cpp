#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/printgauge/store_option.hpp"
#include "pipeline/record/backup.hpp"
#include "pipeline/record/site_key.hpp"

namespace pg::app {
namespace {

struct Options {
  std::string store;
  std::string folder;
  bool json = false;
};

std::string contents(Store& store) {
  const Result<RecordStatus> status = store.status();
  if (!status) return "nothing that can be read";
  std::size_t models = status->superseded;
  for (const std::size_t count : status->models) models += count;
  return fmt::format("{} cases, {} models, {} readings", status->cases, models, status->readings);
}

int backup(const Options& options) {
  const std::string name = store_name(options.store);
  Result<std::unique_ptr<Store>> store = open_store(name, StoreMode::kExisting);
  if (!store) return complain("store backup", store.error());
  if (Result<Ok> done = back_up(**store, state_folder(name), options.folder); !done)
    return complain("store backup", done.error());
  fmt::print("Backed up: {}.\n", contents(**store));
  return kExitOk;
}

int restore_backup(const Options& options) {
  const std::string name = store_name(options.store);
  Result<std::unique_ptr<Store>> store = open_store(name, StoreMode::kCreate);
  if (!store) return complain("store restore", store.error());
  const std::filesystem::path state = state_folder(name);
  if (Result<Ok> made = make_state_folder(state); !made)
    return complain("store restore", made.error());
  if (Result<Ok> done = restore(**store, state, options.folder); !done)
    return complain("store restore", done.error());
  fmt::print("Restored: {}.\n", contents(**store));
  return kExitOk;
}

/// The key beside the record must be the one its hashes come from. A machine that only looks into a
/// record on PostgreSQL has none.
void check_key(Store& store, const std::string& name, std::vector<std::string>& broken) {
  const std::filesystem::path state = state_folder(name);
  if (!std::filesystem::exists(state / "site.key")) {
    if (!is_postgres_address(name))
      broken.emplace_back("there is no site.key beside the record; restore it from a backup");
    return;
  }
  const Result<SiteKey> key = SiteKey::load_or_create(state);
  if (!key) {
    broken.push_back(key.error().message);
    return;
  }
  if (const Result<Ok> bound = store.bind_site_key(key->hash("fingerprint", "")); !bound)
    broken.push_back(bound.error().message);
}

int check(const Options& options) {
  const std::string name = store_name(options.store);
  Result<std::unique_ptr<Store>> store = open_store(name, StoreMode::kExisting);
  if (!store) return complain("store check", store.error());
  Result<std::vector<std::string>> broken = (*store)->check();
  if (!broken) return complain("store check", broken.error());
  check_key(**store, name, *broken);
  if (options.json) {
    std::puts(nlohmann::ordered_json{{"ok", broken->empty()}, {"broken", *broken}}.dump().c_str());
  } else if (broken->empty()) {
    fmt::print("All is well: {}.\n", contents(**store));
  } else {
    for (const std::string& sentence : *broken) fmt::print("! {}\n", sentence);
    fmt::print("Restore the last good backup: printgauge store restore DIR --store NEW\n");
  }
  return broken->empty() ? kExitOk : kExitRefused;
}

CLI::App* add_part(CLI::App& app, const char* name, const char* description, const char* examples,
                   const std::shared_ptr<Options>& options) {
  CLI::App* const part = app.add_subcommand(name, description);
  part->footer(examples);
  add_store_option(*part, options->store);
  return part;
}

}  // namespace

std::function<int()> command_store(CLI::App& app) {
  app.description("Back the record up, restore it, check it.");
  app.footer(
      "Examples:\n"
      "  printgauge store backup /backup/2026-11-28\n"
      "  printgauge store check\n"
      "  printgauge store restore /backup/2026-11-28 --store /srv/new/record.sqlite");
  app.require_subcommand(1);
  const auto options = std::make_shared<Options>();
  CLI::App* const to = add_part(
      app, "backup", "Write the record and its site key into a new folder; `watch` may go on.",
      "Examples:\n"
      "  printgauge store backup /backup/2026-11-28\n"
      "  printgauge store backup /backup/today --store postgresql://printgauge@db/printgauge",
      options);
  to->add_option("dir", options->folder, "A folder that is new or empty")->required();
  CLI::App* const from = add_part(
      app, "restore", "Take a backup into a new record, on SQLite or PostgreSQL.",
      "Examples:\n"
      "  printgauge store restore /backup/2026-11-28 --store /srv/new/record.sqlite\n"
      "  printgauge store restore /backup/2026-11-28 --store postgresql://printgauge@db/printgauge",
      options);
  from->add_option("dir", options->folder, "The folder that `store backup` wrote")->required();
  CLI::App* const look =
      add_part(app, "check", "Read all of the record and say what is wrong; exit status 1 then.",
               "Examples:\n"
               "  printgauge store check\n"
               "  printgauge store check --json",
               options);
  look->add_flag("--json", options->json, "One JSON document");
  return [options, to, from] {
    if (to->parsed()) return backup(*options);
    return from->parsed() ? restore_backup(*options) : check(*options);
  };
}

}  // namespace pg::app
