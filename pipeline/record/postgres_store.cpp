#include "pipeline/record/postgres_store.hpp"

#include "pipeline/record/migrations.hpp"
#include "pipeline/record/words.hpp"

namespace pg {

using postgres::Connection;
using postgres::PostgresError;
using postgres::Rows;
using postgres::Transaction;

namespace {

Result<Ok> migrate(Connection& connection, StoreMode mode) {
  Transaction t(connection, Transaction::Kind::kWrite);
  // The lock comes first: two programs starting at once must not both migrate.
  t.run("SELECT pg_advisory_xact_lock(hashtext('printgauge record ' || current_schema()), 0)");
  const Rows table =
      t.run("SELECT to_regclass(quote_ident(current_schema()) || '.schema_version')");
  const bool fresh = table.text(0, 0).empty();
  if (fresh && mode == StoreMode::kExisting)
    return store_error(
        "There is no record in this database yet; `printgauge watch DIR` with the same --store "
        "begins one.");
  if (fresh)
    t.run("CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied TEXT NOT NULL)");
  const std::int64_t have =
      t.run("SELECT coalesce(max(version), 0) FROM schema_version").number(0, 0);
  const int newest = postgres_migrations().back().version;
  if (have > newest)
    return store_error("The record has schema " + std::to_string(have) +
                       ", this program knows up to " + std::to_string(newest) +
                       "; use the newer printgauge that wrote it.");
  for (const Migration& migration : postgres_migrations()) {
    if (migration.version <= have) continue;
    t.script(std::string(migration.sql));
    t.run("INSERT INTO schema_version (version, applied) VALUES ($1, $2)",
          std::int64_t{migration.version}, stamp_now("").at);
  }
  t.commit();
  return ok();
}

Case case_of_row(const Rows& rows, std::size_t row) {
  Case subject;
  subject.id = rows.text(row, 0);
  subject.created = rows.text(row, 1);
  subject.revision = rows.number(row, 2);
  if (Result<std::vector<Finding>> findings = findings_from_json(rows.text(row, 3)))
    subject.findings = *findings;
  return subject;
}

void load_fields(Transaction& t, Case& subject) {
  const Rows rows = t.run(
      "SELECT name, value, layer, stated_by, stated_at FROM case_fields WHERE case_id = $1 "
      "ORDER BY name",
      subject.id);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    CaseField field{.name = rows.text(row, 0),
                    .value = rows.text(row, 1),
                    .layer = Layer::kDeclared,
                    .by = rows.text(row, 3),
                    .at = rows.text(row, 4)};
    for (const Layer layer : {Layer::kMeasured, Layer::kEstimated, Layer::kSuggested})
      if (layer_id(layer) == rows.text(row, 2)) field.layer = layer;
    if (const Result<Ok> put = set_case_field(subject, field); !put)
      throw PostgresError("a case holds a field that this program does not know");
  }
}

const CaseField* named(const std::vector<CaseField>& fields, const std::string& name) {
  for (const CaseField& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

}  // namespace

Result<std::unique_ptr<Store>> open_postgres_store(const std::string& address, StoreMode mode) {
  try {
    auto connection = std::make_unique<Connection>(address);
    if (Result<Ok> migrated = migrate(*connection, mode); !migrated) return migrated.error();
    return std::unique_ptr<Store>(std::make_unique<PostgresStore>(address, std::move(connection)));
  } catch (const PostgresError& error) {
    return store_error(std::string("The record on PostgreSQL cannot be opened: ") + error.what() +
                       "; check the address (postgresql://USER@HOST/DATABASE) and that the server "
                       "runs and lets you in.");
  }
}

std::string PostgresStore::store_sentence(const std::string& reason) {
  return "The record on PostgreSQL could not be read or written: " + reason +
         "; check the server's log: nothing written so far is lost.";
}

std::string PostgresStore::lost_sentence(const std::string& reason) {
  return "The record on PostgreSQL cannot be reached: " + reason +
         "; check that the server runs: nothing written so far is lost.";
}

void PostgresStore::connect() {
  if (connection_ == nullptr) connection_ = std::make_unique<Connection>(address_);
}

Result<std::vector<Case>> PostgresStore::cases() {
  return view([](Transaction& t) -> Result<std::vector<Case>> {
    const Rows rows = t.run("SELECT id, created, revision, findings FROM cases ORDER BY id");
    std::vector<Case> all;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      all.push_back(case_of_row(rows, row));
      load_fields(t, all.back());
    }
    return all;
  });
}

std::optional<Case> PostgresStore::load_case(Transaction& t, const std::string& id) {
  const Rows rows = t.run("SELECT id, created, revision, findings FROM cases WHERE id = $1", id);
  if (rows.empty()) return std::nullopt;
  Case subject = case_of_row(rows, 0);
  load_fields(t, subject);
  return subject;
}

Result<std::optional<Case>> PostgresStore::find_case(const std::string& id) {
  return view([&](Transaction& t) -> Result<std::optional<Case>> { return load_case(t, id); });
}

Result<std::vector<CaseModel>> PostgresStore::models(const std::string& case_id, bool superseded) {
  return view([&](Transaction& t) -> Result<std::vector<CaseModel>> {
    const Rows rows = t.run(
        "SELECT m.id, m.sha256, m.bytes, r.format, m.status, r.model_class, r.document, m.error, "
        "m.first_seen, m.last_seen, m.superseded FROM models m LEFT JOIN readings r "
        "ON r.id = m.reading_id WHERE m.case_id = $1 AND (m.superseded = '' OR $2::int = 1) "
        "ORDER BY m.id",
        case_id, std::int64_t{superseded});
    std::vector<CaseModel> all;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::optional<ModelStatus> status = model_status_from(rows.text(row, 4));
      if (!status) throw PostgresError("a model has a status that this program does not know");
      all.push_back({.id = rows.number(row, 0),
                     .case_id = case_id,
                     .sha256 = rows.text(row, 1),
                     .bytes = static_cast<std::uint64_t>(rows.number(row, 2)),
                     .format = rows.text(row, 3),
                     .status = *status,
                     .model_class = rows.text(row, 5),
                     .reading = rows.text(row, 6),
                     .error = rows.text(row, 7),
                     .first_seen = rows.text(row, 8),
                     .last_seen = rows.text(row, 9),
                     .superseded = rows.text(row, 10)});
    }
    return all;
  });
}

