// What a hostile file does to the process that looks into it costs that file alone.

#include "pipeline/archive/run.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/paths.hpp"

namespace pg {
namespace {

class RunArchive : public ::testing::Test {
 protected:
  [[nodiscard]] Source source(const std::string& name, const std::string& deed) {
    const std::filesystem::path path = dir_.path() / name;
    std::ofstream(path, std::ios::binary) << deed;
    return {.path = path, .number = number_++};
  }
  /// The status and error of each row, by a worker whose analysis does what the file says.
  [[nodiscard]] std::vector<std::vector<std::string>> rows(std::vector<Source> sources,
                                                           RunOptions options) const {
    const std::size_t count = sources.size();
    const auto journal =
        *Journal::begin(dir_.path() / "t.journal",
                        {.run = "r", .list = "l", .columns = {"status", "error", "error_text"}},
                        std::move(sources), count);
    options.worker.emplace();
    options.worker->command = {PG_MISBEHAVING_WORKER};
    options.worker->time = std::chrono::seconds(3);
    const auto ran = run_archive(*journal, options);
    EXPECT_TRUE(ran) << ran.error().message;
    std::vector<std::vector<std::string>> found;
    for (std::size_t i = 0; i < count; ++i) found.push_back(journal->row(i)->cells);
    return found;
  }

 private:
  test::TempDir dir_;
  std::uint64_t number_ = 0;
};

TEST_F(RunArchive, AProcessThatDiesCostsItsFileAndTheOthersAreMeasured) {
  RunOptions options;
  options.jobs = 2;
  const auto found = rows({source("a", "nothing"), source("b", "crash"), source("c", "open"),
                           source("d", "sleep"), source("e", "nothing")},
                          options);
  EXPECT_EQ(found[0][0], "ok");
  EXPECT_EQ(found[1][0], "refused");
  EXPECT_NE(found[1][2].find("crashed (signal 11)"), std::string::npos) << found[1][2];
  EXPECT_NE(found[2][2].find("sandbox forbids"), std::string::npos) << found[2][2];
  EXPECT_EQ(found[3][1], "too_large") << found[3][2];
  EXPECT_EQ(found[4][0], "ok");
}

TEST_F(RunArchive, EqualFilesThatKillTheirProcessAreRowsToo) {
  RunOptions options;
  options.jobs = 2;
  options.dedupe = true;
  const auto found = rows({source("a", "crash"), source("b", "crash"), source("c", "nothing"),
                           source("d", "crash"), source("e", "nothing")},
                          options);
  for (const std::size_t i : {0, 1, 3}) {
    EXPECT_EQ(found[i][0], "refused") << i;
    EXPECT_NE(found[i][2].find("crashed"), std::string::npos) << i;
  }
  EXPECT_EQ(found[2], found[4]);
}

}  // namespace
}  // namespace pg
