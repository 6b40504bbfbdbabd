#pragma once
/// The watched folder: from files that appear in a tree to readings in the record.
///
/// One sub-folder of the root is one case, deeper folders belong to it, files directly in the root
/// go to the case "unsorted". A file is taken once it has settled (settle.hpp) and reads the same
/// before and after; it stands in the store's queue before work on it begins, so that a stop at any
/// moment loses nothing and repeats nothing. Files are never changed or deleted, and moved only into
/// the archive that the site names (file_archive.hpp), once they are recorded. Names never leave this
/// folder of the program: files are known to the store by keyed hashes of their paths. A case.json
/// in a case's folder states what people know about the case (case_files.hpp).
/// The bytes are looked into by a sandboxed process (pipeline/worker) only: a file that crashes it,
/// or is stopped by its limits, costs that file alone.
///
/// One thread scans (scanner.hpp), the others work off the queue (queue_runner.hpp): an analysis is
/// parallel inside, but small files keep no two cores busy. Several programs may work off the queue of one folder where the store is on
/// PostgreSQL, each with a state folder of its own.

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/analyze.hpp"
#include "pipeline/intake/path_book.hpp"
#include "pipeline/intake/queue_runner.hpp"
#include "pipeline/intake/report.hpp"
#include "pipeline/intake/scanner.hpp"
#include "pipeline/intake/teller.hpp"
#include "pipeline/intake/wake.hpp"
#include "pipeline/record/site_key.hpp"
#include "pipeline/record/store.hpp"
#include "pipeline/worker/worker.hpp"

namespace pg {

struct IntakeOptions {
  std::filesystem::path root;
  std::filesystem::path state;  ///< Folder of the lock file; the store's.
  std::chrono::milliseconds settle{2000};
  std::chrono::milliseconds poll{2000};  ///< Between full scans.
  bool poll_only = false;                ///< No inotify.
  int hands = 1;                         ///< Files measured side by side.
  bool once = false;                     ///< Ends when all that is there is recorded.
  std::string by = "printgauge watch";   ///< In the history.
  AnalyzeOptions analyze;
  std::filesystem::path surfaces;  ///< For the page (pipeline/record/surfaces.hpp); empty: none.
  /// Files are measured in a sandboxed process of their own; absent: in this one.
  std::optional<WorkerOptions> worker = WorkerOptions{};
  std::filesystem::path report;  ///< Folder of the reports; empty: none. Must not lie in the root.
  bool face_pictures = false;    ///< The site allows pictures and surfaces of faces.
  /// Where recorded files are moved to; empty: they stay. Must not lie in the root, nor around it.
  std::filesystem::path archive;
  /// Called from several threads, one event at a time.
  std::function<void(const IntakeEvent&)> on_event;
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
  Result<Ok> start();
  Result<Ok> find_root();
  Result<Ok> lock();
  Result<Ok> prepare_reports();
  Result<Ok> prepare_archive();
  /// The queue, until there is a reason to end. Error: with `once`, trouble.
  Result<Ok> work_off(int stop_descriptor);
  Result<Ok> work_off(QueueRunner& hand, int stop_descriptor);

  Store& store_;
  SiteKey key_;
  IntakeOptions options_;
  int lock_ = -1;
  Premises premises_;
  Teller teller_;
  Wake work_;       ///< There may be something in the queue.
  Wake end_scans_;
  std::unique_ptr<Reports> reports_;
  std::unique_ptr<PathBook> book_;
  std::unique_ptr<Scanner> scanner_;
  std::vector<std::unique_ptr<QueueRunner>> hands_;
};

}  // namespace pg
