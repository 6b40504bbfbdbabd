#pragma once
/// The store on PostgreSQL. Its functions are in postgres_store.cpp (opening, what people look at
/// and change), postgres_observe.cpp (what the watched folder finds) and postgres_queue.cpp (its
/// jobs).
///
/// Several programs may use one record. Changes take turns by one advisory lock a record, as they
/// do on SQLite; only `claim` does not wait for it: it takes a row that nobody holds. A job is
/// leased to the connection that claimed it, for as long as the server sees that connection alive:
/// what a program held that died, or whose machine went away, goes back into the queue.

#include <functional>
#include <mutex>

#include "pipeline/record/postgres.hpp"
#include "pipeline/record/store.hpp"

namespace pg {

class PostgresStore final : public Store {
 public:
  PostgresStore(std::string address, std::unique_ptr<postgres::Connection> connection)
      : address_(std::move(address)), connection_(std::move(connection)) {}

  Result<std::vector<Case>> cases() override;
  Result<std::optional<Case>> find_case(const std::string& id) override;
  Result<std::vector<CaseModel>> models(const std::string& case_id, bool superseded) override;
  Result<std::vector<HistoryRow>> history(const std::string& case_id) override;
  Result<std::vector<FoundModel>> search(const ModelQuery& query) override;
  Result<RecordStatus> status() override;
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
  /// Takes back what this object or a dead connection holds; a living program keeps its jobs.
  Result<std::size_t> recover(const std::string& root_key, const Stamp& stamp) override;

 private:
  using Transaction = postgres::Transaction;

  /// Runs `work(transaction)` under the lock, commits when it returns a value, and turns
  /// PostgreSQL's failures into an Error. A lost connection is opened anew by the next call.
  template <class Work>
  auto guarded(Transaction::Kind kind, Work&& work)
      -> decltype(work(std::declval<Transaction&>())) {
    const std::lock_guard lock(mutex_);
    try {
      connect();
      Transaction transaction(*connection_, kind);
      auto result = work(transaction);
      if (result) transaction.commit();
      return result;
    } catch (const postgres::ConnectionLost& error) {
      connection_.reset();
      holder_ = 0;
      return Error{ErrorCode::kStore, lost_sentence(error.what())};
    } catch (const postgres::PostgresError& error) {
      return Error{ErrorCode::kStore, store_sentence(error.what())};
    }
  }
  template <class Work>
  auto view(Work&& work) {
    return guarded(Transaction::Kind::kView, std::forward<Work>(work));
  }
  /// One writer at a time.
  template <class Work>
  auto change(Work&& work) {
    return guarded(Transaction::Kind::kWrite, [&](Transaction& t) {
      t.run("SELECT pg_advisory_xact_lock(hashtext('printgauge record ' || current_schema()), 0)");
      return work(t);
    });
  }
  static std::string store_sentence(const std::string& reason);
  static std::string lost_sentence(const std::string& reason);
  void connect();
  /// This connection's number, with its lock; made at the first claim, so that a reader needs no
  /// right to write.
  std::int64_t holder(Transaction& t);

  static std::optional<Case> load_case(Transaction& t, const std::string& id);
  static void insert_case(Transaction& t, const Case& fresh, const Stamp& stamp);
  static void write_field(Transaction& t, const std::string& case_id, const CaseField& field);
  static void note(Transaction& t, const Stamp& stamp, const std::string& case_id,
                   std::optional<std::int64_t> model_id, std::string_view what,
                   const std::string& before, const std::string& after);
  static std::optional<std::int64_t> reading_of(Transaction& t, const std::string& sha256,
                                                const std::string& version,
                                                const std::string& options);
  static void set_status(Transaction& t, std::int64_t model_id, const std::string& case_id,
                         ModelStatus before, ModelStatus after, const std::string& error,
                         const Stamp& stamp);
  static Observed observe_known(Transaction& t, const Observation& seen, std::int64_t model_id,
                                const Stamp& stamp);
  static bool adopt_renamed(Transaction& t, const Observation& seen, const Stamp& stamp);
  static void supersede(Transaction& t, std::int64_t model_id, const Observation& seen,
                        const Stamp& stamp);
  static Observed insert_model(Transaction& t, const Observation& seen,
                               std::optional<std::int64_t> replaces, const Stamp& stamp);
  static std::int64_t keep_reading(Transaction& t, const Job& job, const Outcome& outcome,
                                   const Stamp& stamp);
  static void share_reading(Transaction& t, const Job& job, const Outcome& outcome,
                            std::int64_t reading, const Stamp& stamp);
  std::optional<Job> take_oldest(Transaction& t, const std::string& root_key, const Stamp& stamp);
  /// Jobs of the folder whose holders are dead (and, with `own`, those of this connection).
  std::size_t free_jobs(Transaction& t, const std::string& root_key, bool own, const Stamp& stamp);

  std::mutex mutex_;
  std::string address_;
  std::unique_ptr<postgres::Connection> connection_;  ///< None: lost.
  std::int64_t holder_ = 0;                           ///< 0: none yet.
};

}  // namespace pg
