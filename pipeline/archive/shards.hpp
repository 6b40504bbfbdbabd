#pragma once
/// A run in parts, on as many machines as there are, and its parts made one table.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pipeline/archive/journal.hpp"
#include "pipeline/archive/table_file.hpp"

namespace pg {

/// The shard, from 1, in which a source belongs: by its name alone, on every machine.
[[nodiscard]] std::uint32_t shard_of(const Source& source, std::uint32_t shards);
/// Where the finished part of a sharded run stands: "t.csv.shard-3-of-8".
[[nodiscard]] std::string shard_path(const std::string& out, std::uint32_t shard,
                                     std::uint32_t shards);
/// Digest of a whole reading list; the parts of one run have equal ones.
[[nodiscard]] std::string list_digest(std::span<const Source> sources);

struct TableCounts {
  std::size_t models = 0;
  std::size_t refused = 0;
};

/// All rows of the parts in the order of the whole. Error (kNotApplicable) when the parts are not
/// those of one run, all there and finished, each once; kStore when the table cannot be written.
[[nodiscard]] Result<TableCounts> write_table(std::span<const std::unique_ptr<Journal>> parts,
                                              const std::string& out, TableFormat format);

}  // namespace pg
