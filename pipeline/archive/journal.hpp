#pragma once
/// What a run over an archive has done so far, kept beside the table to come, so that a kill costs
/// the models in flight and nothing else. The reading list stands in it as well: a run that is
/// resumed goes on with the list it began with, whatever has happened to the folders since.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/result.hpp"
#include "pipeline/archive/record_file.hpp"
#include "pipeline/archive/sources.hpp"

namespace pg {

/// Journals with equal headers (but for the shard) belong to one run.
struct JournalHeader {
  std::string run;   ///< Digest of version, options and what was named: all that decides the rows.
  std::string list;  ///< Digest of the whole reading list.
  std::uint32_t shard = 1;  ///< "--shard 1/1" is everything.
  std::uint32_t shards = 1;
  std::vector<std::string> columns;  ///< Of a flat table; empty: rows are JSON documents.
};

/// A row but for the path of the model, so that models of equal content can share it.
struct Row {
  bool refused = false;
  std::string content;             ///< Key of the content; empty where it could not be had.
  std::vector<std::string> cells;  ///< One a column; or the one document.
};

class Journal {
 public:
  /// Begins a run: header and reading list are in the file when this returns. `total` is the number
  /// of rows of the whole table, of which `sources` may be one shard.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> begin(const std::string& path,
                                                              JournalHeader header,
                                                              std::vector<Source> sources,
                                                              std::uint64_t total);
  /// Goes on with a run. A file whose list was never finished has an empty `header().run`.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> resume(const std::string& path);
  [[nodiscard]] static Result<std::unique_ptr<Journal>> open_to_read(const std::string& path);

  [[nodiscard]] const JournalHeader& header() const { return header_; }
  [[nodiscard]] const std::vector<Source>& sources() const { return sources_; }
  [[nodiscard]] std::uint64_t total() const { return total_; }

  // Below, rows are named by their place in sources().
  [[nodiscard]] std::size_t row_count() const;
  [[nodiscard]] bool has_row(std::size_t source) const { return places_[source] != 0; }
  [[nodiscard]] Result<Ok> append(std::size_t source, const Row& row);
  /// The row of a model with the content of an earlier one, whose row is there.
  [[nodiscard]] Result<Ok> append_same(std::size_t source, std::size_t earlier);
  [[nodiscard]] Result<Row> row(std::size_t source) const;
  [[nodiscard]] Result<Ok> sync() { return file_->sync(); }

 private:
  Journal() = default;
  [[nodiscard]] static Result<std::unique_ptr<Journal>> read(const std::string& path, bool write);
  void take(std::string_view body, std::uint64_t offset);

  std::unique_ptr<RecordFile> file_;
  JournalHeader header_;
  std::vector<Source> sources_;
  std::vector<std::uint64_t> places_;  ///< Offset of each row's record; 0: none yet.
  std::uint64_t total_ = 0;
  bool list_is_whole_ = false;
};

}  // namespace pg
