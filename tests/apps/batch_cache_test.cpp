// batch --cache: readings of earlier runs are not measured again, and the table is the same.

#include <future>

#include "tests/apps/batch_fixture.hpp"
#include "tests/support/postgres_server.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

class BatchCache : public BatchFiles {
 protected:
  /// The table of a run, and what it said.
  struct Ran {
    std::string table;
    std::string said;
    int status = -1;
  };
  [[nodiscard]] Ran batch(const std::string& name, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"batch", models(), "--out", out(name)};
    if (more.empty() || more[0] != "--columns")
      arguments.insert(arguments.end(), {"--only", "volume,size"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto outcome = run(arguments);
    return {content(out(name)), outcome.err, outcome.status};
  }
  [[nodiscard]] Ran cached(const std::string& name, std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--cache", cache()});
    return batch(name, more);
  }
  [[nodiscard]] fs::path cache() const { return out("readings.cache"); }
  static void expect_from_cache(const Ran& ran, int count) {
    EXPECT_NE(ran.said.find(std::to_string(count) + " readings from the cache"), std::string::npos)
        << ran.said;
  }
};

TEST_F(BatchCache, ASecondRunMeasuresOnlyWhatIsNewAndTheTableIsTheSame) {
  const Ran without = batch("a.csv");
  const Ran first = cached("b.csv");
  EXPECT_EQ(first.table, without.table);
  EXPECT_EQ(first.status, 1) << "one file is no model";
  expect_from_cache(first, 0);
  const Ran second = cached("c.csv");
  EXPECT_EQ(second.table, without.table);
  EXPECT_EQ(second.status, 1);
  expect_from_cache(second, 40);  // the file that is no model is refused anew
  write_file(models() / "folder-1" / "new.stl", stl_of_sphere(7, 500));
  const Ran grown = cached("d.csv");
  expect_from_cache(grown, 40);
  EXPECT_EQ(grown.table, batch("e.csv").table);
  expect_from_cache(cached("f.csv"), 41);
}

TEST_F(BatchCache, AFileWithNewContentIsMeasuredAgain) {
  (void)cached("a.csv");
  write_file(models() / "folder-1" / "m1.stl", stl_of_sphere(7, 500));
  const Ran changed = cached("b.csv");
  expect_from_cache(changed, 39);
  EXPECT_EQ(changed.table, batch("c.csv").table);
}

TEST_F(BatchCache, OtherOptionsFindNothingAndOtherColumnsOfTheSameReadingDo) {
  (void)cached("a.csv");
  for (const std::vector<std::string>& other : {std::vector<std::string>{"--units", "inch"},
                                                {"--process", "vpp"},
                                                {"--max-triangles", "1000000"},
                                                {"--columns", "path,edges"}}) {
    const Ran ran = cached("b.csv", other);
    expect_from_cache(ran, 0);
    EXPECT_EQ(ran.table, batch("c.csv", other).table) << other[0];
  }
  const std::vector<std::string> fewer = {"--jobs", "1", "--columns", "path,volume_mm3"};
  const Ran ran = cached("b.csv", fewer);
  expect_from_cache(ran, 40);
  EXPECT_EQ(ran.table, batch("c.csv", fewer).table);
  const Ran documents = cached("b.jsonl");
  expect_from_cache(documents, 40);
  EXPECT_EQ(documents.table, batch("c.jsonl").table);
}

TEST_F(BatchCache, ModelsInArchivesAndEqualOnesAreFoundToo) {
  fs::copy_file(models() / "folder-1" / "m1.stl", models() / "folder-1" / "same.stl");
  ASSERT_EQ(
      test::run_program("tar", {"-cf", models() / "inner.tar", "-C", models(), "folder-2"}).status,
      0);
  const Ran without = batch("a.csv");
  const Ran first = cached("b.csv", {"--dedupe"});
  EXPECT_EQ(first.table, without.table);
  const Ran second = cached("c.csv", {"--dedupe"});
  EXPECT_EQ(second.table, without.table);
  expect_from_cache(second, 51);
}

TEST_F(BatchCache, ADamagedCacheIsMadeWholeAgainWithASentence) {
  const Ran whole = cached("a.csv");
  std::string bytes = content(cache());
  bytes[bytes.size() / 2] ^= 1;
  write_file(cache(), bytes);
  const Ran damaged = cached("b.csv");
  EXPECT_EQ(damaged.table, whole.table);
  EXPECT_NE(damaged.said.find("were damaged and are cut off"), std::string::npos) << damaged.said;
  const Ran mended = cached("c.csv");
  EXPECT_EQ(mended.table, whole.table);
  EXPECT_EQ(mended.said.find("damaged"), std::string::npos) << mended.said;
  expect_from_cache(mended, 40);
}

TEST_F(BatchCache, AFileThatIsNoCacheIsLeftAsItIs) {
  const std::string table = batch("a.csv").table;
  const auto outcome = run({"batch", models(), "--out", out("b.csv"), "--cache", out("a.csv")});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("is no cache of readings"), std::string::npos) << outcome.err;
  const auto folder = run({"batch", models(), "--out", out("b.csv"), "--cache", models()});
  EXPECT_EQ(folder.status, 2) << folder.err;
  EXPECT_EQ(content(out("a.csv")), table);
  EXPECT_FALSE(fs::exists(out("b.csv.journal")));
}

TEST_F(BatchCache, TwoRunsAtOnceGiveTheirTables) {
  const Ran without = batch("a.csv");
  auto other = std::async(std::launch::async, [&] { return cached("b.csv"); });
  const Ran one = cached("c.csv");
  EXPECT_EQ(one.table, without.table);
  EXPECT_EQ(other.get().table, without.table);
  const Ran after = cached("d.csv");
  EXPECT_EQ(after.table, without.table);
  expect_from_cache(after, 40);
}

TEST_F(BatchCache, HoldsNoNameOfAFile) {
  (void)cached("a.csv");
  const std::string bytes = content(cache());
  EXPECT_NE(bytes.find("volume_mm3"), std::string::npos);
  EXPECT_EQ(bytes.find("folder-"), std::string::npos);
  EXPECT_EQ(bytes.find(".stl"), std::string::npos);
}

using BatchCachePostgreSQL = BatchCache;

TEST_F(BatchCachePostgreSQL, RunsOnSeveralMachinesShareTheirReadings) {
  test::PostgresServer* const server = test::PostgresServer::shared();
  if (server == nullptr) GTEST_SKIP() << test::kNoPostgres;
  const std::string address = server->address(server->fresh_schema());
  const Ran without = batch("a.csv");
  const Ran first = batch("b.csv", {"--cache", address});
  EXPECT_EQ(first.table, without.table);
  expect_from_cache(first, 0);
  const Ran second = batch("c.csv", {"--cache", address});
  EXPECT_EQ(second.table, without.table);
  expect_from_cache(second, 40);
  const Ran wrong = batch("d.csv", {"--cache", "postgresql://127.0.0.1:1/none"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_NE(wrong.said.find("name a file"), std::string::npos) << wrong.said;
}

}  // namespace
}  // namespace pg
