#include "pipeline/record/postgres_store.hpp"
#include "pipeline/record/words.hpp"

namespace pg {

using postgres::Rows;
using postgres::Transaction;

void PostgresStore::set_status(Transaction& t, std::int64_t model_id, const std::string& case_id,
                               ModelStatus before, ModelStatus after, const std::string& error,
                               const Stamp& stamp) {
  t.run("UPDATE models SET status = $1, error = $2 WHERE id = $3", model_status_id(after), error,
        model_id);
  note(t, stamp, case_id, model_id, "model status", json_word(model_status_id(before)),
       json_word(model_status_id(after)));
}

std::int64_t PostgresStore::holder(Transaction& t) {
  if (holder_ == 0) {
    // Of the session, not the transaction: it ends with the connection, however that ends.
    const std::int64_t fresh = t.run("SELECT nextval('holders')").number(0, 0);
    t.run("SELECT pg_advisory_lock(hashtext('printgauge record ' || current_schema()), $1::int)",
          fresh);
    holder_ = fresh;
  }
  return holder_;
}

Result<std::optional<Job>> PostgresStore::claim(const std::string& root_key, const Stamp& stamp) {
  const auto take = [&](Transaction& t) -> Result<std::optional<Job>> {
    return take_oldest(t, root_key, stamp);
  };
  Result<std::optional<Job>> job = guarded(Transaction::Kind::kWrite, take);
  if (!job || job->has_value()) return job;
  // Nothing waits: another program may have died with a job in hand.
  const Result<std::size_t> freed = change(
      [&](Transaction& t) -> Result<std::size_t> { return free_jobs(t, root_key, false, stamp); });
  if (!freed) return freed.error();
  return *freed == 0 ? job : guarded(Transaction::Kind::kWrite, take);
}

std::optional<Job> PostgresStore::take_oldest(Transaction& t, const std::string& root_key,
                                              const Stamp& stamp) {
  const Rows row = t.run(
      "SELECT id, case_id, source_key, sha256, bytes, fence, attempts FROM models WHERE root_key = $1 "
      "AND status = 'queued' AND superseded = '' ORDER BY attempts, id LIMIT 1 "
      "FOR UPDATE SKIP LOCKED",
      root_key);
  if (row.empty()) return std::nullopt;
  Job job{.model_id = row.number(0, 0),
          .attempt = row.number(0, 5) + 1,
          .tries = row.number(0, 6) + 1,
          .case_id = row.text(0, 1),
          .source_key = row.text(0, 2),
          .sha256 = row.text(0, 3),
          .bytes = static_cast<std::uint64_t>(row.number(0, 4))};
  t.run("UPDATE models SET fence = $1, attempts = attempts + 1, holder = $2 WHERE id = $3",
        job.attempt, holder(t), job.model_id);
  set_status(t, job.model_id, job.case_id, ModelStatus::kQueued, ModelStatus::kAnalysing, "",
             stamp);
  return job;
}

std::optional<std::int64_t> PostgresStore::reading_of(Transaction& t, const std::string& sha256,
                                                      const std::string& version,
                                                      const std::string& options) {
  const Rows row =
      t.run("SELECT id FROM readings WHERE sha256 = $1 AND version = $2 AND options = $3", sha256,
            version, options);
  if (row.empty()) return std::nullopt;
  return row.number(0, 0);
}

/// The reading of the job's content; the first one kept stands.
std::int64_t PostgresStore::keep_reading(Transaction& t, const Job& job, const Outcome& outcome,
                                         const Stamp& stamp) {
  if (const auto kept = reading_of(t, job.sha256, outcome.version, outcome.options)) return *kept;
  return t
      .run(
          "INSERT INTO readings (sha256, version, options, status, format, model_class, document, "
          "created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
          job.sha256, outcome.version, outcome.options, model_status_id(outcome.status),
          outcome.format, outcome.model_class, outcome.reading, stamp.at)
      .number(0, 0);
}

Result<bool> PostgresStore::finish(const Job& job, const Outcome& outcome, const Stamp& stamp) {
  return change([&](Transaction& t) -> Result<bool> {
    const Rows mine = t.run(
        "SELECT reading_id FROM models WHERE id = $1 AND status = 'analysing' AND fence = $2 "
        "FOR UPDATE",
        job.model_id, job.attempt);
    if (mine.empty()) return false;
    const bool read = outcome.status == ModelStatus::kOk || outcome.status == ModelStatus::kRefused;
    std::int64_t reading = 0;
    if (read) {
      const std::optional<std::int64_t> earlier = mine.number_or_null(0, 0);
      reading = keep_reading(t, job, outcome, stamp);
      t.run(
          "UPDATE models SET reading_id = $1, version = $2, options = $3, attempts = 0 "
          "WHERE id = $4",
          reading, outcome.version, outcome.options, job.model_id);
      note(t, stamp, job.case_id, job.model_id, "reading",
           earlier ? std::to_string(*earlier) : "null", std::to_string(reading));
    }
    set_status(t, job.model_id, job.case_id, ModelStatus::kAnalysing, outcome.status, outcome.error,
               stamp);
    if (read) share_reading(t, job, outcome, reading, stamp);
    return true;
  });
}

/// Files of the same content that wait have their reading now, too: `claim` need not hand them out.
/// One that is being claimed at this moment is left to its claimer.
void PostgresStore::share_reading(Transaction& t, const Job& job, const Outcome& outcome,
                                  std::int64_t reading, const Stamp& stamp) {
  const Rows waiting = t.run(
      "SELECT id, case_id FROM models WHERE sha256 = $1 AND status = 'queued' AND "
      "superseded = '' AND version = $2 AND options = $3 ORDER BY id FOR UPDATE SKIP LOCKED",
      job.sha256, outcome.version, outcome.options);
  for (std::size_t row = 0; row < waiting.size(); ++row) {
    const std::int64_t id = waiting.number(row, 0);
    const std::string case_id = waiting.text(row, 1);
    t.run("UPDATE models SET reading_id = $1 WHERE id = $2", reading, id);
    note(t, stamp, case_id, id, "reading", "null", std::to_string(reading));
    set_status(t, id, case_id, ModelStatus::kQueued, outcome.status, "", stamp);
  }
}

Result<bool> PostgresStore::give_back(const Job& job, const std::string& reason,
                                      const Stamp& stamp) {
  return change([&](Transaction& t) -> Result<bool> {
    // Without its stat key the file counts as changed, and is observed again once it has settled.
    const Rows mine = t.run(
        "UPDATE models SET stat_key = '' WHERE id = $1 AND status = 'analysing' AND fence = $2",
        job.model_id, job.attempt);
    if (mine.touched == 0) return false;
    set_status(t, job.model_id, job.case_id, ModelStatus::kAnalysing, ModelStatus::kFailed, reason,
               stamp);
    return true;
  });
}

Result<bool> PostgresStore::put_back(const Job& job, bool tried, const Stamp& stamp) {
  return change([&](Transaction& t) -> Result<bool> {
    const Rows mine = t.run(
        "UPDATE models SET attempts = attempts - $1 WHERE id = $2 AND status = 'analysing' AND "
        "fence = $3",
        std::int64_t{!tried}, job.model_id, job.attempt);
    if (mine.touched == 0) return false;
    set_status(t, job.model_id, job.case_id, ModelStatus::kAnalysing, ModelStatus::kQueued, "",
               stamp);
    return true;
  });
}

std::size_t PostgresStore::free_jobs(Transaction& t, const std::string& root_key, bool own,
                                     const Stamp& stamp) {
  const Rows rows = t.run(
      "SELECT id, case_id, attempts, holder FROM models WHERE root_key = $1 AND "
      "status = 'analysing' ORDER BY id FOR UPDATE",
      root_key);
  std::size_t freed = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::int64_t holder = rows.number(row, 3);
    if (holder == holder_) {
      if (!own) continue;
    } else if (t.run("SELECT pg_try_advisory_xact_lock(hashtext('printgauge record ' || "
                     "current_schema()), $1::int)",
                     holder)
                   .text(0, 0) != "t") {
      continue;  // the server sees its holder alive
    }
    const std::int64_t attempts = rows.number(row, 2);
    const bool again = attempts < kAttemptsMax;
    set_status(t, rows.number(row, 0), rows.text(row, 1), ModelStatus::kAnalysing,
               again ? ModelStatus::kQueued : ModelStatus::kFailed,
               again ? std::string()
                     : "The analysis was begun " + std::to_string(attempts) +
                           " times and never came to its end; the file is left aside until it "
                           "changes.",
               stamp);
    ++freed;
  }
  return freed;
}

Result<std::size_t> PostgresStore::recover(const std::string& root_key, const Stamp& stamp) {
  return change(
      [&](Transaction& t) -> Result<std::size_t> { return free_jobs(t, root_key, true, stamp); });
}

}  // namespace pg
