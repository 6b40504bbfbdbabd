#pragma once
/// Readings of earlier runs, so that a run over an archive that has grown measures only what is
/// new.
///
/// A reading is found by its content and by all that decides it: build, options, limits. No name of
/// a file or folder is in it. Refusals are not kept: they cost little, and some are the machine's.

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/analysis/reading.hpp"
#include "pipeline/record/reading_shelf.hpp"

namespace pg {

/// For several threads at once.
class ReadingCache {
 public:
  /// `place`: a file, made where there is none, or a PostgreSQL address, whose readings all runs
  /// share that give it. `decides`: whatever decides a reading beside its content. Error: it is no
  /// cache, or cannot be had.
  [[nodiscard]] static Result<std::unique_ptr<ReadingCache>> open(const std::string& place,
                                                                  std::string decides);

  [[nodiscard]] std::optional<Reading> find(std::string_view content);
  void keep(std::string_view content, const Reading& reading);

  [[nodiscard]] std::size_t found_count() const { return found_; }
  /// What a person should know of its state, as a sentence; empty: nothing. May change with calls.
  [[nodiscard]] std::string note() const { return shelf_->note(); }

 private:
  ReadingCache(std::unique_ptr<ReadingShelf> shelf, std::string decides)
      : shelf_(std::move(shelf)), decides_(std::move(decides)) {}
  [[nodiscard]] std::string key_of(std::string_view content) const;

  std::unique_ptr<ReadingShelf> shelf_;
  std::string decides_;
  std::atomic<std::size_t> found_{0};
};

}  // namespace pg
