#pragma once
/// The case record, behind one small interface.
///
/// Contract (tests/pipeline/record/store_contract_test.cpp runs it against every implementation):
/// - Every call is one transaction: it happens whole or not at all, also when the process or the
///   machine stops in it; when it returns, it is on disk.
/// - Every change writes its history rows in the same transaction.
/// - One content, analysed by one version with the same options, is one reading, however many files
///   hold it and however often they are seen.
/// - A file whose content changed gets a new model; the earlier one is kept as superseded, with its
///   reading. A file analysed anew gets its new reading in place of the earlier, which the history
///   and the readings keep. A file of a case is current at most once.
/// - Files are known by keyed hashes of their paths, never by names.
///
/// One object serves one process and any of its threads; several processes may open one store.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geometry/result.hpp"
#include "pipeline/record/case.hpp"
#include "pipeline/record/query.hpp"

namespace pg {

/// A settled file as the watched folder found it.
struct Observation {
  std::string case_id;
  std::vector<Finding> case_findings;  ///< Put on the case if this file begins it.
  std::string root_key;                ///< Keyed hash of the watched folder.
  std::string source_key;              ///< Keyed hash of the file's path.
  std::string stat_key;                ///< Keyed hash of size, times and inode: tells "unchanged".
  std::string sha256;  ///< Empty when the bytes could not be had; then `error` says why.
  std::uint64_t bytes = 0;
  std::string error;
  std::string version;  ///< Of the program that would analyse it,
  std::string options;  ///< and the digest of its options.
  bool again = false;   ///< Analyse it though its reading is there: what was made beside it is not.
  /// Whether the file of a source key is there now: a model of the case with this content whose
  /// file is not was renamed, and is not a second model. Must not call the store. Empty: all are
  /// there.
  std::function<bool(const std::string& source_key)> present;
};

enum class Observed : std::uint8_t {
  kQueued,      ///< New, replaced, or to be analysed anew.
  kKnown,       ///< The store has this file with this content and its reading.
  kShared,      ///< New or replaced, but the content's reading was there already.
  kUnreadable,  ///< Recorded as failed.
};

/// What the store knows of a file, so that a restart need not read all files again.
struct KnownFile {
  std::string case_id;
  std::string source_key;
  std::string stat_key;
  std::string sha256;
  ModelStatus status = ModelStatus::kQueued;
  std::string version;  ///< Under which it was queued or read last.
  std::string options;
};

/// A model handed out for analysis. `attempt` fences: a worker whose job was given to another
/// cannot finish it any more.
struct Job {
  std::int64_t model_id = 0;
  std::int64_t attempt = 0;
  std::int64_t tries = 0;  ///< How often its analysis was begun, with this time.
  std::string case_id;
  std::string source_key;
  std::string sha256;
  std::uint64_t bytes = 0;
};

struct Outcome {
  ModelStatus status = ModelStatus::kOk;  ///< kOk, kRefused or kFailed.
  std::string version;
  std::string options;
  std::string reading;  ///< JSON; for kOk and kRefused.
  std::string format;
  std::string model_class;
  std::string error;  ///< For kFailed.
};

/// A model whose analysis was begun this often and never ended is not begun again. This is for a
/// daemon that is killed itself, for which the file in hand is rarely to blame; a file that kills
/// its sandboxed worker is left aside earlier (pipeline/intake). What was begun before goes to the
/// end of the queue.
inline constexpr std::int64_t kAttemptsMax = 8;

class Store {
 public:
  virtual ~Store() = default;

  // What people look at
  [[nodiscard]] virtual Result<std::vector<Case>> cases() = 0;  ///< By id.
  [[nodiscard]] virtual Result<std::optional<Case>> find_case(const std::string& id) = 0;
  /// Current models in the order they were first seen; with `superseded`, also the earlier ones.
  [[nodiscard]] virtual Result<std::vector<CaseModel>> models(const std::string& case_id,
                                                              bool superseded = false) = 0;
  [[nodiscard]] virtual Result<std::vector<HistoryRow>> history(const std::string& case_id) = 0;
  /// By case and the order in which they were first seen.
  [[nodiscard]] virtual Result<std::vector<FoundModel>> search(const ModelQuery& query) = 0;
  [[nodiscard]] virtual Result<RecordStatus> status() = 0;

  /// Changes after the one numbered `after`, oldest first, at most `limit`: for those who follow the
  /// record. Asks every case in turn unless an implementation knows better.
  [[nodiscard]] virtual Result<std::vector<HistoryRow>> changes_since(std::int64_t after,
                                                                      std::size_t limit);

  // What people change
  [[nodiscard]] virtual Result<Ok> create_case(const Case& fresh, const Stamp& stamp) = 0;
  /// Writes the fields that differ, each with a history row. Refused when `changed.revision` is not
  /// the stored one: somebody else changed the case meanwhile.
  [[nodiscard]] virtual Result<Ok> update_case(const Case& changed, const Stamp& stamp) = 0;

