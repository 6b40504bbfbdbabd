#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "pipeline/record/migrations.hpp"
#include "pipeline/record/sqlite_store.hpp"
#include "pipeline/record/words.hpp"

namespace pg {

using sqlite::Database;
using sqlite::SqliteError;
using sqlite::Statement;
using sqlite::Transaction;

namespace {

/// Makes the folder and an empty file that only their owner can read; SQLite gives its side files
/// the mode of the database.
Result<Ok> make_private(const std::filesystem::path& path) {
  if (Result<Ok> made = make_state_folder(path.parent_path()); !made) return made;
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return store_error(std::string("The record cannot be opened: ") + std::strerror(errno) +
                       "; give another place with --store.");
  close(file);
  return ok();
}

Result<Ok> refuse_shared(const std::filesystem::path& path) {
  struct statfs status {};
  if (statfs(path.c_str(), &status) != 0)
    return store_error(std::string("The record's file system cannot be asked: ") +
                       std::strerror(errno) + ".");
  const auto type = static_cast<std::uint64_t>(status.f_type) & 0xFFFFFFFFu;
  if (const std::string_view name = shared_file_system(type); !name.empty())
    return store_error(
        "The record lies on " + std::string(name) +
        ", where the locks of SQLite cannot be trusted; give a place on a local disk "
        "with --store (the watched folder may stay where it is).");
  return ok();
}

int schema_version(Database& database) {
  database.execute(
      "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied TEXT NOT "
      "NULL)");
  Statement newest(database, "SELECT coalesce(max(version), 0) FROM schema_version");
  newest.step();
  return static_cast<int>(newest.number(0));
}

Result<Ok> migrate(Database& database) {
  // The lock comes first: two programs starting at once must not both migrate.
  Transaction transaction(database);
  const int have = schema_version(database);
  const int newest = all_migrations().back().version;
  if (have > newest)
    return store_error("The record has schema " + std::to_string(have) +
                       ", this program knows up to " + std::to_string(newest) +
                       "; use the newer printgauge that wrote it.");
  for (const Migration& migration : all_migrations()) {
    if (migration.version <= have) continue;
    database.execute(std::string(migration.sql));
    Statement(database, "INSERT INTO schema_version (version, applied) VALUES (?, ?)")
        .bind(std::int64_t{migration.version})
        .bind(stamp_now("").at)
        .run();
  }
  transaction.commit();
  return ok();
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::filesystem::path& path,
                                                 StoreMode mode) {
  if (mode == StoreMode::kExisting && !std::filesystem::exists(path))
    return store_error(
        "There is no record here yet; `printgauge watch DIR` begins one, --store names "
        "another.");
  if (mode == StoreMode::kCreate)
    if (Result<Ok> made = make_private(path); !made) return made.error();
  if (Result<Ok> local = refuse_shared(path); !local) return local.error();
  try {
    auto database = std::make_unique<Database>(path.string(), false);
    database->execute("PRAGMA journal_mode = WAL");
    database->execute("PRAGMA synchronous = FULL");
    database->execute("PRAGMA foreign_keys = ON");
    if (Result<Ok> migrated = migrate(*database); !migrated) return migrated.error();
    return std::unique_ptr<Store>(std::make_unique<SqliteStore>(std::move(database)));
  } catch (const SqliteError& error) {
    return store_error(std::string("The record cannot be opened: ") + error.what() +
                       "; check the disk, or give another place with --store.");
  }
}

}  // namespace pg
