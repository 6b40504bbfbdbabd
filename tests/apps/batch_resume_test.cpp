// Kills and full disks: nothing is lost, nothing twice.

#include <random>

#include "tests/apps/batch_fixture.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

class BatchResume : public BatchFiles {
 protected:
  /// One run by kill after kill, each later than the one before on average, until it ends by itself.
  [[nodiscard]] int kills_until_done(const std::vector<std::string>& arguments) const {
    std::mt19937 random(7);
    for (int kills = 0; kills < 400; ++kills) {
      const double seconds = std::uniform_real_distribution<>(0.005, 0.04 + 0.01 * kills)(random);
      std::vector<std::string> command = {"-s", "KILL", std::to_string(seconds),
                                          test::printgauge_binary()};
      command.insert(command.end(), arguments.begin(), arguments.end());
      const auto outcome = test::run_program("timeout", command);
      if (outcome.status < 124) {
        EXPECT_EQ(outcome.status, 1) << outcome.err;  // one model is refused
        return kills;
      }
    }
    ADD_FAILURE() << "it never came to its end";
    return 0;
  }
};

TEST_F(BatchResume, KilledAgainAndAgainTheTableIsTheSame) {
  for (const char* const name : {"t.csv", "t.jsonl"}) {
    const fs::path whole = out(std::string("whole-") + name), killed = out(name);
    (void)run({"batch", models(), "--out", whole, "--only", "size,volume", "--dedupe"});
    const int kills = kills_until_done({"batch", models(), "--out", killed, "--only",
                                        "size,volume", "--resume", "--jobs", "3", "--dedupe"});
    EXPECT_GE(kills, 3) << "the test is to kill, not to watch";
    EXPECT_GT(content(whole).size(), 1000u);
    EXPECT_EQ(content(whole), content(killed)) << "after " << kills << " kills";
    EXPECT_FALSE(fs::exists(killed.string() + ".journal"));
    EXPECT_FALSE(fs::exists(killed.string() + ".part"));
  }
}

TEST_F(BatchResume, AFullDiskIsAClearStopAndTheRestFollows) {
  (void)run({"batch", models(), "--out", out("whole.csv"), "--only", "size"});
  // Files may grow to 16 KiB: the list fits, all rows do not.
  const std::string limited = "trap '' XFSZ; ulimit -f 16; exec \"$@\"";
  const std::vector<std::string> command = {test::printgauge_binary(), "batch", models(), "--out",
                                            out("t.csv"), "--only", "size"};
  std::vector<std::string> shell = {"-c", limited, "sh"};
  shell.insert(shell.end(), command.begin(), command.end());
  const auto stopped = test::run_program("bash", shell);
  EXPECT_EQ(stopped.status, 3);
  EXPECT_NE(stopped.err.find("rows are safe"), std::string::npos) << stopped.err;
  EXPECT_FALSE(fs::exists(out("t.csv")));
  auto again = run({command.begin() + 1, command.end()});
  EXPECT_EQ(again.status, 2) << "an unfinished run is not overwritten";
  EXPECT_NE(again.err.find("--resume"), std::string::npos) << again.err;
  again = run({"batch", models(), "--out", out("t.csv"), "--only", "size", "--resume"});
  EXPECT_EQ(again.status, 1) << again.err;
  EXPECT_EQ(content(out("whole.csv")), content(out("t.csv")));
}

TEST_F(BatchResume, AnotherRunsJournalIsNotTakenOver) {
  const auto stopped = test::run_program(
      "bash", {"-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "sh", test::printgauge_binary(),
               "batch", models(), "--out", out("t.csv"), "--only", "size"});
  ASSERT_EQ(stopped.status, 3);
  const auto outcome =
      run({"batch", models(), "--out", out("t.csv"), "--only", "volume", "--resume"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("other paths, options or version"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace pg
