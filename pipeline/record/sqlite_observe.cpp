#include <fmt/format.h>

#include "pipeline/record/sqlite_store.hpp"
#include "pipeline/record/words.hpp"

namespace pg {

using sqlite::SqliteError;
using sqlite::Statement;
using sqlite::Transaction;

Result<Ok> SqliteStore::bind_site_key(const std::string& fingerprint) {
  return guarded([&]() -> Result<Ok> {
    Transaction transaction(*database_);
    Statement kept(*database_, "SELECT value FROM settings WHERE name = 'site_key'");
    if (kept.step()) {
      if (kept.text(0) == fingerprint) return ok();
      return Error{ErrorCode::kStore,
                   "The file site.key beside the record is not the one the record was made with; "
                   "restore it from a backup, or begin a new record with --store."};
    }
    Statement(*database_, "INSERT INTO settings (name, value) VALUES ('site_key', ?)")
        .bind(fingerprint)
        .run();
    transaction.commit();
    return ok();
  });
}

Result<Observed> SqliteStore::observe(const Observation& seen, const Stamp& stamp) {
  return guarded([&]() -> Result<Observed> {
    Transaction transaction(*database_);
    Statement find(*database_,
                   "SELECT id, sha256 FROM models WHERE source_key = ? AND superseded = ''");
    find.bind(seen.source_key);
    Observed result = Observed::kQueued;
    if (find.step()) {
      const std::int64_t model = find.number(0);
      const bool same = find.text(1) == seen.sha256;
      find.run();  // ends the reading statement before the rows under it change
      if (same) {
        result = observe_known(seen, model, stamp);
      } else {
        supersede(model, seen, stamp);
        result = insert_model(seen, model, stamp);
      }
    } else if (adopt_renamed(seen, stamp)) {
      result = Observed::kKnown;
    } else {
      if (!load_case(seen.case_id)) {
        Case fresh;
        fresh.id = seen.case_id;
        fresh.findings = seen.case_findings;
        insert_case(fresh, stamp);
      }
      result = insert_model(seen, std::nullopt, stamp);
    }
    transaction.commit();
    return result;
  });
}

/// The file is known with this content: what may be new is its stat, or the program and its
/// options.
Observed SqliteStore::observe_known(const Observation& seen, std::int64_t model_id,
                                    const Stamp& stamp) {
  Statement row(
      *database_,
      "SELECT status, version, options, case_id, error, stat_key FROM models WHERE id = ?");
  row.bind(model_id);
  row.step();
  const ModelStatus status = status_or_throw<SqliteError>(row.text(0));
  const bool same_program = row.text(1) == seen.version && row.text(2) == seen.options;
  const std::string case_id = row.text(3);
  const std::string error = row.text(4);
  const bool touched = row.text(5) != seen.stat_key;
  row.run();
  Statement(*database_, "UPDATE models SET stat_key = ?, last_seen = ? WHERE id = ?")
      .bind_all(seen.stat_key, stamp.at, model_id)
      .run();
  if (seen.sha256.empty()) {
    if (error != seen.error)
      set_status(model_id, case_id, status, ModelStatus::kFailed, seen.error, stamp);
    return Observed::kUnreadable;
  }
  // A failure holds until the file or the program changes.
  const bool read = status == ModelStatus::kOk || status == ModelStatus::kRefused;
  if (same_program && !(status == ModelStatus::kFailed && touched) && !(read && seen.again))
    return Observed::kKnown;
  Statement(*database_, "UPDATE models SET version = ?, options = ?, attempts = 0 WHERE id = ?")
      .bind_all(seen.version, seen.options, model_id)
      .run();
  note(stamp, case_id, model_id, "analysis asked for", "null",
       fmt::format("\"{} {}\"", seen.version, seen.options));
  set_status(model_id, case_id, status, ModelStatus::kQueued, "", stamp);
  return Observed::kQueued;
}

/// A file that vanished and one with its content that appeared in the same case: one file, renamed.
bool SqliteStore::adopt_renamed(const Observation& seen, const Stamp& stamp) {
  if (seen.sha256.empty() || !seen.present) return false;
  Statement rows(*database_,
                 "SELECT id, source_key FROM models WHERE case_id = ? AND sha256 = ? AND "
                 "superseded = '' ORDER BY id");
  rows.bind_all(seen.case_id, seen.sha256);
  std::int64_t model_id = 0;
  while (model_id == 0 && rows.step()) {
    if (!seen.present(rows.text(1))) model_id = rows.number(0);
  }
  if (model_id == 0) return false;
  rows.run();
  Statement(
      *database_,
      "UPDATE models SET root_key = ?, source_key = ?, stat_key = ?, last_seen = ? WHERE id = ?")
      .bind_all(seen.root_key, seen.source_key, seen.stat_key, stamp.at, model_id)
      .run();
  note(stamp, seen.case_id, model_id, "file renamed", "null", "null");
  return true;
}

void SqliteStore::supersede(std::int64_t model_id, const Observation& seen, const Stamp& stamp) {
  Statement row(*database_, "SELECT status, sha256 FROM models WHERE id = ?");
  row.bind(model_id);
  row.step();
  const ModelStatus status = status_or_throw<SqliteError>(row.text(0));
  const std::string sha256 = row.text(1);
  row.run();
  if (status == ModelStatus::kQueued || status == ModelStatus::kAnalysing)
    set_status(model_id, seen.case_id, status, ModelStatus::kFailed,
               "Other content took the file's place before it was analysed.", stamp);
  Statement(*database_, "UPDATE models SET superseded = ? WHERE id = ?")
      .bind_all(stamp.at, model_id)
      .run();
  note(stamp, seen.case_id, model_id, "model superseded", json_word(sha256),
       json_word(seen.sha256));
}

Observed SqliteStore::insert_model(const Observation& seen, std::optional<std::int64_t> replaces,
                                   const Stamp& stamp) {
  const bool readable = !seen.sha256.empty();
  std::int64_t reading = 0;
  ModelStatus status = readable ? ModelStatus::kQueued : ModelStatus::kFailed;
  if (readable) reading = reading_of(seen.sha256, seen.version, seen.options).value_or(0);
  if (reading != 0) {
    Statement kept(*database_, "SELECT status FROM readings WHERE id = ?");
    kept.bind(reading).step();
    status = status_or_throw<SqliteError>(kept.text(0));
  }
  Statement(*database_,
            "INSERT INTO models (case_id, root_key, source_key, stat_key, sha256, bytes, status, "
            "error, version, options, first_seen, last_seen, reading_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0))")
      .bind_all(seen.case_id, seen.root_key, seen.source_key, seen.stat_key, seen.sha256,
                static_cast<std::int64_t>(seen.bytes), model_status_id(status), seen.error,
                seen.version, seen.options, stamp.at, stamp.at, reading)
      .run();
  const std::int64_t model_id = database_->last_id();
  note(stamp, seen.case_id, model_id, replaces ? "model replaced" : "model added",
       replaces ? std::to_string(*replaces) : "null",
       fmt::format(R"({{"sha256":"{}","status":"{}"}})", seen.sha256, model_status_id(status)));
  if (!readable) return Observed::kUnreadable;
  return reading != 0 ? Observed::kShared : Observed::kQueued;
}

namespace {

constexpr const char* kFileColumns =
    "SELECT source_key, stat_key, sha256, status, version, options, case_id FROM models WHERE "
    "superseded = '' AND ";

KnownFile known_file(const Statement& row) {
  return {.case_id = row.text(6),
          .source_key = row.text(0),
          .stat_key = row.text(1),
          .sha256 = row.text(2),
          .status = status_or_throw<SqliteError>(row.text(3)),
          .version = row.text(4),
          .options = row.text(5)};
}

}  // namespace

Result<std::vector<KnownFile>> SqliteStore::known_files(const std::string& root_key) {
  return guarded([&]() -> Result<std::vector<KnownFile>> {
    Statement rows(*database_, std::string(kFileColumns) + "root_key = ? ORDER BY id");
    rows.bind(root_key);
    std::vector<KnownFile> all;
    while (rows.step()) all.push_back(known_file(rows));
    return all;
  });
}

Result<std::optional<KnownFile>> SqliteStore::find_file(const std::string& source_key) {
  return guarded([&]() -> Result<std::optional<KnownFile>> {
    Statement row(*database_, std::string(kFileColumns) + "source_key = ?");
    if (!row.bind(source_key).step()) return std::optional<KnownFile>();
    return std::optional<KnownFile>(known_file(row));
  });
}

}  // namespace pg
