#include "pipeline/record/query_sql.hpp"
#include "pipeline/record/sqlite_store.hpp"
#include "pipeline/record/words.hpp"

namespace pg {

using sqlite::SqliteError;
using sqlite::Statement;
using sqlite::Transaction;

namespace {

void bind(Statement& statement, const SqlQuery& query) {
  for (const SqlValue& value : query.values)
    std::visit([&](const auto& held) { statement.bind(held); }, value);
}

FoundModel found_of_row(const Statement& row) {
  FoundModel found{.model_id = row.number(0),
                   .case_id = row.text(1),
                   .sha256 = row.text(2),
                   .bytes = static_cast<std::uint64_t>(row.number(3)),
                   .status = status_or_throw<SqliteError>(row.text(4)),
                   .format = row.text(5),
                   .model_class = row.text(6),
                   .error = row.text(7),
                   .first_seen = row.text(8),
                   .volume_mm3 = row.real(9),
                   .size_mm = std::nullopt,
                   .wall_mm_min = row.real(13)};
  if (const auto x = row.real(10), y = row.real(11), z = row.real(12); x && y && z)
    found.size_mm = {*x, *y, *z};
  return found;
}

}  // namespace

Result<std::vector<FoundModel>> SqliteStore::search(const ModelQuery& query) {
  return guarded([&]() -> Result<std::vector<FoundModel>> {
    const SqlQuery sql = search_sql(query, Places::kQuestionMarks);
    Statement rows(*database_, sql.sql);
    bind(rows, sql);
    std::vector<FoundModel> all;
    while (rows.step()) all.push_back(found_of_row(rows));
    return all;
  });
}

Result<RecordStatus> SqliteStore::status() {
  return guarded([&]() -> Result<RecordStatus> {
    RecordStatus status;
    Statement totals(
        *database_,
        "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM readings), (SELECT count(*) "
        "FROM models WHERE superseded <> ''), (SELECT coalesce(min(last_seen), '') FROM models "
        "WHERE status = 'queued' AND superseded = ''), (SELECT at FROM history ORDER BY id DESC "
        "LIMIT 1)");
    totals.step();
    status.cases = static_cast<std::size_t>(totals.number(0));
    status.readings = static_cast<std::size_t>(totals.number(1));
    status.superseded = static_cast<std::size_t>(totals.number(2));
    status.waiting_since = totals.text(3);
    status.last_change = totals.text(4);
    Statement counts(*database_,
                     "SELECT status, count(*) FROM models WHERE superseded = '' GROUP BY status");
    while (counts.step())
      status.models[static_cast<std::size_t>(status_or_throw<SqliteError>(counts.text(0)))] =
          static_cast<std::size_t>(counts.number(1));
    return status;
  });
}

Result<std::size_t> SqliteStore::retry(const ModelQuery& query, const Stamp& stamp) {
  return guarded([&]() -> Result<std::size_t> {
    Transaction transaction(*database_);
    std::vector<std::pair<std::int64_t, std::string>> failed;
    {
      const SqlQuery sql = failed_sql(query, Places::kQuestionMarks);
      Statement rows(*database_, sql.sql);
      bind(rows, sql);
      while (rows.step()) failed.emplace_back(rows.number(0), rows.text(1));
    }
    for (const auto& [model_id, case_id] : failed) {
      Statement(*database_, "UPDATE models SET attempts = 0 WHERE id = ?").bind(model_id).run();
      note(stamp, case_id, model_id, "analysis asked for", "null", "null");
      set_status(model_id, case_id, ModelStatus::kFailed, ModelStatus::kQueued, "", stamp);
    }
    transaction.commit();
    return failed.size();
  });
}

}  // namespace pg
