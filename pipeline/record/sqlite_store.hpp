#pragma once
/// The store on SQLite. Its functions are in sqlite_open.cpp, sqlite_store.cpp (what people look at
/// and change), sqlite_observe.cpp (what the watched folder finds) and sqlite_queue.cpp (its jobs).

#include <functional>
#include <mutex>

#include "pipeline/record/sqlite.hpp"
#include "pipeline/record/store.hpp"

namespace pg {

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(std::unique_ptr<sqlite::Database> database)
      : database_(std::move(database)) {}

  Result<std::vector<Case>> cases() override;
  Result<std::optional<Case>> find_case(const std::string& id) override;
  Result<std::vector<CaseModel>> models(const std::string& case_id, bool superseded) override;
  Result<std::vector<HistoryRow>> history(const std::string& case_id) override;
  Result<std::vector<FoundModel>> search(const ModelQuery& query) override;
  Result<RecordStatus> status() override;
  Result<std::vector<HistoryRow>> changes_since(std::int64_t after, std::size_t limit) override;
  Result<Ok> create_case(const Case& fresh, const Stamp& stamp) override;
  Result<Ok> update_case(const Case& changed, const Stamp& stamp) override;
  Result<std::size_t> retry(const ModelQuery& query, const Stamp& stamp) override;

  Result<std::vector<std::string>> check() override;
  Result<Ok> copy_into(const std::filesystem::path& path) override;
  Result<Ok> fill_from(const std::filesystem::path& path) override;

  Result<Ok> bind_site_key(const std::string& fingerprint) override;
  Result<Observed> observe(const Observation& observation, const Stamp& stamp) override;
  Result<std::vector<KnownFile>> known_files(const std::string& root_key) override;
  Result<std::optional<KnownFile>> find_file(const std::string& source_key) override;
  Result<std::optional<Job>> claim(const std::string& root_key, const Stamp& stamp) override;
  Result<bool> finish(const Job& job, const Outcome& outcome, const Stamp& stamp) override;
  Result<bool> give_back(const Job& job, const std::string& reason, const Stamp& stamp) override;
  Result<bool> put_back(const Job& job, bool tried, const Stamp& stamp) override;
  Result<std::size_t> recover(const std::string& root_key, const Stamp& stamp) override;

 private:
  /// Runs `work` under the lock and turns SQLite's failures into an Error.
  template <class Work>
  auto guarded(Work&& work) -> decltype(work()) {
    const std::lock_guard lock(mutex_);
    try {
      return work();
    } catch (const sqlite::SqliteError& error) {
      return Error{ErrorCode::kStore, store_sentence(error.what())};
    }
  }
  static std::string store_sentence(const std::string& reason);

  // Inside a transaction
  std::optional<Case> load_case(const std::string& id);
  void insert_case(const Case& fresh, const Stamp& stamp);
  void write_field(const std::string& case_id, const CaseField& field);
  void note(const Stamp& stamp, const std::string& case_id, std::optional<std::int64_t> model_id,
            std::string_view what, const std::string& before, const std::string& after);
  std::optional<std::int64_t> reading_of(const std::string& sha256, const std::string& version,
                                         const std::string& options);
  void set_status(std::int64_t model_id, const std::string& case_id, ModelStatus before,
                  ModelStatus after, const std::string& error, const Stamp& stamp);
  Observed observe_known(const Observation& seen, std::int64_t model_id, const Stamp& stamp);
  bool adopt_renamed(const Observation& seen, const Stamp& stamp);
  void supersede(std::int64_t model_id, const Observation& seen, const Stamp& stamp);
  Observed insert_model(const Observation& seen, std::optional<std::int64_t> replaces,
                        const Stamp& stamp);
  std::int64_t keep_reading(const Job& job, const Outcome& outcome, const Stamp& stamp);

  std::mutex mutex_;
  std::unique_ptr<sqlite::Database> database_;
};

}  // namespace pg
