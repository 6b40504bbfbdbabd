#include "pipeline/record/postgres_store.hpp"
#include "pipeline/record/record_checks.hpp"
#include "pipeline/record/record_copy.hpp"

namespace pg {

using postgres::Rows;
using postgres::Transaction;
using postgres::Value;

namespace {

/// Documents are large: this many at a time.
constexpr const char* kFetch = "FETCH 100 FROM rows";

template <class Use>
void each_page(Transaction& t, const std::string& select, Use&& use) {
  t.script("DECLARE rows NO SCROLL CURSOR FOR " + select);
  for (Rows page = t.run(kFetch); !page.empty(); page = t.run(kFetch)) use(page);
  t.script("CLOSE rows");
}

}  // namespace

Result<std::vector<std::string>> PostgresStore::check() {
  return view([&](Transaction& t) -> Result<std::vector<std::string>> {
    std::vector<std::string> broken;
    for (const Invariant& invariant : record_invariants())
      if (const std::int64_t count = t.run(invariant.count_sql).number(0, 0); count > 0)
        broken.push_back(std::to_string(count) + " " + invariant.broken);
    std::int64_t unfit = 0;
    each_page(t, "SELECT sha256, status, document FROM readings ORDER BY id",
              [&](const Rows& page) {
                for (std::size_t row = 0; row < page.size(); ++row)
                  if (!document_fits(page.text(row, 2), page.text(row, 0), page.text(row, 1)))
                    ++unfit;
              });
    if (unfit > 0) broken.push_back(broken_documents(unfit));
    return broken;
  });
}

Result<Ok> PostgresStore::copy_into(const std::filesystem::path& path) {
  // The SQLite record makes the schema; its rows are then written past it, with their own numbers.
  if (const auto made = open_sqlite_store(path, StoreMode::kCreate); !made) return made.error();
  return view([&](Transaction& t) -> Result<Ok> {
    try {
      sqlite::Database target(path.string(), false);
      target.execute("PRAGMA journal_mode = DELETE");  // one file, without a log beside it
      sqlite::Transaction copying(target);
      for (const TableShape& table : record_tables()) {
        sqlite::Statement insert(target, insert_sql(table, false));
        each_page(t, select_sql(table), [&](const Rows& page) {
          for (const Rows::Row& row : page.rows) insert_row(insert, row);
        });
      }
      copying.commit();
    } catch (const sqlite::SqliteError& error) {
      return Error{ErrorCode::kStore, std::string("The copy cannot be written: ") + error.what() +
                                          "; check the disk's space and rights, then repeat."};
    }
    return put_on_disk(path);
  });
}

Result<Ok> PostgresStore::fill_from(const std::filesystem::path& path) {
  return change([&](Transaction& t) -> Result<Ok> {
    if (t.run("SELECT count(*) FROM history").number(0, 0) > 0) return not_empty();
    try {
      sqlite::Database source(path.string(), false);
      for (const TableShape& table : record_tables()) {
        if (table.name == "settings") t.run("DELETE FROM settings");
        const std::string insert = insert_sql(table, true);
        each_row(source, table, [&](const TextRow& row) {
          t.run_values(insert.c_str(), std::vector<Value>(row.begin(), row.end()));
        });
        if (table.numbered)
          t.run(("SELECT setval(pg_get_serial_sequence('" + table.name +
                 "', 'id'), greatest(max(id), 1), max(id) IS NOT NULL) FROM " + table.name)
                    .c_str());
      }
    } catch (const sqlite::SqliteError& error) {
      return Error{ErrorCode::kStore,
                   std::string("The copy cannot be read: ") + error.what() + "."};
    }
    return ok();
  });
}

}  // namespace pg
