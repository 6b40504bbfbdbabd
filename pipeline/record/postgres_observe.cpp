#include <fmt/format.h>

#include "pipeline/record/postgres_store.hpp"
#include "pipeline/record/words.hpp"

namespace pg {

using postgres::PostgresError;
using postgres::Rows;
using postgres::Transaction;

Result<Ok> PostgresStore::bind_site_key(const std::string& fingerprint) {
  return change([&](Transaction& t) -> Result<Ok> {
    const Rows kept = t.run("SELECT value FROM settings WHERE name = 'site_key'");
    if (kept.empty()) {
      t.run("INSERT INTO settings (name, value) VALUES ('site_key', $1)", fingerprint);
      return ok();
    }
    if (kept.text(0, 0) == fingerprint) return ok();
    return Error{ErrorCode::kStore,
                 "The file site.key of this machine is not the one the record was made with; copy "
                 "the record's site.key here, or begin a new record with --store."};
  });
}

Result<Observed> PostgresStore::observe(const Observation& seen, const Stamp& stamp) {
  return change([&](Transaction& t) -> Result<Observed> {
    // The row is locked, since `claim` does not wait for other changes.
    const Rows found =
        t.run("SELECT id, sha256 FROM models WHERE source_key = $1 AND superseded = '' FOR UPDATE",
              seen.source_key);
    if (!found.empty()) {
      const std::int64_t model = found.number(0, 0);
      if (found.text(0, 1) == seen.sha256) return observe_known(t, seen, model, stamp);
      supersede(t, model, seen, stamp);
      return insert_model(t, seen, model, stamp);
    }
    if (adopt_renamed(t, seen, stamp)) return Observed::kKnown;
    if (!load_case(t, seen.case_id)) {
      Case fresh;
      fresh.id = seen.case_id;
      fresh.findings = seen.case_findings;
      insert_case(t, fresh, stamp);
    }
    return insert_model(t, seen, std::nullopt, stamp);
  });
}

/// The file is known with this content: what may be new is its stat, or the program and its
/// options.
Observed PostgresStore::observe_known(Transaction& t, const Observation& seen,
                                      std::int64_t model_id, const Stamp& stamp) {
  const Rows row =
      t.run("SELECT status, version, options, case_id, error, stat_key FROM models WHERE id = $1",
            model_id);
  const ModelStatus status = status_or_throw<PostgresError>(row.text(0, 0));
  const bool same_program = row.text(0, 1) == seen.version && row.text(0, 2) == seen.options;
  const std::string case_id = row.text(0, 3);
  const bool touched = row.text(0, 5) != seen.stat_key;
  t.run("UPDATE models SET stat_key = $1, last_seen = $2 WHERE id = $3", seen.stat_key, stamp.at,
        model_id);
  if (seen.sha256.empty()) {
    if (row.text(0, 4) != seen.error)
      set_status(t, model_id, case_id, status, ModelStatus::kFailed, seen.error, stamp);
    return Observed::kUnreadable;
  }
  // A failure holds until the file or the program changes.
  const bool read = status == ModelStatus::kOk || status == ModelStatus::kRefused;
  if (same_program && !(status == ModelStatus::kFailed && touched) && !(read && seen.again))
    return Observed::kKnown;
  t.run("UPDATE models SET version = $1, options = $2, attempts = 0 WHERE id = $3", seen.version,
        seen.options, model_id);
  note(t, stamp, case_id, model_id, "analysis asked for", "null",
       fmt::format("\"{} {}\"", seen.version, seen.options));
  set_status(t, model_id, case_id, status, ModelStatus::kQueued, "", stamp);
  return Observed::kQueued;
}

/// A file that vanished and one with its content that appeared in the same case: one file, renamed.
bool PostgresStore::adopt_renamed(Transaction& t, const Observation& seen, const Stamp& stamp) {
  if (seen.sha256.empty() || !seen.present) return false;
  const Rows rows = t.run(
      "SELECT id, source_key FROM models WHERE case_id = $1 AND sha256 = $2 AND superseded = '' "
      "ORDER BY id",
      seen.case_id, seen.sha256);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (seen.present(rows.text(row, 1))) continue;
    const std::int64_t model_id = rows.number(row, 0);
    t.run(
        "UPDATE models SET root_key = $1, source_key = $2, stat_key = $3, last_seen = $4 "
        "WHERE id = $5",
        seen.root_key, seen.source_key, seen.stat_key, stamp.at, model_id);
    note(t, stamp, seen.case_id, model_id, "file renamed", "null", "null");
    return true;
  }
  return false;
}