Result<std::vector<HistoryRow>> PostgresStore::history(const std::string& case_id) {
  return view([&](Transaction& t) -> Result<std::vector<HistoryRow>> {
    const Rows rows = t.run(
        "SELECT id, at, by, model_id, what, before, after FROM history WHERE case_id = $1 "
        "ORDER BY id",
        case_id);
    std::vector<HistoryRow> all;
    for (std::size_t row = 0; row < rows.size(); ++row)
      all.push_back({.id = rows.number(row, 0),
                     .at = rows.text(row, 1),
                     .by = rows.text(row, 2),
                     .case_id = case_id,
                     .model_id = rows.number_or_null(row, 3),
                     .what = rows.text(row, 4),
                     .before = rows.text(row, 5),
                     .after = rows.text(row, 6)});
    return all;
  });
}

void PostgresStore::note(Transaction& t, const Stamp& stamp, const std::string& case_id,
                         std::optional<std::int64_t> model_id, std::string_view what,
                         const std::string& before, const std::string& after) {
  t.run(
      "INSERT INTO history (at, by, case_id, model_id, what, before, after) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      stamp.at, stamp.by, case_id, model_id, what, before, after);
}

void PostgresStore::write_field(Transaction& t, const std::string& case_id,
                                const CaseField& field) {
  t.run(
      "INSERT INTO case_fields (case_id, name, value, layer, stated_by, stated_at) "
      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (case_id, name) DO UPDATE SET "
      "value = excluded.value, layer = excluded.layer, stated_by = excluded.stated_by, "
      "stated_at = excluded.stated_at",
      case_id, field.name, field.value, layer_id(field.layer), field.by, field.at);
}

void PostgresStore::insert_case(Transaction& t, const Case& fresh, const Stamp& stamp) {
  t.run("INSERT INTO cases (id, created, revision, findings) VALUES ($1, $2, 1, $3)", fresh.id,
        stamp.at, findings_to_json(fresh.findings));
  note(t, stamp, fresh.id, std::nullopt, "case created", "null", "\"" + fresh.id + "\"");
  for (const CaseField& field : case_fields(fresh)) {
    write_field(t, fresh.id, field);
    note(t, stamp, fresh.id, std::nullopt, field.name, "null", field.value);
  }
}

Result<Ok> PostgresStore::create_case(const Case& fresh, const Stamp& stamp) {
  return change([&](Transaction& t) -> Result<Ok> {
    if (load_case(t, fresh.id))
      return store_error("The case " + fresh.id + " is in the record already; give it another id.");
    insert_case(t, fresh, stamp);
    return ok();
  });
}

Result<Ok> PostgresStore::update_case(const Case& changed, const Stamp& stamp) {
  return change([&](Transaction& t) -> Result<Ok> {
    const std::optional<Case> stored = load_case(t, changed.id);
    if (!stored) return store_error("There is no case " + changed.id + " in the record.");
    if (stored->revision != changed.revision)
      return store_error("The case " + changed.id +
                         " was changed by somebody else meanwhile; look at it again, then repeat.");
    const std::vector<CaseField> before = case_fields(*stored);
    const std::vector<CaseField> after = case_fields(changed);
    for (const CaseField& old : before) {
      if (named(after, old.name) != nullptr) continue;
      t.run("DELETE FROM case_fields WHERE case_id = $1 AND name = $2", changed.id, old.name);
      note(t, stamp, changed.id, std::nullopt, old.name, old.value, "null");
    }
    for (const CaseField& field : after) {
      const CaseField* const old = named(before, field.name);
      if (old != nullptr && old->value == field.value && old->layer == field.layer &&
          old->by == field.by && old->at == field.at)
        continue;
      write_field(t, changed.id, field);
      note(t, stamp, changed.id, std::nullopt, field.name, old == nullptr ? "null" : old->value,
           field.value);
    }
    t.run("UPDATE cases SET revision = revision + 1, findings = $1 WHERE id = $2",
          findings_to_json(changed.findings), changed.id);
    return ok();
  });
}

}  // namespace pg
