#include "pipeline/archive/shards.hpp"

#include <fmt/format.h>

#include "pipeline/analysis/sha256.hpp"

namespace pg {
namespace {

Error not_one_run(const std::string& sentence) {
  return {ErrorCode::kNotApplicable, sentence};
}

std::optional<Error> check_headers(std::span<const std::unique_ptr<Journal>> parts) {
  const JournalHeader& first = parts.front()->header();
  std::vector<bool> seen(first.shards + std::size_t{1});
  for (const auto& part : parts) {
    const JournalHeader& header = part->header();
    if (header.run.empty()) return not_one_run("One of the parts holds no run.");
    if (header.run != first.run || header.columns != first.columns || header.shards != first.shards)
      return not_one_run(
          "The parts are of runs with different paths, options or versions; give those of one "
          "run.");
    if (header.list != first.list)
      return not_one_run(
          "The parts saw different files under the same paths; give every part the same list "
          "(printgauge batch - < list).");
    if (header.shard > header.shards || seen[header.shard])
      return not_one_run(fmt::format("Part {} of {} is there twice.", header.shard, header.shards));
    seen[header.shard] = true;
  }
  for (std::uint32_t shard = 1; shard <= first.shards; ++shard)
    if (!seen[shard])
      return not_one_run(fmt::format("Part {} of {} is missing.", shard, first.shards));
  return std::nullopt;
}

struct Place {
  std::uint32_t part = 0;
  std::uint32_t source = 0;
};

/// By number of the row. Every number is there once.
Result<std::vector<Place>> places_of(std::span<const std::unique_ptr<Journal>> parts) {
  constexpr std::uint32_t kNone = ~std::uint32_t{0};
  std::vector<Place> places(parts.front()->total(), {kNone, 0});
  for (std::uint32_t part = 0; part < parts.size(); ++part) {
    const Journal& journal = *parts[part];
    for (std::uint32_t i = 0; i < journal.sources().size(); ++i) {
      const std::uint64_t number = journal.sources()[i].number;
      if (number >= places.size() || places[number].part != kNone)
        return not_one_run("The parts do not make one list; run them again.");
      if (!journal.has_row(i))
        return not_one_run(fmt::format("Part {} of {} is not finished; run it with --resume.",
                                       journal.header().shard, journal.header().shards));
      places[number] = {part, i};
    }
  }
  for (const Place& place : places)
    if (place.part == kNone) return not_one_run("The parts do not make one list; run them again.");
  return places;
}

}  // namespace

std::uint32_t shard_of(const Source& source, std::uint32_t shards) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : name_of(source))
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  hash ^= hash >> 32;  // the low bits of FNV mix least
  return static_cast<std::uint32_t>(hash % shards) + 1;
}

std::string shard_path(const std::string& out, std::uint32_t shard, std::uint32_t shards) {
  return fmt::format("{}.shard-{}-of-{}", out, shard, shards);
}

std::string list_digest(std::span<const Source> sources) {
  std::string text;
  for (const Source& source : sources) text += name_of(source) + '\0';
  return hex_sha256(std::as_bytes(std::span(text)));
}

Result<TableCounts> write_table(std::span<const std::unique_ptr<Journal>> parts,
                                const std::string& out, TableFormat format) {
  PG_CHECK(!parts.empty());
  if (auto error = check_headers(parts)) return *error;
  const std::vector<std::string>& columns = parts.front()->header().columns;
  if (is_flat(format) == columns.empty())
    return not_one_run(
        "These rows are of the other kind of table: documents go to .jsonl, cells to "
        "the flat formats.");
  const auto places = places_of(parts);
  if (!places) return places.error();
  auto table = TableFile::create(out, format, columns);
  if (!table) return table.error();
  TableCounts counts;
  for (const Place& place : *places) {
    const Journal& journal = *parts[place.part];
    const auto row = journal.row(place.source);
    if (!row) return row.error();
    if (const auto written = (*table)->write(journal.sources()[place.source], *row); !written)
      return written.error();
    ++counts.models;
    counts.refused += row->refused ? 1 : 0;
  }
  if (const auto done = (*table)->finish(); !done) return done.error();
  return counts;
}

}  // namespace pg