void PostgresStore::supersede(Transaction& t, std::int64_t model_id, const Observation& seen,
                              const Stamp& stamp) {
  const Rows row = t.run("SELECT status, sha256 FROM models WHERE id = $1", model_id);
  const ModelStatus status = status_or_throw<PostgresError>(row.text(0, 0));
  if (status == ModelStatus::kQueued || status == ModelStatus::kAnalysing)
    set_status(t, model_id, seen.case_id, status, ModelStatus::kFailed,
               "Other content took the file's place before it was analysed.", stamp);
  t.run("UPDATE models SET superseded = $1 WHERE id = $2", stamp.at, model_id);
  note(t, stamp, seen.case_id, model_id, "model superseded", json_word(row.text(0, 1)),
       json_word(seen.sha256));
}

Observed PostgresStore::insert_model(Transaction& t, const Observation& seen,
                                     std::optional<std::int64_t> replaces, const Stamp& stamp) {
  const bool readable = !seen.sha256.empty();
  std::optional<std::int64_t> reading;
  ModelStatus status = readable ? ModelStatus::kQueued : ModelStatus::kFailed;
  if (readable) reading = reading_of(t, seen.sha256, seen.version, seen.options);
  if (reading)
    status = status_or_throw<PostgresError>(t.run("SELECT status FROM readings WHERE id = $1", *reading).text(0, 0));
  const std::int64_t model_id =
      t.run(
           "INSERT INTO models (case_id, root_key, source_key, stat_key, sha256, bytes, status, "
           "error, version, options, first_seen, last_seen, reading_id) VALUES ($1, $2, $3, $4, "
           "$5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id",
           seen.case_id, seen.root_key, seen.source_key, seen.stat_key, seen.sha256,
           static_cast<std::int64_t>(seen.bytes), model_status_id(status), seen.error, seen.version,
           seen.options, stamp.at, stamp.at, reading)
          .number(0, 0);
  note(t, stamp, seen.case_id, model_id, replaces ? "model replaced" : "model added",
       replaces ? std::to_string(*replaces) : "null",
       fmt::format(R"({{"sha256":"{}","status":"{}"}})", seen.sha256, model_status_id(status)));
  if (!readable) return Observed::kUnreadable;
  return reading ? Observed::kShared : Observed::kQueued;
}

namespace {

constexpr const char* kFilesOfRoot =
    "SELECT source_key, stat_key, sha256, status, version, options, case_id FROM models "
    "WHERE superseded = '' AND root_key = $1 ORDER BY id";
constexpr const char* kFileOfKey =
    "SELECT source_key, stat_key, sha256, status, version, options, case_id FROM models "
    "WHERE superseded = '' AND source_key = $1";

KnownFile known_file(const Rows& rows, std::size_t row) {
  return {.case_id = rows.text(row, 6),
          .source_key = rows.text(row, 0),
          .stat_key = rows.text(row, 1),
          .sha256 = rows.text(row, 2),
          .status = status_or_throw<PostgresError>(rows.text(row, 3)),
          .version = rows.text(row, 4),
          .options = rows.text(row, 5)};
}

}  // namespace

Result<std::vector<KnownFile>> PostgresStore::known_files(const std::string& root_key) {
  return view([&](Transaction& t) -> Result<std::vector<KnownFile>> {
    const Rows rows = t.run(kFilesOfRoot, root_key);
    std::vector<KnownFile> all;
    for (std::size_t row = 0; row < rows.size(); ++row) all.push_back(known_file(rows, row));
    return all;
  });
}

Result<std::optional<KnownFile>> PostgresStore::find_file(const std::string& source_key) {
  return view([&](Transaction& t) -> Result<std::optional<KnownFile>> {
    const Rows rows = t.run(kFileOfKey, source_key);
    if (rows.empty()) return std::optional<KnownFile>();
    return std::optional<KnownFile>(known_file(rows, 0));
  });
}

}  // namespace pg
