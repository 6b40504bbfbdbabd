#pragma once
/// The eyes of the watched folder, on a thread of their own: what is there, what has settled, and
/// that into the store's queue. A long analysis delays nothing here.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "pipeline/intake/archivist.hpp"
#include "pipeline/intake/case_files.hpp"
#include "pipeline/intake/folder_events.hpp"
#include "pipeline/intake/guarded_file.hpp"
#include "pipeline/intake/path_book.hpp"
#include "pipeline/intake/settle.hpp"
#include "pipeline/intake/teller.hpp"
#include "pipeline/intake/wake.hpp"
#include "pipeline/record/store.hpp"

namespace pg {

/// What the scanner and the one that works off the queue know in common.
struct Premises {
  std::filesystem::path root;
  std::string root_key;
  std::string digest;  ///< Of the options under which files are analysed.
  std::string by;      ///< In the history.
  std::chrono::milliseconds settle{};
  std::chrono::milliseconds poll{};
  bool poll_only = false;
  /// Whether everything that belongs beside the record is there for this content of this case. A
  /// file that misses something is analysed anew. Empty: nothing belongs beside it.
  std::function<bool(const std::string& case_id, const std::string& sha256)> complete;
  std::filesystem::path archive;  ///< Where recorded files go; empty: they stay.
};

class Scanner {
 public:
  Scanner(Store& store, const SiteKey& key, const Premises& premises, PathBook& book,
          Teller& teller, const Wake& work);

  /// What the store knows already, so that a restart reads no file twice.
  Result<Ok> begin();
  /// Scans until `stop_descriptor` or `end` is readable.
  void run(int stop_descriptor, const Wake& end);

  // From other threads
  /// The file is not what was queued: it is taken anew when it has settled.
  void look_again(const std::string& relative);
  /// A content was measured. Copies of it that waited have its reading from the store without being
  /// measured: those that miss what belongs beside it are taken anew.
  void measured(const std::string& sha256);
  /// Waits until a scan that began after this call is done, or the scanner ends.
  void look_now();
  /// All that is there stands in the store, and nothing asked for another look.
  [[nodiscard]] bool all_taken() const;

 private:
  using Clock = std::chrono::steady_clock;

  bool look();
  Result<Ok> take_settled(const Scan& scan, Clock::time_point now);
  Result<Ok> take(const FoundFile& file);
  /// The file is in the store as it is.
  void done_with(const FoundFile& file, const std::string& sha256);
  bool known_as_it_is(const FoundFile& file);
  [[nodiscard]] Observation observation_of(const FoundFile& file) const;
  Result<Observed> observe(const Observation& seen);
  void tell(Observed observed, const Observation& seen, const std::string& relative);
  [[nodiscard]] std::string stat_key(const FileSignature& signature) const;
  void wait(int stop_descriptor, const Wake& end);
  void forget_asked();

  Store& store_;
  const SiteKey key_;
  const Premises& premises_;
  PathBook& book_;
  Teller& teller_;
  const Wake& work_;  ///< Rung after each look: something may have been queued.
  Wake asked_;        ///< Rung when a look is asked for.
  std::unique_ptr<FolderEvents> events_;
  SettleTracker tracker_;
  CaseFiles case_files_;
  std::unique_ptr<Archivist> archivist_;       ///< None: recorded files stay.
  std::map<std::string, FileSignature> done_;  ///< In the store as it is; by path.
  std::unordered_map<std::string, KnownFile> known_;  ///< From the store, at the start.
  Clock::time_point last_look_{};
  Clock::time_point next_look_{};
  Clock::duration look_took_{};

  mutable std::mutex mutex_;  ///< For what follows.
  std::condition_variable looked_;
  std::vector<std::string> again_;
  struct Waiting {
    std::string case_id;
    std::string relative;
  };
  std::multimap<std::string, Waiting> queued_;  ///< By content; where something belongs beside it.
  std::uint64_t looks_begun_ = 0;
  std::uint64_t looks_done_ = 0;
  bool all_taken_ = false;
  bool ended_ = false;
};

}  // namespace pg
