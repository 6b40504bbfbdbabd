#pragma once
/// Which models an archive run looks at: its reading list.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "geometry/result.hpp"
#include "io/container/container.hpp"

namespace pg {

/// One row of the table to come.
struct Source {
  std::string path;                   ///< As named by the user, or below a folder so named.
  std::string entry = {};             ///< Name within the archive `path`; empty: the file itself.
  std::uint64_t position = 0;         ///< Of the entry in its archive.
  std::uint64_t bytes = 0;            ///< Of the entry, unpacked, as its archive says.
  std::uint64_t number = 0;           ///< Place of its row in the whole table, from 0.
  std::optional<Error> refused = {};  ///< Set: it is not opened at all, and why.
};

/// What its row calls it: "models.zip!/heart.stl" for an entry.
[[nodiscard]] std::string name_of(const Source& source);

/// What a path that is not there means: a slip of the one who typed it, or, in a list made earlier,
/// a model that has vanished since.
enum class Missing : std::uint8_t { kError, kRow };

/// Looks into an archive: whoever calls decides which process does.
using ListModels =
    std::function<Result<ContainerList>(const std::string& path, ContainerKind kind)>;

/// Files, folders (walked to their end, symbolic links not followed) and patterns (* ? [ ]) become
/// a list of models in byte order of their paths, each once: order does not depend on the file
/// system. Files named outright are taken whatever their suffix; in folders those with the suffix
/// of a known format or archive are. Archives are replaced by the models in them, in their order.
/// Pipes, devices, links, unreadable folders and damaged archives met on the way are refused
/// sources and never opened. The error is that of a missing path, or the lister's own.
[[nodiscard]] Result<std::vector<Source>> collect_sources(const std::vector<std::string>& paths,
                                                          Missing missing, const ListModels& list);

}  // namespace pg
