#include "apps/printgauge/served_sites.hpp"

#include <algorithm>

#include "apps/printgauge/store_option.hpp"

namespace pg::app {
namespace {

namespace fs = std::filesystem;

struct Named {
  std::string site;
  std::string value;
};

Error malformed(const std::string& sentence) {
  return {ErrorCode::kMalformed, sentence};
}

/// "north=/srv/north"; the name is checked.
Result<Named> split(const char* option, const std::string& given) {
  const std::size_t equals = given.find('=');
  Named named;
  if (equals != std::string::npos)
    named = {.site = given.substr(0, equals), .value = given.substr(equals + 1)};
  if (!service::is_site_name(named.site) || named.value.empty())
    return malformed(std::string(option) +
                     " takes a site's name and a place, as in north=/srv/north; "
                     "a name has 1 to 32 small letters, digits and hyphens.");
  return named;
}

/// One name for one place, where it is a file or folder.
std::string place_of(const std::string& store) {
  std::error_code ignored;
  return is_postgres_address(store) ? store : fs::weakly_canonical(store, ignored).string();
}

ServedSite* find(std::vector<ServedSite>& sites, const std::string& name) {
  const auto found = std::find_if(sites.begin(), sites.end(),
                                  [&](const ServedSite& site) { return site.name == name; });
  return found == sites.end() ? nullptr : &*found;
}

/// Hands what was given with an option to the site it is for.
template <class Take>
Result<Ok> hand_out(std::vector<ServedSite>& sites, const char* option,
                    const std::vector<std::string>& given, const Take& take) {
  const bool one = sites.front().name.empty();
  if (one && given.size() > 1) return malformed(std::string(option) + " is said once.");
  std::vector<const ServedSite*> served;
  for (const std::string& text : given) {
    Named named{.site = "", .value = text};
    if (!one) {
      Result<Named> parts = split(option, text);
      if (!parts) return parts.error();
      named = std::move(*parts);
    }
    ServedSite* const site = find(sites, named.site);
    if (site == nullptr)
      return malformed(std::string(option) + " names a site that no --site names.");
    if (std::find(served.begin(), served.end(), site) != served.end())
      return malformed(std::string(option) + " is said once for each site.");
    served.push_back(site);
    if (Result<Ok> taken = take(*site, named.value); !taken) return taken;
  }
  return ok();
}

Result<Ok> open_record(ServedSite& site, const std::string& store, bool faces) {
  Result<std::unique_ptr<Store>> opened = open_store(store, StoreMode::kExisting);
  if (!opened) return opened.error();
  site.store = std::move(*opened);
  site.surfaces = state_folder(store) / "surfaces";
  site.book = std::make_unique<service::CaseBook>(
      *site.store, service::ShownPictures{.folder = site.surfaces, .faces = faces});
  return ok();
}

}  // namespace

Result<std::vector<ServedSite>> open_sites(const SiteOptions& options) {
  std::vector<ServedSite> sites;
  std::vector<std::string> stores;
  if (options.sites.empty()) {
    sites.emplace_back();
    stores.push_back(store_name(options.store));
  } else if (!options.store.empty()) {
    return malformed(
        "--store is for one record without a name, --site for several; say one of them.");
  }
  for (const std::string& given : options.sites) {
    Result<Named> named = split("--site", given);
    if (!named) return named.error();
    if (find(sites, named->site) != nullptr) return malformed("--site names a site twice.");
    // Two names for one record would make each other's cases seen.
    if (std::any_of(stores.begin(), stores.end(), [&](const std::string& other) {
          return place_of(other) == place_of(named->value);
        }))
      return malformed("--site names a record twice.");
    sites.emplace_back().name = named->site;
    stores.push_back(named->value);
  }
  const auto take_map = [](ServedSite& site, const std::string& path) {
    Result<ColumnMap> read = load_column_map(path);
    if (!read) return Result<Ok>(malformed(read.error().message));
    site.map = std::move(*read);
    return ok();
  };
  const Result<Ok> mapped = hand_out(sites, "--map", options.maps, take_map);
  if (!mapped) return mapped.error();
  const auto take_drop = [&](ServedSite& site, const std::string& path) {
    std::error_code unreadable;
    if (!fs::is_directory(path, unreadable))
      return Result<Ok>(
          malformed("--drop names no folder; it takes the one that `watch` watches."));
    // In one folder a file sent for one site would come into the other's cases.
    for (const ServedSite& other : sites)
      if (!other.drop.empty() && place_of(other.drop) == place_of(path))
        return Result<Ok>(malformed("--drop names one folder for two sites."));
    site.drop = path;
    return ok();
  };
  const Result<Ok> dropped = hand_out(sites, "--drop", options.drops, take_drop);
  if (!dropped) return dropped.error();
  for (std::size_t i = 0; i < sites.size(); ++i)
    if (Result<Ok> opened = open_record(sites[i], stores[i], options.faces); !opened)
      return opened.error();
  return sites;
}

std::vector<service::Api> apis_of(std::vector<ServedSite>& sites, service::TokenFile& tokens,
                                  const service::Page& page, bool faces) {
  std::vector<service::Api> apis;
  for (ServedSite& site : sites)
    apis.push_back({.store = *site.store,
                    .book = *site.book,
                    .tokens = tokens,
                    .page = page,
                    .site = site.name,
                    .surfaces = site.surfaces,
                    .faces = faces,
                    .map = site.map ? &*site.map : nullptr,
                    .drop = site.drop});
  return apis;
}

}  // namespace pg::app
