#include "pipeline/record/record_checks.hpp"
#include "pipeline/record/record_copy.hpp"
#include "pipeline/record/sqlite_store.hpp"

namespace pg {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

Result<std::vector<std::string>> SqliteStore::check() {
  return guarded([&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> broken;
    // One line a fault, "ok" when there is none. Lines tell of pages and indexes, not of rows' text.
    Statement pages(*database_, "PRAGMA integrity_check");
    while (pages.step())
      if (pages.text(0) != "ok") broken.push_back("The file is damaged: " + pages.text(0));
    if (!broken.empty()) return broken;
    Statement keys(*database_, "SELECT count(*) FROM pragma_foreign_key_check");
    if (keys.step() && keys.number(0) > 0)
      broken.push_back(std::to_string(keys.number(0)) + " rows point to rows that are not there");
    for (const Invariant& invariant : record_invariants()) {
      Statement count(*database_, invariant.count_sql);
      if (count.step() && count.number(0) > 0)
        broken.push_back(std::to_string(count.number(0)) + " " + invariant.broken);
    }
    std::int64_t unfit = 0;
    Statement documents(*database_, "SELECT sha256, status, document FROM readings ORDER BY id");
    while (documents.step())
      if (!document_fits(documents.text(2), documents.text(0), documents.text(1))) ++unfit;
    if (unfit > 0) broken.push_back(broken_documents(unfit));
    return broken;
  });
}

Result<Ok> SqliteStore::copy_into(const std::filesystem::path& path) {
  return guarded([&]() -> Result<Ok> {
    Statement(*database_, "VACUUM INTO ?").bind(path.native()).run();
    return put_on_disk(path);
  });
}

Result<Ok> SqliteStore::fill_from(const std::filesystem::path& path) {
  return guarded([&]() -> Result<Ok> {
    Database source(path.string(), false);
    Transaction transaction(*database_);
    Statement used(*database_, "SELECT count(*) FROM history");
    if (used.step() && used.number(0) > 0) return not_empty();
    used.run();
    for (const TableShape& table : record_tables()) {
      if (table.name == "settings") database_->execute("DELETE FROM settings");
      Statement insert(*database_, insert_sql(table, false));
      each_row(source, table, [&](const TextRow& row) { insert_row(insert, row); });
    }
    transaction.commit();
    return ok();
  });
}

}  // namespace pg
