// Backups of every store, into every store; and what its check finds.

#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>

#include "pipeline/analysis/reading.hpp"
#include "pipeline/record/backup.hpp"
#include "pipeline/record/site_key.hpp"
#include "tests/pipeline/record/store_contract.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

void change(const fs::path& file, const char* sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(database);
  sqlite3_close(database);
}

class StoreCare : public StoreContract {
 protected:
  /// Two cases: a reading, a superseded one, one that waits, one that failed, and what a person
  /// stated with letters from beyond ASCII.
  void fill() {
    for (const char* sha : {"aa", "bb"}) {
      ASSERT_EQ(observe(seen("case-1", "a", sha, sha)), Observed::kQueued);
      Reading reading;
      reading.version = "1";
      reading.sha256 = sha;
      ASSERT_TRUE(finish(claim(), outcome(ModelStatus::kOk, to_json(reading))));
    }
    Observation bad = seen("case-2", "b", "");
    bad.error = "The file cannot be opened.";
    observe(bad);
    Case subject = **store_->find_case("case-2");
    subject.indication = {"Fehlbildung, \xc3\xa4\xc3\x9f \"x\"", Layer::kDeclared, "a", kPerson.at};
    ASSERT_TRUE(store_->update_case(subject, kPerson));
    ASSERT_EQ(observe(seen("case-2", "c", "cc")), Observed::kQueued);
    ASSERT_TRUE(store_->bind_site_key("one"));
    std::ofstream(state() / "site.key") << std::string(32, 'k');
  }
  [[nodiscard]] fs::path state() const { return folder_.path(); }
  [[nodiscard]] fs::path backup() const { return folder_.path() / "backup"; }

  static void expect_same(Store& one, Store& other) {
    ASSERT_EQ(one.cases()->size(), other.cases()->size());
    const auto cases = *one.cases();
    for (const Case& subject : cases) {
      EXPECT_EQ(case_to_json(subject), case_to_json(**other.find_case(subject.id)));
      const auto a = *one.models(subject.id, true), b = *other.models(subject.id, true);
      ASSERT_EQ(a.size(), b.size());
      for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].id, b[i].id);
        EXPECT_EQ(a[i].sha256, b[i].sha256);
        EXPECT_EQ(a[i].status, b[i].status);
        EXPECT_EQ(a[i].reading, b[i].reading);
        EXPECT_EQ(a[i].superseded, b[i].superseded);
        EXPECT_EQ(a[i].error, b[i].error);
      }
      const auto c = *one.history(subject.id), d = *other.history(subject.id);
      ASSERT_EQ(c.size(), d.size());
      for (std::size_t i = 0; i < c.size(); ++i) {
        EXPECT_EQ(c[i].what, d[i].what);
        EXPECT_EQ(c[i].before, d[i].before);
        EXPECT_EQ(c[i].after, d[i].after);
        EXPECT_EQ(c[i].by, d[i].by);
      }
    }
    EXPECT_EQ(one.search({})->size(), other.search({})->size());
  }
};

TEST_P(StoreCare, ABackupRestoredIsTheSameRecordAndGoesOn) {
  fill();
  const Result<Ok> done = back_up(*store_, state(), backup());
  ASSERT_TRUE(done) << done.error().message;
  const test::TempDir fresh;
  auto target = GetParam().open(fresh.path());
  ASSERT_TRUE(target);
  const Result<Ok> back = restore(**target, fresh.path(), backup());
  ASSERT_TRUE(back) << back.error().message;
  expect_same(*store_, **target);
  EXPECT_TRUE((*target)->check()->empty());
  EXPECT_FALSE((*target)->bind_site_key("two"));
  EXPECT_TRUE((*target)->bind_site_key("one"));
  EXPECT_TRUE(SiteKey::load_or_create(fresh.path()));
  // New rows have numbers of their own.
  ASSERT_EQ(*(*target)->observe(seen("case-3", "d", "dd"), kLater), Observed::kQueued);
  EXPECT_EQ((*target)->models("case-1", true)->size(), 2u);
  const auto job = (*target)->claim("root", kLater);
  ASSERT_TRUE(job && job->has_value());
  EXPECT_EQ((*job)->sha256, "cc");
  EXPECT_TRUE(*(*target)->finish(**job, outcome(), kLater));
}

