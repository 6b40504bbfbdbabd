#include "pipeline/record/postgres_store.hpp"
#include "pipeline/record/query_sql.hpp"
#include "pipeline/record/words.hpp"

namespace pg {

using postgres::PostgresError;
using postgres::Rows;
using postgres::Transaction;
using postgres::Value;

namespace {

Rows run(Transaction& t, const SqlQuery& query) {
  std::vector<Value> values;
  for (const SqlValue& value : query.values)
    values.push_back(std::visit([](const auto& held) { return Value(held); }, value));
  return t.run_values(query.sql.c_str(), values);
}

FoundModel found_of_row(const Rows& rows, std::size_t row) {
  FoundModel found{.model_id = rows.number(row, 0),
                   .case_id = rows.text(row, 1),
                   .sha256 = rows.text(row, 2),
                   .bytes = static_cast<std::uint64_t>(rows.number(row, 3)),
                   .status = status_or_throw<PostgresError>(rows.text(row, 4)),
                   .format = rows.text(row, 5),
                   .model_class = rows.text(row, 6),
                   .error = rows.text(row, 7),
                   .first_seen = rows.text(row, 8),
                   .volume_mm3 = rows.real(row, 9),
                   .size_mm = std::nullopt,
                   .wall_mm_min = rows.real(row, 13)};
  if (const auto x = rows.real(row, 10), y = rows.real(row, 11), z = rows.real(row, 12);
      x && y && z)
    found.size_mm = {*x, *y, *z};
  return found;
}

}  // namespace

Result<std::vector<FoundModel>> PostgresStore::search(const ModelQuery& query) {
  return view([&](Transaction& t) -> Result<std::vector<FoundModel>> {
    const Rows rows = run(t, search_sql(query, Places::kNumbered));
    std::vector<FoundModel> all;
    for (std::size_t row = 0; row < rows.size(); ++row) all.push_back(found_of_row(rows, row));
    return all;
  });
}

Result<RecordStatus> PostgresStore::status() {
  return view([&](Transaction& t) -> Result<RecordStatus> {
    RecordStatus status;
    const Rows totals = t.run(
        "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM readings), (SELECT count(*) "
        "FROM models WHERE superseded <> ''), (SELECT coalesce(min(last_seen), '') FROM models "
        "WHERE status = 'queued' AND superseded = ''), (SELECT at FROM history ORDER BY id DESC "
        "LIMIT 1)");
    status.cases = static_cast<std::size_t>(totals.number(0, 0));
    status.readings = static_cast<std::size_t>(totals.number(0, 1));
    status.superseded = static_cast<std::size_t>(totals.number(0, 2));
    status.waiting_since = totals.text(0, 3);
    status.last_change = totals.text(0, 4);
    const Rows counts =
        t.run("SELECT status, count(*) FROM models WHERE superseded = '' GROUP BY status");
    for (std::size_t row = 0; row < counts.size(); ++row)
      status.models[static_cast<std::size_t>(status_or_throw<PostgresError>(counts.text(row, 0)))] =
          static_cast<std::size_t>(counts.number(row, 1));
    return status;
  });
}

Result<std::size_t> PostgresStore::retry(const ModelQuery& query, const Stamp& stamp) {
  return change([&](Transaction& t) -> Result<std::size_t> {
    const Rows failed = run(t, failed_sql(query, Places::kNumbered));
    for (std::size_t row = 0; row < failed.size(); ++row) {
      const std::int64_t model_id = failed.number(row, 0);
      const std::string case_id = failed.text(row, 1);
      t.run("UPDATE models SET attempts = 0 WHERE id = $1", model_id);
      note(t, stamp, case_id, model_id, "analysis asked for", "null", "null");
      set_status(t, model_id, case_id, ModelStatus::kFailed, ModelStatus::kQueued, "", stamp);
    }
    return failed.size();
  });
}

}  // namespace pg
