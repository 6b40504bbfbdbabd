#pragma once
/// A record and its site key as a folder of two files, whatever kind of store they come from:
/// `record.sqlite` and `site.key`. Restoring takes the folder into any kind of store, so that it is
/// also the way from SQLite to PostgreSQL and back.

#include <filesystem>

#include "pipeline/record/store.hpp"

namespace pg {

/// `folder` is made, for its owner alone, and must be empty. `record.sqlite` takes its name last: a
/// folder that has it is whole, and on disk. `state` holds the site key; a record that no `watch`
/// has used yet has none.
[[nodiscard]] Result<Ok> back_up(Store& store, const std::filesystem::path& state,
                                 const std::filesystem::path& folder);

/// Refused unless `store` is empty and `state` has no site key but this one. A backup of an earlier
/// version of printgauge is brought up to date in a copy; the folder is only read.
[[nodiscard]] Result<Ok> restore(Store& store, const std::filesystem::path& state,
                                 const std::filesystem::path& folder);

}  // namespace pg
