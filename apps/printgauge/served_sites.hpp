#pragma once
/// The records that `serve` opens, one a site, and what lies beside each.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/service/api.hpp"

namespace pg::app {

/// As said on the command line. With `sites`, each of `maps` and `drops` is SITE=PATH too; without,
/// there is one record, `store`, and one of each at most.
struct SiteOptions {
  std::string store;               ///< Used where there are no `sites`; empty: the default one.
  std::vector<std::string> sites;  ///< NAME=STORE.
  std::vector<std::string> maps;
  std::vector<std::string> drops;
  bool faces = false;
};

/// A record that is open, with what was said for it.
struct ServedSite {
  std::string name;  ///< Empty: the only one, without a name.
  std::unique_ptr<Store> store;
  std::unique_ptr<service::CaseBook> book;
  std::filesystem::path surfaces;
  std::optional<ColumnMap> map;
  std::filesystem::path drop;
};

/// Opens every record. kMalformed: what was said does not fit together, with how to say it.
[[nodiscard]] Result<std::vector<ServedSite>> open_sites(const SiteOptions& options);

/// What the door needs of them; refers to `sites`.
[[nodiscard]] std::vector<service::Api> apis_of(std::vector<ServedSite>& sites,
                                                service::TokenFile& tokens,
                                                const service::Page& page, bool faces);

}  // namespace pg::app
