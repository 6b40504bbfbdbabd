#pragma once
/// The watched folder: from files that appear in a tree to readings in the record.
///
/// One sub-folder of the root is one case, deeper folders belong to it, files directly in the root
/// go to the case "unsorted". A file is taken once it has settled (settle.hpp) and reads the same
/// before and after; it stands in the store's queue before work on it begins, so that a stop at any
/// moment loses nothing and repeats nothing. Files are never changed, moved or deleted. Names never
/// leave this folder of the program: files are known to the store by keyed hashes of their paths.
/// The bytes are looked into by a sandboxed process (pipeline/worker) only: a file that crashes it,
/// or is stopped by its limits, costs that file alone.
///
/// One thread scans and analyses in turn (an analysis is parallel inside): while a large model is
/// measured nothing is scanned, which delays other files and loses none.

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "pipeline/analyze.hpp"
#include "pipeline/intake/folder_events.hpp"
#include "pipeline/intake/guarded_file.hpp"
#include "pipeline/intake/scan.hpp"
#include "pipeline/intake/settle.hpp"
#include "pipeline/record/site_key.hpp"
#include "pipeline/record/store.hpp"
#include "pipeline/worker/worker.hpp"

namespace pg {

/// What happened, for logs: a case id and the beginning of a hash, never a name.
struct IntakeEvent {
  enum class Kind : std::uint8_t {
    kStarted,
    kQueued,
    kRecorded,
    kRefused,
    kFailed,
    kShared,
    kChanged,
    kTrouble,
    kStopped
  };
  Kind kind = Kind::kStarted;
  std::string case_id;
  std::string sha256;    ///< First 12 digits, or empty.
  std::string text;      ///< A sentence where there is more to say.
  double seconds = 0.0;  ///< Of the analysis.
};

struct IntakeOptions {
  std::filesystem::path root;
  std::filesystem::path state;  ///< Folder of the lock file; the store's.
  std::chrono::milliseconds settle{2000};
  std::chrono::milliseconds poll{2000};  ///< Between full scans.
  bool poll_only = false;                ///< No inotify.
  bool once = false;                     ///< Ends when all that is there is recorded.
  std::string by = "printgauge watch";   ///< In the history.
  AnalyzeOptions analyze;
  std::filesystem::path surfaces;  ///< Folder for surfaces, <sha256>.surface each; empty: none.
  /// Files are measured in a sandboxed process of their own; absent: in this one.
  std::optional<WorkerOptions> worker = WorkerOptions{};
  std::function<void(const IntakeEvent&)> on_event;
};

struct IntakeSummary {
  std::size_t recorded = 0;
  std::size_t refused = 0;
  std::size_t failed = 0;
};

class Intake {
 public:
  Intake(Store& store, SiteKey key, IntakeOptions options);
  ~Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  /// Runs until `stop_descriptor` is readable (or, with `once`, all is done). A file whose analysis
  /// has begun is finished first. Errors only for what makes the whole work impossible: the folder
  /// cannot be read at the start, another watcher has it, the store cannot be used.
  [[nodiscard]] Result<IntakeSummary> run(int stop_descriptor);

 private:
  using Clock = std::chrono::steady_clock;
  enum class Step : std::uint8_t { kNothing, kWorked, kTrouble };

  Result<Ok> start();
  Result<Ok> lock();
  bool recover();                          ///< Begun and not ended: back into the queue.
  bool look();                             ///< One scan and what settled in it; false: trouble.
  Result<Ok> take(const FoundFile& file);  ///< A settled file into the queue.
  Step work();                             ///< One job out of it.
  Result<Outcome> measure(const Job& job, std::string& changed);
  Result<Reading> reading_of(const GuardedFile& file, const std::string& relative,
                             std::string& surface);
  void wait(int stop_descriptor);
  bool stopped(int stop_descriptor) const;
  void tell(IntakeEvent::Kind kind, const std::string& case_id, const std::string& sha256,
            std::string text = {}, double seconds = 0.0);
  const std::string& source_key(const std::string& relative);
  std::string stat_key(const FileSignature& signature) const;
  Stamp stamp() const { return stamp_now(options_.by); }

  Store& store_;
  SiteKey key_;
  IntakeOptions options_;
  std::string root_key_;
  std::string digest_;
  int lock_ = -1;
  int root_descriptor_ = -1;
  std::unique_ptr<FolderEvents> events_;
  std::unique_ptr<Worker> worker_;
  SettleTracker tracker_;
  std::map<std::string, FileSignature> done_;  ///< In the store as it is; by path.
  std::map<std::string, std::string> keys_;    ///< Path to source key, files that are there.
  std::unordered_map<std::string, std::string> paths_;  ///< And back. Only looked up.
  std::unordered_map<std::string, KnownFile> known_;    ///< From the store, at the start.
  Clock::time_point last_look_{};
  Clock::time_point next_look_{};
  Clock::duration look_took_{};
  bool in_trouble_ = false;
  Error last_trouble_{ErrorCode::kStore, ""};
  IntakeSummary summary_;
};

}  // namespace pg
