#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "apps/printgauge/store_option.hpp"
#include "pipeline/registry/profile/profile.hpp"

namespace pg::app {
namespace {

struct Options {
  std::string store;
  std::vector<std::string> community;
  bool json = false;
};

/// Adds what a profile counts of every case of a record.
Result<Ok> add_facts(const std::string& name, std::vector<CaseFacts>& facts) {
  Result<std::unique_ptr<Store>> store = open_store(name, StoreMode::kExisting);
  if (!store) return store.error();
  const Result<std::vector<ExportCase>> cases = cases_to_export(**store, {});
  if (!cases) return cases.error();
  for (const ExportCase& one : *cases) facts.push_back(facts_of(one));
  return ok();
}

int run(const Options& options) {
  std::vector<CaseFacts> site;
  if (const Result<Ok> added = add_facts(store_name(options.store), site); !added)
    return complain("profile", added.error());
  std::vector<CaseFacts> community;
  for (const std::string& name : options.community)
    if (const Result<Ok> added = add_facts(name, community); !added)
      return complain("profile", added.error());
  const Profile profile =
      options.community.empty() ? profile_of(site) : profile_of(site, community);
  std::fputs(
      options.json ? (profile_to_json(profile) + "\n").c_str() : profile_to_text(profile).c_str(),
      stdout);
  return kExitOk;
}

}  // namespace

std::function<int()> command_profile(CLI::App& app) {
  app.description(
      "The site's practice beside the community's, and where it differs more than chance.");
  app.footer(
      "Counts of 1 to 10 cases are hidden, with what else would give them away.\n"
      "Examples:\n"
      "  printgauge profile\n"
      "  printgauge profile --community other-site.sqlite --community third-site.sqlite --json");
  const auto options = std::make_shared<Options>();
  app.add_option("--community", options->community,
                 "Records of other sites, pooled (default: what is published of the registry)")
      ->type_name("PATH|URL");
  app.add_flag("--json", options->json, "One JSON document");
  add_store_option(app, options->store);
  return [options] { return run(*options); };
}

}  // namespace pg::app