  /// Puts the failed models that the query names back into the queue, as if they had never been
  /// tried. The number of models.
  [[nodiscard]] virtual Result<std::size_t> retry(const ModelQuery& query, const Stamp& stamp) = 0;

  // What keeps it safe
  /// Reads everything and returns what is wrong, in sentences; none when all is well.
  [[nodiscard]] virtual Result<std::vector<std::string>> check() = 0;
  /// Writes all of it, as it is at one moment, into the empty file `path`: a SQLite record,
  /// whatever this one is. Others may go on with this record meanwhile.
  [[nodiscard]] virtual Result<Ok> copy_into(const std::filesystem::path& path) = 0;
  /// Takes over all of a record that copy_into wrote. Refused unless this one is empty.
  [[nodiscard]] virtual Result<Ok> fill_from(const std::filesystem::path& path) = 0;

  // The queue
  /// Ties the store to the site key its keyed hashes come from: the first fingerprint is kept,
  /// another one later is refused, since under it every file would be taken for a new one.
  [[nodiscard]] virtual Result<Ok> bind_site_key(const std::string& fingerprint) = 0;
  [[nodiscard]] virtual Result<Observed> observe(const Observation& observation,
                                                 const Stamp& stamp) = 0;
  [[nodiscard]] virtual Result<std::vector<KnownFile>> known_files(const std::string& root_key) = 0;
  /// The file of this key as the store knows it now; none: it knows none.
  [[nodiscard]] virtual Result<std::optional<KnownFile>> find_file(
      const std::string& source_key) = 0;
  /// The oldest queued model of this watched folder, now kAnalysing; none when there is none.
  [[nodiscard]] virtual Result<std::optional<Job>> claim(const std::string& root_key,
                                                         const Stamp& stamp) = 0;
  /// False: the job was no longer this worker's, and nothing was written.
  [[nodiscard]] virtual Result<bool> finish(const Job& job, const Outcome& outcome,
                                            const Stamp& stamp) = 0;
  /// The file was not what was queued (changed or gone meanwhile): failed with `reason`, and tried
  /// again as soon as it is observed.
  [[nodiscard]] virtual Result<bool> give_back(const Job& job, const std::string& reason,
                                               const Stamp& stamp) = 0;
  /// Back into the queue, to be handed out again. Not `tried`: it was no try, the trouble was ours.
  [[nodiscard]] virtual Result<bool> put_back(const Job& job, bool tried, const Stamp& stamp) = 0;
  /// After a stop: models left kAnalysing are queued again, or failed after kAttemptsMax attempts.
  /// On PostgreSQL those in the hands of another living program stay with it.
  /// The number of models touched.
  [[nodiscard]] virtual Result<std::size_t> recover(const std::string& root_key,
                                                    const Stamp& stamp) = 0;
};

enum class StoreMode : std::uint8_t { kCreate, kExisting };

/// Opens the SQLite store at `path`: write-ahead log, foreign keys, synchronous FULL. kCreate makes
/// it and its folder (readable by their owner alone) where missing and brings the schema up to
/// date; kExisting refuses a store that is not there. Refuses network file systems, where SQLite's
/// locks cannot be trusted, and a schema newer than this program.
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite_store(const std::filesystem::path& path,
                                                               StoreMode mode);

/// Opens the store in the PostgreSQL database of a `postgresql://` address, in the schema that new
/// tables go to. kCreate brings its tables up to date, kExisting refuses a database without them.
/// Errors never hold a part of the address. It keeps a lock for its session: connect to the server
/// itself, not to a pooler that shares connections between transactions.
[[nodiscard]] Result<std::unique_ptr<Store>> open_postgres_store(const std::string& address,
                                                                 StoreMode mode);

/// A store is the path of a SQLite file or a `postgresql://` (or `postgres://`) address.
[[nodiscard]] bool is_postgres_address(std::string_view store);
[[nodiscard]] Result<std::unique_ptr<Store>> open_store(const std::string& store, StoreMode mode);
/// Where this machine keeps what belongs to a store beside it (site.key, locks): the folder of the
/// SQLite file; for PostgreSQL, printgauge under $XDG_STATE_HOME or ~/.local/state.
[[nodiscard]] std::filesystem::path state_folder(const std::string& store);
/// Makes the folder where it is missing, for its owner alone.
[[nodiscard]] Result<Ok> make_state_folder(const std::filesystem::path& folder);

/// $PRINTGAUGE_STORE, else printgauge/record.sqlite under $XDG_STATE_HOME or ~/.local/state.
[[nodiscard]] std::filesystem::path default_store_path();

/// The name of a file system that is shared over a network or runs in user space, by the number
/// that statfs(2) gives it; empty for others.
[[nodiscard]] std::string_view shared_file_system(std::uint64_t statfs_type);

}  // namespace pg
