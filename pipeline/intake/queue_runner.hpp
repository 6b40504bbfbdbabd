#pragma once
/// A hand of the watched folder: takes a job out of the store's queue, has the file measured,
/// writes what came of it. Several may work side by side, each on a thread of its own.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "pipeline/analyze.hpp"
#include "pipeline/intake/guarded_file.hpp"
#include "pipeline/intake/path_book.hpp"
#include "pipeline/intake/report.hpp"
#include "pipeline/intake/scanner.hpp"
#include "pipeline/intake/teller.hpp"
#include "pipeline/intake/wake.hpp"
#include "pipeline/record/store.hpp"
#include "pipeline/worker/worker.hpp"

namespace pg {

/// A file over which the sandboxed worker dies this often is left aside. More than once, since the
/// kernel may have ended the worker for want of memory; the other files come first each time.
inline constexpr std::int64_t kTriesMax = 3;

/// What is kept of a model beside the record.
struct KeptBeside {
  Reports* reports = nullptr;      ///< Null: none are written.
  std::filesystem::path surfaces;  ///< The folder they are kept in; empty: none are.
  bool faces = false;              ///< The site allows pictures and surfaces of faces.
};

class QueueRunner {
 public:
  /// `worker`: null, and files are measured in this process. `more`: rung when a job was taken, so
  /// that another hand looks for the next.
  QueueRunner(Store& store, const Premises& premises, const AnalyzeOptions& analyze,
              std::unique_ptr<Worker> worker, PathBook& book, Scanner& scanner, Teller& teller,
              const Wake& more, KeptBeside beside);

  enum class Step : std::uint8_t { kNothing, kWorked, kTrouble };
  /// One job; trouble is told, and its job is not lost.
  Step work();

 private:
  /// What became of a job, until it stands in the store.
  struct Done {
    enum class How : std::uint8_t {
      kFinished,  ///< `outcome` is to be recorded.
      kChanged,   ///< The file was not what was queued: `reason`.
      kDied,      ///< The worker died over it: `reason`.
      kTrouble    ///< Ours: `reason`.
    };
    Job job;
    How how = How::kFinished;
    std::string reason{};
    Outcome outcome{};
    double seconds = 0;
    std::string relative{};  ///< Where its file is; empty: nowhere.
  };

  Done measure(const Job& job);
  void measure_file(const std::string& relative, Done& done);
  void judge(Result<Reading> reading, const GuardedFile& file, const FileSignature& before,
             Done& done);
  Result<Reading> reading_of(const GuardedFile& file, const Done& done);
  /// The report and the surface, before the reading stands in the record: what is recorded has
  /// them, also after a crash.
  Result<Ok> keep_beside(const Done& done);
  Step write(Done done);
  Result<bool> written(const Done& done);
  void tell(const Done& done);
  Step trouble(const Error& error);
  [[nodiscard]] Stamp stamp() const { return stamp_now(premises_.by); }

  Store& store_;
  const Premises& premises_;
  const AnalyzeOptions& analyze_;
  std::unique_ptr<Worker> worker_;
  PathBook& book_;
  Scanner& scanner_;
  Teller& teller_;
  const Wake& more_;
  KeptBeside beside_;
  WorkerPictures pictures_;      ///< Of the file measured last, where reports are written.
  PageShape shape_;              ///< Of the file measured last, where surfaces are kept.
  std::optional<Done> pending_;  ///< Could not be written yet.
  bool unsure_ = false;          ///< A claim may have taken place that was not acknowledged.
};

}  // namespace pg
