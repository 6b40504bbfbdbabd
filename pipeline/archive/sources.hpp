#pragma once
/// Which files an archive run looks at: its reading list.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geometry/result.hpp"
#include "io/limits.hpp"

namespace pg {

/// One row of the table to come.
struct Source {
  std::string path;        ///< As named by the user, or below a folder so named.
  std::string entry = {};  ///< Name within the archive `path`; empty: the file itself.
  std::uint64_t position = 0;  ///< Of the entry in its archive.
  std::uint64_t bytes = 0;     ///< Of the entry, unpacked, as its archive says.
  std::uint64_t number = 0;    ///< Place of its row in the whole table, from 0.
  std::optional<Error> refused = {};  ///< Set: it is not opened at all, and why.
};

/// What its row calls it: "models.zip!/heart.stl" for an entry.
[[nodiscard]] std::string name_of(const Source& source);

/// Of files as everywhere, and of the archives they lie in.
struct ArchiveLimits : ReadLimits {
  std::uint64_t entries_max = 1'000'000;
};

/// What a path that is not there means: a slip of the one who typed it, or, in a list made earlier,
/// a model that has vanished since.
enum class Missing : std::uint8_t { kError, kRow };

/// Files, folders (walked to their end, symbolic links not followed) and patterns (* ? [ ]) become
/// a list of model files in byte order of their paths, each once: order does not depend on the file
/// system. Files named outright are taken whatever their suffix; in folders those with the suffix
/// of a known format are. Archives are replaced by the models in them, in their order. Pipes, devices, links and unreadable folders met on the way are refused
/// sources and never opened.
[[nodiscard]] Result<std::vector<Source>> collect_sources(const std::vector<std::string>& paths,
                                                          Missing missing,
                                                          const ArchiveLimits& limits);

}  // namespace pg