TEST_P(StoreCare, ABackupGoesIntoTheOtherKindOfStore) {
  fill();
  ASSERT_TRUE(back_up(*store_, state(), backup()));
  const test::TempDir fresh;
  auto target = open_sqlite_store(fresh.path() / "record.sqlite", StoreMode::kCreate);
  if (GetParam().name == std::string("SQLite") && test::PostgresServer::shared() != nullptr)
    target = open_on_server(fresh.path());
  ASSERT_TRUE(target);
  ASSERT_TRUE(restore(**target, fresh.path(), backup()));
  expect_same(*store_, **target);
}

TEST_P(StoreCare, ABackupIsReadByItsOwnerAloneAndTheRecordMayBeInUse) {
  fill();
  auto other = GetParam().open(folder_.path());
  ASSERT_TRUE(other);
  ASSERT_TRUE(back_up(**other, state(), backup()));
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(backup())) {
    struct stat status {};
    ASSERT_EQ(stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 2u);
  EXPECT_FALSE(back_up(*store_, state(), backup()));  // not over another one
}

TEST_P(StoreCare, NothingIsRestoredOverARecordOrUnderAnotherKey) {
  fill();
  ASSERT_TRUE(back_up(*store_, state(), backup()));
  EXPECT_FALSE(restore(*store_, state(), backup()));
  EXPECT_EQ(store_->cases()->size(), 2u);
  const test::TempDir fresh;
  auto target = GetParam().open(fresh.path());
  ASSERT_TRUE(target);
  std::ofstream(fresh.path() / "site.key") << std::string(32, 'x');
  EXPECT_FALSE(restore(**target, fresh.path(), backup()));
  EXPECT_TRUE((*target)->cases()->empty());
}

TEST_P(StoreCare, ADamagedBackupIsRefusedAndChangesNothing) {
  fill();
  ASSERT_TRUE(back_up(*store_, state(), backup()));
  change(backup() / "record.sqlite", "UPDATE readings SET document = '{}' WHERE id = 1");
  const test::TempDir fresh;
  auto target = GetParam().open(fresh.path());
  ASSERT_TRUE(target);
  const Result<Ok> refused = restore(**target, fresh.path(), backup());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("damaged"), std::string::npos);
  EXPECT_TRUE((*target)->cases()->empty());
  EXPECT_FALSE(fs::exists(fresh.path() / "site.key"));
  EXPECT_FALSE(restore(**target, fresh.path(), fresh.path() / "nothing"));
}

TEST_P(StoreCare, AWholeRecordHasNothingToComplainOf) {
  EXPECT_TRUE(store_->check()->empty());
  fill();
  const auto broken = store_->check();
  ASSERT_TRUE(broken) << broken.error().message;
  EXPECT_TRUE(broken->empty()) << broken->front();
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreCare, all_stores(), store_kind_name);

TEST(SqliteCheck, EachFaultIsFound) {
  const char* const kFaults[][2] = {
      {"UPDATE models SET status = 'refused', reading_id = NULL", "no reading"},
      {"UPDATE models SET sha256 = 'ff'", "another content"},
      {"UPDATE readings SET status = 'refused'", "another status"},
      {"DELETE FROM history WHERE what = 'case created'", "no beginning"},
      {"DELETE FROM history WHERE what = 'model added'", "no beginning"},
      {"DELETE FROM reading_numbers", "searched"},
      {"UPDATE readings SET document = '{\"status\":1}'", "cannot be read"},
      {"PRAGMA foreign_keys = OFF; DELETE FROM cases", "not there"},
  };
  for (const auto& [fault, expected] : kFaults) {
    const test::TempDir folder;
    const fs::path file = folder.path() / "record.sqlite";
    const auto store = open_sqlite_store(file, StoreMode::kCreate);
    ASSERT_TRUE(store);
    Observation seen;
    seen.case_id = "case-1";
    seen.root_key = "root";
    seen.source_key = "a";
    seen.sha256 = "aa";
    ASSERT_TRUE((*store)->observe(seen, kDaemon));
    Reading reading;
    reading.version = "1";
    reading.sha256 = "aa";
    Outcome outcome;
    outcome.reading = to_json(reading);
    ASSERT_TRUE(*(*store)->finish(**(*store)->claim("root", kDaemon), outcome, kDaemon));
    ASSERT_TRUE((*store)->check()->empty());
    change(file, fault);
    const auto broken = (*store)->check();
    ASSERT_TRUE(broken);
    ASSERT_FALSE(broken->empty()) << fault;
    EXPECT_NE(broken->front().find(expected), std::string::npos) << fault << ": " << broken->front();
  }
}

}  // namespace
}  // namespace pg
