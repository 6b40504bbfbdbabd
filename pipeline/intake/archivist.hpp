#pragma once
/// Which files of the watched folder are recorded, so that they may go into the archive: the store
/// is asked, never an event. On the scanner's thread, but for `measured`.

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "pipeline/intake/file_archive.hpp"
#include "pipeline/intake/path_book.hpp"
#include "pipeline/intake/teller.hpp"
#include "pipeline/record/store.hpp"

namespace pg {

class Archivist {
 public:
  Archivist(Store& store, const PathBook& book, FileArchive archive, Teller& teller)
      : store_(store), book_(book), archive_(std::move(archive)), teller_(teller) {}

  /// The file stands in the store with this content, recorded already or not.
  void stands(const std::string& relative, const std::string& sha256);
  void forget(const std::string& relative);
  /// From another thread: the store has a reading of this content now.
  void measured(const std::string& sha256);
  /// Moves what is recorded as it is. `stat_key`: as the store has it of a file's state. Error: the
  /// first trouble; what it concerns stays where it is and is tried again.
  Result<Ok> put_away(const std::vector<FoundFile>& files,
                      const std::function<std::string(const FileSignature&)>& stat_key);
  /// Nothing is left that was not tried at least once.
  [[nodiscard]] bool all_tried() const;

 private:
  void take_measured();
  Result<Ok> move(const FoundFile& file, const KnownFile& known);

  Store& store_;
  const PathBook& book_;
  const FileArchive archive_;
  Teller& teller_;
  std::map<std::string, std::string> contents_;  ///< By path: the content that stands in the store.
  std::map<std::string, bool> due_;              ///< By path: may be recorded; tried before.
  mutable std::mutex mutex_;                     ///< For what follows.
  std::vector<std::string> measured_;
};

}  // namespace pg
