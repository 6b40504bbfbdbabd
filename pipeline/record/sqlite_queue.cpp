#include "pipeline/record/sqlite_store.hpp"
#include "pipeline/record/words.hpp"

namespace pg {

using sqlite::Statement;
using sqlite::Transaction;

void SqliteStore::set_status(std::int64_t model_id, const std::string& case_id, ModelStatus before,
                             ModelStatus after, const std::string& error, const Stamp& stamp) {
  Statement(*database_, "UPDATE models SET status = ?, error = ? WHERE id = ?")
      .bind_all(model_status_id(after), error, model_id)
      .run();
  note(stamp, case_id, model_id, "model status", json_word(model_status_id(before)),
       json_word(model_status_id(after)));
}

Result<std::optional<Job>> SqliteStore::claim(const std::string& root_key, const Stamp& stamp) {
  return guarded([&]() -> Result<std::optional<Job>> {
    Transaction transaction(*database_);
    Statement row(
        *database_,
        "SELECT id, case_id, source_key, sha256, bytes, fence, attempts FROM models WHERE root_key = ? "
        "AND status = 'queued' AND superseded = '' ORDER BY attempts, id LIMIT 1");
    row.bind(root_key);
    if (!row.step()) return std::optional<Job>();
    Job job{.model_id = row.number(0),
            .attempt = row.number(5) + 1,
            .tries = row.number(6) + 1,
            .case_id = row.text(1),
            .source_key = row.text(2),
            .sha256 = row.text(3),
            .bytes = static_cast<std::uint64_t>(row.number(4))};
    row.run();
    Statement(*database_, "UPDATE models SET fence = ?, attempts = attempts + 1 WHERE id = ?")
        .bind_all(job.attempt, job.model_id)
        .run();
    set_status(job.model_id, job.case_id, ModelStatus::kQueued, ModelStatus::kAnalysing, "", stamp);
    transaction.commit();
    return std::optional<Job>(std::move(job));
  });
}

std::optional<std::int64_t> SqliteStore::reading_of(const std::string& sha256,
                                                    const std::string& version,
                                                    const std::string& options) {
  Statement row(*database_,
                "SELECT id FROM readings WHERE sha256 = ? AND version = ? AND options = ?");
  row.bind_all(sha256, version, options);
  if (!row.step()) return std::nullopt;
  return row.number(0);
}

/// The reading of the job's content; the first one kept stands.
std::int64_t SqliteStore::keep_reading(const Job& job, const Outcome& outcome, const Stamp& stamp) {
  if (const auto kept = reading_of(job.sha256, outcome.version, outcome.options)) return *kept;
  Statement(
      *database_,
      "INSERT INTO readings (sha256, version, options, status, format, model_class, document, "
      "created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .bind_all(job.sha256, outcome.version, outcome.options, model_status_id(outcome.status),
                outcome.format, outcome.model_class, outcome.reading, stamp.at)
      .run();
  return database_->last_id();
}

Result<bool> SqliteStore::finish(const Job& job, const Outcome& outcome, const Stamp& stamp) {
  return guarded([&]() -> Result<bool> {
    Transaction transaction(*database_);
    Statement mine(
        *database_,
        "SELECT reading_id FROM models WHERE id = ? AND status = 'analysing' AND fence = ?");
    mine.bind_all(job.model_id, job.attempt);
    if (!mine.step()) return false;
    const std::string earlier = mine.is_null(0) ? "null" : std::to_string(mine.number(0));
    mine.run();
    if (outcome.status == ModelStatus::kOk || outcome.status == ModelStatus::kRefused) {
      const std::int64_t reading = keep_reading(job, outcome, stamp);
      Statement(
          *database_,
          "UPDATE models SET reading_id = ?, version = ?, options = ?, attempts = 0 WHERE id = ?")
          .bind_all(reading, outcome.version, outcome.options, job.model_id)
          .run();
      note(stamp, job.case_id, job.model_id, "reading", earlier, std::to_string(reading));
    }
    set_status(job.model_id, job.case_id, ModelStatus::kAnalysing, outcome.status, outcome.error,
               stamp);
    // Files of the same content that wait have their reading now, too: `claim` need not hand them
    // out.
    if (outcome.status == ModelStatus::kOk || outcome.status == ModelStatus::kRefused) {
      std::vector<std::pair<std::int64_t, std::string>> waiting;
      Statement rows(*database_,
                     "SELECT id, case_id FROM models WHERE sha256 = ? AND status = 'queued' AND "
                     "superseded = '' AND version = ? AND options = ? ORDER BY id");
      rows.bind_all(job.sha256, outcome.version, outcome.options);
      while (rows.step()) waiting.emplace_back(rows.number(0), rows.text(1));
      for (const auto& [id, case_id] : waiting) {
        const std::int64_t reading = keep_reading(job, outcome, stamp);
        Statement(*database_, "UPDATE models SET reading_id = ? WHERE id = ?")
            .bind_all(reading, id)
            .run();
        note(stamp, case_id, id, "reading", "null", std::to_string(reading));
        set_status(id, case_id, ModelStatus::kQueued, outcome.status, "", stamp);
      }
    }
    transaction.commit();
    return true;
  });
}

Result<bool> SqliteStore::give_back(const Job& job, const std::string& reason, const Stamp& stamp) {
  return guarded([&]() -> Result<bool> {
    Transaction transaction(*database_);
    // Without its stat key the file counts as changed, and is observed again once it has settled.
    Statement(*database_,
              "UPDATE models SET stat_key = '' WHERE id = ? AND status = 'analysing' AND fence = ?")
        .bind_all(job.model_id, job.attempt)
        .run();
    if (database_->changes() == 0) return false;
    set_status(job.model_id, job.case_id, ModelStatus::kAnalysing, ModelStatus::kFailed, reason,
               stamp);
    transaction.commit();
    return true;
  });
}

Result<bool> SqliteStore::put_back(const Job& job, bool tried, const Stamp& stamp) {
  return guarded([&]() -> Result<bool> {
    Transaction transaction(*database_);
    Statement(*database_,
              "UPDATE models SET attempts = attempts - ? WHERE id = ? AND status = 'analysing' AND "
              "fence = ?")
        .bind_all(std::int64_t{!tried}, job.model_id, job.attempt)
        .run();
    if (database_->changes() == 0) return false;
    set_status(job.model_id, job.case_id, ModelStatus::kAnalysing, ModelStatus::kQueued, "", stamp);
    transaction.commit();
    return true;
  });
}

Result<std::size_t> SqliteStore::recover(const std::string& root_key, const Stamp& stamp) {
  return guarded([&]() -> Result<std::size_t> {
    Transaction transaction(*database_);
    struct Left {
      std::int64_t id;
      std::string case_id;
      std::int64_t attempts;
    };
    std::vector<Left> left;
    Statement rows(*database_,
                   "SELECT id, case_id, attempts FROM models WHERE root_key = ? AND "
                   "status = 'analysing' ORDER BY id");
    rows.bind(root_key);
    while (rows.step()) left.push_back({rows.number(0), rows.text(1), rows.number(2)});
    for (const Left& model : left) {
      if (model.attempts < kAttemptsMax) {
        set_status(model.id, model.case_id, ModelStatus::kAnalysing, ModelStatus::kQueued, "",
                   stamp);
      } else {
        set_status(model.id, model.case_id, ModelStatus::kAnalysing, ModelStatus::kFailed,
                   "The analysis was begun " + std::to_string(model.attempts) +
                       " times and never came to its end; the file is left aside until it changes.",
                   stamp);
      }
    }
    transaction.commit();
    return left.size();
  });
}

}  // namespace pg
