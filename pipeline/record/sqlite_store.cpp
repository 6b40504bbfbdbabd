#include "pipeline/record/sqlite_store.hpp"
#include "pipeline/record/words.hpp"

namespace pg {

using sqlite::Database;
using sqlite::SqliteError;
using sqlite::Statement;
using sqlite::Transaction;

namespace {

Case case_of_row(const Statement& row) {
  Case subject;
  subject.id = row.text(0);
  subject.created = row.text(1);
  subject.revision = row.number(2);
  if (Result<std::vector<Finding>> findings = findings_from_json(row.text(3)))
    subject.findings = *findings;
  return subject;
}

void load_fields(Database& database, Case& subject) {
  Statement rows(
      database,
      "SELECT name, value, layer, stated_by, stated_at FROM case_fields WHERE case_id = ?");
  rows.bind(subject.id);
  while (rows.step()) {
    CaseField field{.name = rows.text(0),
                    .value = rows.text(1),
                    .layer = Layer::kDeclared,
                    .by = rows.text(3),
                    .at = rows.text(4)};
    for (const Layer layer : {Layer::kMeasured, Layer::kEstimated, Layer::kSuggested})
      if (layer_id(layer) == rows.text(2)) field.layer = layer;
    if (const Result<Ok> put = set_case_field(subject, field); !put)
      throw SqliteError("a case holds a field that this program does not know");
  }
}

constexpr std::string_view kHistoryColumns =
    "SELECT id, at, by, model_id, what, before, after, case_id FROM history ";

std::vector<HistoryRow> history_of(Statement& rows) {
  std::vector<HistoryRow> all;
  while (rows.step()) {
    HistoryRow row{.id = rows.number(0),
                   .at = rows.text(1),
                   .by = rows.text(2),
                   .case_id = rows.text(7),
                   .model_id = std::nullopt,
                   .what = rows.text(4),
                   .before = rows.text(5),
                   .after = rows.text(6)};
    if (!rows.is_null(3)) row.model_id = rows.number(3);
    all.push_back(std::move(row));
  }
  return all;
}

}  // namespace

std::string SqliteStore::store_sentence(const std::string& reason) {
  return "The record could not be read or written: " + reason +
         "; check the disk's space and rights, then start again: nothing written so far is lost.";
}

Result<std::vector<Case>> SqliteStore::cases() {
  return guarded([&]() -> Result<std::vector<Case>> {
    std::vector<Case> all;
    database_->execute("BEGIN");  // one view of all tables
    try {
      Statement rows(*database_, "SELECT id, created, revision, findings FROM cases ORDER BY id");
      while (rows.step()) all.push_back(case_of_row(rows));
      for (Case& subject : all) load_fields(*database_, subject);
    } catch (const SqliteError&) {
      database_->execute("ROLLBACK");
      throw;
    }
    database_->execute("COMMIT");
    return all;
  });
}

std::optional<Case> SqliteStore::load_case(const std::string& id) {
  Statement row(*database_, "SELECT id, created, revision, findings FROM cases WHERE id = ?");
  row.bind(id);
  if (!row.step()) return std::nullopt;
  Case subject = case_of_row(row);
  load_fields(*database_, subject);
  return subject;
}

Result<std::optional<Case>> SqliteStore::find_case(const std::string& id) {
  return guarded([&]() -> Result<std::optional<Case>> { return load_case(id); });
}

Result<std::vector<CaseModel>> SqliteStore::models(const std::string& case_id, bool superseded) {
  return guarded([&]() -> Result<std::vector<CaseModel>> {
    Statement rows(*database_,
                   std::string("SELECT m.id, m.sha256, m.bytes, coalesce(r.format, ''), m.status, "
                               "coalesce(r.model_class, ''), coalesce(r.document, ''), m.error, "
                               "m.first_seen, m.last_seen, m.superseded FROM models m "
                               "LEFT JOIN readings r ON r.id = m.reading_id WHERE m.case_id = ?") +
                       (superseded ? "" : " AND m.superseded = ''") + " ORDER BY m.id");
    rows.bind(case_id);
    std::vector<CaseModel> all;
    while (rows.step()) {
      const std::optional<ModelStatus> status = model_status_from(rows.text(4));
      if (!status) throw SqliteError("a model has a status that this program does not know");
      all.push_back({.id = rows.number(0),
                     .case_id = case_id,
                     .sha256 = rows.text(1),
                     .bytes = static_cast<std::uint64_t>(rows.number(2)),
                     .format = rows.text(3),
                     .status = *status,
                     .model_class = rows.text(5),
                     .reading = rows.text(6),
                     .error = rows.text(7),
                     .first_seen = rows.text(8),
                     .last_seen = rows.text(9),
                     .superseded = rows.text(10)});
    }
    return all;
  });
}

Result<std::vector<HistoryRow>> SqliteStore::history(const std::string& case_id) {
  return guarded([&]() -> Result<std::vector<HistoryRow>> {
    Statement rows(*database_, std::string(kHistoryColumns) + "WHERE case_id = ? ORDER BY id");
    rows.bind(case_id);
    return history_of(rows);
  });
}

Result<std::vector<HistoryRow>> SqliteStore::changes_since(std::int64_t after, std::size_t limit) {
  return guarded([&]() -> Result<std::vector<HistoryRow>> {
    Statement rows(*database_, std::string(kHistoryColumns) + "WHERE id > ? ORDER BY id LIMIT ?");
    rows.bind(after).bind(static_cast<std::int64_t>(limit));
    return history_of(rows);
  });
}

void SqliteStore::note(const Stamp& stamp, const std::string& case_id,
                       std::optional<std::int64_t> model_id, std::string_view what,
                       const std::string& before, const std::string& after) {
  Statement row(*database_,
                "INSERT INTO history (at, by, case_id, model_id, what, before, after) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)");
  row.bind_all(stamp.at, stamp.by, case_id);
  if (model_id) {
    row.bind(*model_id);
  } else {
    row.bind_null();
  }
  row.bind_all(what, before, after);
  row.run();
}

void SqliteStore::write_field(const std::string& case_id, const CaseField& field) {
  Statement(
      *database_,
      "INSERT OR REPLACE INTO case_fields (case_id, name, value, layer, stated_by, stated_at) "
      "VALUES (?, ?, ?, ?, ?, ?)")
      .bind_all(case_id, field.name, field.value, layer_id(field.layer), field.by, field.at)
      .run();
}

void SqliteStore::insert_case(const Case& fresh, const Stamp& stamp) {
  Statement(*database_, "INSERT INTO cases (id, created, revision, findings) VALUES (?, ?, 1, ?)")
      .bind_all(fresh.id, stamp.at, findings_to_json(fresh.findings))
      .run();
  note(stamp, fresh.id, std::nullopt, "case created", "null", "\"" + fresh.id + "\"");
  for (const CaseField& field : case_fields(fresh)) {
    write_field(fresh.id, field);
    note(stamp, fresh.id, std::nullopt, field.name, "null", field.value);
  }
}

Result<Ok> SqliteStore::create_case(const Case& fresh, const Stamp& stamp) {
  return guarded([&]() -> Result<Ok> {
    Transaction transaction(*database_);
    if (load_case(fresh.id))
      return store_error("The case " + fresh.id + " is in the record already; give it another id.");
    insert_case(fresh, stamp);
    transaction.commit();
    return ok();
  });
}

Result<Ok> SqliteStore::update_case(const Case& changed, const Stamp& stamp) {
  return guarded([&]() -> Result<Ok> {
    Transaction transaction(*database_);
    const std::optional<Case> stored = load_case(changed.id);
    if (!stored) return store_error("There is no case " + changed.id + " in the record.");
    if (stored->revision != changed.revision)
      return store_error("The case " + changed.id +
                         " was changed by somebody else meanwhile; look at it again, then repeat.");
    const std::vector<CaseField> before = case_fields(*stored);
    const std::vector<CaseField> after = case_fields(changed);
    const auto named = [](const std::vector<CaseField>& fields, const std::string& name) {
      for (const CaseField& field : fields)
        if (field.name == name) return &field;
      return static_cast<const CaseField*>(nullptr);
    };
    for (const CaseField& old : before) {
      if (named(after, old.name) != nullptr) continue;
      Statement(*database_, "DELETE FROM case_fields WHERE case_id = ? AND name = ?")
          .bind_all(changed.id, old.name)
          .run();
      note(stamp, changed.id, std::nullopt, old.name, old.value, "null");
    }
    for (const CaseField& field : after) {
      const CaseField* const old = named(before, field.name);
      if (old != nullptr && old->value == field.value && old->layer == field.layer &&
          old->by == field.by && old->at == field.at)
        continue;
      write_field(changed.id, field);
      note(stamp, changed.id, std::nullopt, field.name, old == nullptr ? "null" : old->value,
           field.value);
    }
    Statement(*database_, "UPDATE cases SET revision = revision + 1, findings = ? WHERE id = ?")
        .bind_all(findings_to_json(changed.findings), changed.id)
        .run();
    transaction.commit();
    return ok();
  });
}

}  // namespace pg
