// What only the store on PostgreSQL does; the contract of all stores is in store_contract_test.cpp.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "pipeline/record/migrations.hpp"
#include "pipeline/record/postgres.hpp"
#include "pipeline/record/store.hpp"
#include "tests/support/postgres_server.hpp"

namespace pg {
namespace {

const Stamp kDaemon{.by = "printgauge watch", .at = "2026-01-02T03:04:05.000Z"};

class PostgreSQLStore : public testing::Test {
 protected:
  void SetUp() override {
    server_ = test::PostgresServer::shared();
    if (server_ == nullptr) GTEST_SKIP() << test::kNoPostgres;
    schema_ = server_->fresh_schema();
  }
  std::unique_ptr<Store> open() {
    Result<std::unique_ptr<Store>> store =
        open_postgres_store(server_->address(schema_), StoreMode::kCreate);
    EXPECT_TRUE(store) << (store ? "" : store.error().message);
    return store ? std::move(*store) : nullptr;
  }
  static Observation seen(const std::string& source) {
    Observation observation;
    observation.case_id = "case-1";
    observation.root_key = "root";
    observation.source_key = source;
    observation.sha256 = "hash of " + source;
    observation.version = "1";
    observation.options = "o";
    return observation;
  }
  static Outcome read() {
    Outcome outcome;
    outcome.version = "1";
    outcome.options = "o";
    outcome.reading = "{}";
    return outcome;
  }
  test::PostgresServer* server_ = nullptr;
  std::string schema_;
};

TEST_F(PostgreSQLStore, AFreshStoreHasTheNewestSchemaAndOpeningAgainMigratesNothing) {
  ASSERT_TRUE(open());
  const std::string asked = "SELECT string_agg(version || applied, ',') FROM schema_version";
  const std::string applied = server_->ask(schema_, asked);
  EXPECT_EQ(server_->ask(schema_, "SELECT max(version) FROM schema_version"),
            std::to_string(postgres_migrations().back().version));
  ASSERT_TRUE(open());
  EXPECT_EQ(server_->ask(schema_, asked), applied);
}

TEST_F(PostgreSQLStore, ACommitWaitsForTheDiskWhateverTheAddressOrTheDatabaseSays) {
  // The address ends in the options of its session.
  const std::string lax = schema_ + "%20-csynchronous_commit%3Doff";
  ASSERT_EQ(server_->ask(lax, "SHOW synchronous_commit"), "off");
  postgres::Connection connection(server_->address(lax));
  postgres::Transaction view(connection, postgres::Transaction::Kind::kView);
  EXPECT_EQ(view.run("SHOW synchronous_commit").text(0, 0), "on");
}

TEST_F(PostgreSQLStore, MigrationsAreNumberedWithoutGaps) {
  int expected = 0;
  for (const Migration& migration : postgres_migrations()) EXPECT_EQ(migration.version, ++expected);
}

TEST_F(PostgreSQLStore, ANewerSchemaIsRefusedAndLeftAlone) {
  ASSERT_TRUE(open());
  (void)server_->ask(schema_, "INSERT INTO schema_version VALUES (999, 'later')");
  const auto refused = open_store(server_->address(schema_), StoreMode::kCreate);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kStore);
  EXPECT_NE(refused.error().message.find("999"), std::string::npos) << refused.error().message;
}

TEST_F(PostgreSQLStore, AMigrationThatWasCutShortIsAsIfItNeverBegan) {
  (void)server_->ask(schema_, "CREATE TABLE readings (x int)");
  ASSERT_FALSE(open_store(server_->address(schema_), StoreMode::kCreate));
  EXPECT_EQ(server_->ask(schema_, "SELECT to_regclass('schema_version'), to_regclass('cases')"),
            "|");
  (void)server_->ask(schema_, "DROP TABLE readings");
  EXPECT_TRUE(open());
}

TEST_F(PostgreSQLStore, EightProgramsMayStartAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> opened = 0;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back(
        [&] { opened += open_store(server_->address(schema_), StoreMode::kCreate).has_value(); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(opened, 8);
}

TEST_F(PostgreSQLStore, AMissingRecordIsNotMadeByLooking) {
  const auto missing = open_store(server_->address(schema_), StoreMode::kExisting);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("no record"), std::string::npos);
  EXPECT_EQ(server_->ask(schema_, "SELECT to_regclass('schema_version')"), "");
}

TEST_F(PostgreSQLStore, ALostConnectionIsAnErrorAndTheNextCallGoesOn) {
  const auto store = open();
  ASSERT_TRUE(store);
  ASSERT_TRUE(store->observe(seen("a"), kDaemon));
  server_->stop();
  for (int again = 0; again < 2; ++again) {
    const auto lost = store->cases();
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::kStore);
    EXPECT_NE(lost.error().message.find("cannot be reached"), std::string::npos)
        << lost.error().message;
    EXPECT_EQ(lost.error().message.find(server_->address(schema_)), std::string::npos);
  }
  server_->start();
  const auto cases = store->cases();
  ASSERT_TRUE(cases) << cases.error().message;
  EXPECT_EQ(cases->size(), 1u);
}

TEST_F(PostgreSQLStore, ALivingProgramKeepsItsJobsAndADeadOnesGoBackIntoTheQueue) {
  auto one = open();
  const auto two = open();
  ASSERT_TRUE(one && two);
  ASSERT_TRUE(one->observe(seen("a"), kDaemon));
  const auto job = one->claim("root", kDaemon);
  ASSERT_TRUE(job && job->has_value());
  EXPECT_EQ(*two->recover("root", kDaemon), 0u);
  EXPECT_FALSE((*two->claim("root", kDaemon)).has_value());
  EXPECT_FALSE((*one->claim("root", kDaemon)).has_value());  // nor is its own taken from it
  one.reset();
  // The server notices the end of a connection in its own time.
  std::optional<Job> taken;
  for (int look = 0; look < 500 && !taken; ++look) {
    taken = *two->claim("root", kDaemon);
    if (!taken) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->model_id, (**job).model_id);
  EXPECT_FALSE(*two->finish(**job, read(), kDaemon));  // the dead one's fence
  EXPECT_TRUE(*two->finish(*taken, read(), kDaemon));
}

TEST_F(PostgreSQLStore, AHolderWhoseConnectionWasCutMayStillFinishWhatNobodyTook) {
  const auto store = open();
  ASSERT_TRUE(store);
  ASSERT_TRUE(store->observe(seen("a"), kDaemon));
  const auto job = store->claim("root", kDaemon);
  ASSERT_TRUE(job && job->has_value());
  (void)server_->ask(schema_,
                     "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE "
                     "application_name = 'printgauge'");
  ASSERT_FALSE(store->finish(**job, read(), kDaemon));
  const auto finished = store->finish(**job, read(), kDaemon);
  ASSERT_TRUE(finished) << finished.error().message;
  EXPECT_TRUE(*finished);
}

TEST_F(PostgreSQLStore, TheSameFileSeenByTwoProgramsAtOnceIsOneModel) {
  ASSERT_TRUE(open());
  std::vector<std::thread> threads;
  for (int program = 0; program < 4; ++program)
    threads.emplace_back([&] {
      const auto store = open();
      ASSERT_TRUE(store);
      for (int file = 0; file < 10; ++file) {
        const auto observed = store->observe(seen("f" + std::to_string(file)), kDaemon);
        EXPECT_TRUE(observed) << (observed ? "" : observed.error().message);
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(server_->ask(schema_, "SELECT count(*) FROM models"), "10");
}

TEST_F(PostgreSQLStore, DamagedRowsAreAnErrorAndNoCrash) {
  const auto store = open();
  ASSERT_TRUE(store);
  Case fresh;
  fresh.id = "case-1";
  ASSERT_TRUE(store->create_case(fresh, kDaemon));
  (void)server_->ask(
      schema_, "INSERT INTO case_fields VALUES ('case-1', 'shoe_size', '44', 'declared', '', '')");
  const auto found = store->find_case("case-1");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kStore);
}

// No server is needed: each address has a password that libpq takes for something else.
TEST(PostgreSQLAddress, NoPartOfAPasswordGetsIntoAnError) {
  for (const char* address :
       {"postgresql://u:hidden@localhost:1/d", "postgresql://u:hid:hidden@localhost:1/d",
        "postgresql://u:hidden/x@localhost:1/d", "postgresql://u:hidden%zz@localhost:1/d",
        "postgresql://u:x@hidden@localhost:1/d", "postgresql://u:hidden@localhost:1/d?hidden=1"}) {
    const auto refused = open_store(address, StoreMode::kExisting);
    ASSERT_FALSE(refused) << address;
    EXPECT_EQ(refused.error().code, ErrorCode::kStore);
    EXPECT_EQ(refused.error().message.find("hid"), std::string::npos) << refused.error().message;
  }
}

TEST(PostgreSQLAddress, AReasonIsShownWithoutWhatStoodInQuotes) {
  EXPECT_EQ(postgres::plain_reason("connection to server at \"h\" (127.0.0.1), port 1 failed: "
                                   "Connection refused\n\tIs the server running?"),
            "Connection refused");
  EXPECT_EQ(postgres::plain_reason("x failed: FATAL:  password authentication failed for user "
                                   "\"u\"\n"),
            "password authentication failed for user ...");
  EXPECT_EQ(postgres::plain_reason("invalid percent-encoded token: \"a%zz\""),
            "invalid percent-encoded token: ...");
}

TEST(PostgreSQLAddress, IsToldFromAPath) {
  EXPECT_TRUE(is_postgres_address("postgresql://h/d"));
  EXPECT_TRUE(is_postgres_address("postgres:///d"));
  EXPECT_FALSE(is_postgres_address("/srv/postgresql:/record.sqlite"));
  EXPECT_FALSE(is_postgres_address("postgresql.sqlite"));
}

}  // namespace
}  // namespace pg
