#include <fmt/format.h>

#include <memory>
#include <string>

#include "apps/printgauge/token_option.hpp"

namespace pg::app {
namespace {

struct Options {
  std::string what;
  std::string name;
  std::string role = "read";
  std::string site;
  std::string store;
  std::string tokens;
};

int add(service::TokenFile& file, const Options& options) {
  const Result<std::string> token =
      file.add(options.name, *service::role_from(options.role), options.site);
  if (!token)
    return complain("token", token.error(),
                    token.error().code == ErrorCode::kStore ? kExitOurs : kExitUsage);
  fmt::print("{}\n", *token);
  fmt::print(stderr, "This is the token of {} ({}{}); it is shown this once and kept nowhere.\n",
             options.name, options.role, options.site.empty() ? "" : ", site " + options.site);
  return kExitOk;
}

int list(service::TokenFile& file) {
  const Result<std::vector<service::TokenEntry>> all = file.entries();
  if (!all) return complain("token", all.error());
  fmt::print("{:<32}  {:<6}  {:<16}  {}\n", "name", "role", "site", "created (UTC)");
  for (const service::TokenEntry& entry : *all)
    fmt::print("{:<32}  {:<6}  {:<16}  {}\n", entry.name, service::role_id(entry.role),
               entry.site.empty() ? "-" : entry.site, entry.created);
  return kExitOk;
}

int revoke(service::TokenFile& file, const Options& options) {
  const Result<bool> revoked = file.revoke(options.name);
  if (!revoked) return complain("token", revoked.error());
  if (!*revoked)
    return complain("token", {ErrorCode::kMalformed, "There is no token of this name."},
                    kExitRefused);
  return kExitOk;
}

int run(const Options& options) {
  if (options.what != "list" && options.name.empty())
    return complain("token", {ErrorCode::kMalformed, "Say whose token: add NAME or revoke NAME."},
                    kExitUsage);
  service::TokenFile file(token_path(options.tokens, options.store));
  if (options.what == "add") return add(file, options);
  if (options.what == "revoke") return revoke(file, options);
  return list(file);
}

}  // namespace

std::function<int()> command_token(CLI::App& app) {
  app.description("Who may use `serve`: make, list and revoke tokens.");
  app.footer(
      "A role includes those before it: read sees the record, write fills in forms, admin sees and "
      "revokes tokens.\n"
      "Examples:\n"
      "  printgauge token add \"data manager\" --role write\n"
      "  printgauge token add \"north reader\" --site north --tokens /srv/tokens.json\n"
      "  printgauge token list\n"
      "  printgauge token revoke \"data manager\"");
  const auto options = std::make_shared<Options>();
  app.add_option("what", options->what, "add, list or revoke")
      ->required()
      ->check(CLI::IsMember({"add", "list", "revoke"}));
  app.add_option("name", options->name, "Of the person or program; stands in the history");
  app.add_option("--role", options->role, "read, write or admin")
      ->check(CLI::IsMember({"read", "write", "admin"}))
      ->capture_default_str();
  app.add_option("--site", options->site,
                 "The site whose record it opens, where `serve` has several")
      ->type_name("NAME");
  add_token_option(app, options->tokens);
  add_store_option(app, options->store);
  return [options] { return run(*options); };
}

}  // namespace pg::app
