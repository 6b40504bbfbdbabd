#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "pipeline/record/migrations.hpp"
#include "pipeline/record/store.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

/// One value out of the store's file, past our own code.
std::string ask(const std::filesystem::path& path, const std::string& sql) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  std::string answer = "(none)";
  const int code = sqlite3_exec(
      database, sql.c_str(),
      [](void* out, int, char** values, char**) {
        *static_cast<std::string*>(out) = values[0] == nullptr ? "null" : values[0];
        return 0;
      },
      &answer, nullptr);
  EXPECT_EQ(code, SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
  return answer;
}

unsigned mode_of(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0);
  return status.st_mode & 0777;
}

TEST(SqliteStore, AFreshStoreHasTheNewestSchemaAndTheWriteAheadLog) {
  const test::TempDir folder;
  const auto path = folder.path() / "state" / "record.sqlite";
  const auto store = open_sqlite_store(path, StoreMode::kCreate);
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ(ask(path, "SELECT max(version) FROM schema_version"),
            std::to_string(all_migrations().back().version));
  EXPECT_EQ(ask(path, "PRAGMA journal_mode"), "wal");
  EXPECT_EQ(ask(path, "PRAGMA integrity_check"), "ok");
}

TEST(SqliteStore, OnlyItsOwnerCanReadIt) {
  const test::TempDir folder;
  const auto path = folder.path() / "state" / "record.sqlite";
  const auto store = open_sqlite_store(path, StoreMode::kCreate);
  ASSERT_TRUE(store);
  EXPECT_EQ(mode_of(path), 0600u);
  EXPECT_EQ(mode_of(path.parent_path()), 0700u);
  EXPECT_EQ(mode_of(path.string() + "-wal"), 0600u);
}

TEST(SqliteStore, MigrationsAreNumberedWithoutGaps) {
  int expected = 0;
  for (const Migration& migration : all_migrations()) EXPECT_EQ(migration.version, ++expected);
}

TEST(SqliteStore, OpeningAgainMigratesNothing) {
  const test::TempDir folder;
  const auto path = folder.path() / "record.sqlite";
  ASSERT_TRUE(open_sqlite_store(path, StoreMode::kCreate));
  const std::string applied =
      ask(path, "SELECT group_concat(version || applied) FROM schema_version");
  ASSERT_TRUE(open_sqlite_store(path, StoreMode::kCreate));
  EXPECT_EQ(ask(path, "SELECT group_concat(version || applied) FROM schema_version"), applied);
}

TEST(SqliteStore, ANewerSchemaIsRefusedAndLeftAlone) {
  const test::TempDir folder;
  const auto path = folder.path() / "record.sqlite";
  ASSERT_TRUE(open_sqlite_store(path, StoreMode::kCreate));
  ask(path, "INSERT INTO schema_version VALUES (999, 'later'); SELECT 1");
  const auto refused = open_sqlite_store(path, StoreMode::kCreate);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kStore);
  EXPECT_NE(refused.error().message.find("999"), std::string::npos) << refused.error().message;
  EXPECT_EQ(ask(path, "SELECT max(version) FROM schema_version"), "999");
}

TEST(SqliteStore, AMigrationThatWasCutShortIsAsIfItNeverBegan) {
  const test::TempDir folder;
  const auto path = folder.path() / "record.sqlite";
  // A name that the first migration wants is taken: it fails half way.
  ask(path, "CREATE TABLE readings (x); SELECT 1");
  ASSERT_FALSE(open_sqlite_store(path, StoreMode::kCreate));
  EXPECT_EQ(
      ask(path, "SELECT count(*) FROM sqlite_master WHERE name IN ('cases', 'schema_version')"),
      "0");
  ask(path, "DROP TABLE readings; SELECT 1");
  EXPECT_TRUE(open_sqlite_store(path, StoreMode::kCreate));
}

TEST(SqliteStore, EightProgramsMayStartAtOnce) {
  const test::TempDir folder;
  const auto path = folder.path() / "record.sqlite";
  std::vector<std::thread> threads;
  std::atomic<int> opened = 0;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      const auto store = open_sqlite_store(path, StoreMode::kCreate);
      EXPECT_TRUE(store) << (store ? "" : store.error().message);
      opened += store.has_value();
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(opened, 8);
}

TEST(SqliteStore, AMissingStoreIsNotMadeByLooking) {
  const test::TempDir folder;
  const auto path = folder.path() / "record.sqlite";
  ASSERT_FALSE(open_sqlite_store(path, StoreMode::kExisting));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(SqliteStore, AFileThatIsNoStoreIsRefusedAndLeftAlone) {
  const test::TempDir folder;
  const auto path = folder.path() / "record.sqlite";
  std::ofstream(path) << "These are the notes of somebody else, longer than a header of SQLite is; "
                         "they must not be overwritten by us in any way.";
  const auto before = std::filesystem::file_size(path);
  const auto refused = open_sqlite_store(path, StoreMode::kCreate);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kStore);
  EXPECT_EQ(std::filesystem::file_size(path), before);
}

TEST(SqliteStore, DamagedRowsAreAnErrorAndNoCrash) {
  const test::TempDir folder;
  const auto path = folder.path() / "record.sqlite";
  auto store = open_sqlite_store(path, StoreMode::kCreate);
  ASSERT_TRUE(store);
  Case fresh;
  fresh.id = "case-1";
  ASSERT_TRUE((*store)->create_case(fresh, stamp_now("test")));
  ask(path,
      "INSERT INTO case_fields VALUES ('case-1', 'shoe_size', '44', 'declared', '', ''); SELECT 1");
  const auto found = (*store)->find_case("case-1");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kStore);
}

// statfs numbers as in statfs(2), written here anew.
TEST(SharedFileSystem, NetworkMountsAreNamedAndLocalDisksAreNot) {
  EXPECT_EQ(shared_file_system(0x6969), "NFS");
  EXPECT_EQ(shared_file_system(0xff534d42), "CIFS (SMB)");
  EXPECT_EQ(shared_file_system(0xfe534d42), "SMB2");
  EXPECT_EQ(shared_file_system(0x65735546), "FUSE");
  for (const std::uint64_t local :
       {0xEF53u /* ext4 */, 0x58465342u /* xfs */, 0x9123683Eu /* btrfs */, 0x01021994u /* tmpfs */,
        0x794c7630u /* overlay */, 0x2fc12fc1u /* zfs */})
    EXPECT_EQ(shared_file_system(local), "");
}

TEST(DefaultStorePath, FollowsTheEnvironment) {
  const auto with = [](const char* store, const char* state, const char* home) {
    store != nullptr ? setenv("PRINTGAUGE_STORE", store, 1) : unsetenv("PRINTGAUGE_STORE");
    state != nullptr ? setenv("XDG_STATE_HOME", state, 1) : unsetenv("XDG_STATE_HOME");
    setenv("HOME", home, 1);
    return default_store_path().string();
  };
  EXPECT_EQ(with("/a/b.sqlite", "/s", "/h"), "/a/b.sqlite");
  EXPECT_EQ(with(nullptr, "/s", "/h"), "/s/printgauge/record.sqlite");
  EXPECT_EQ(with(nullptr, nullptr, "/h"), "/h/.local/state/printgauge/record.sqlite");
  EXPECT_EQ(with(nullptr, "relative", "/h"), "/h/.local/state/printgauge/record.sqlite");
}

}  // namespace
}  // namespace pg
