// Kills and full disks: nothing is lost, nothing twice.

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

#include "tests/apps/batch_fixture.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

class BatchResume : public BatchFiles {
 protected:
  void SetUp() override {
    BatchFiles::SetUp();
    for (int i = 0; i < 160; ++i)
      write_file(models() / "folder-1" / ("more" + std::to_string(i) + ".stl"),
                 stl_of_sphere(5, 200 + 10 * (i % 50)));
  }
  /// Starts the program and kills it as soon as the journal has grown by `bytes`, and a moment
  /// later. False: it came to its end before.
  static bool killed(std::vector<std::string> arguments, const fs::path& journal,
                     std::uintmax_t bytes, std::chrono::microseconds later) {
    arguments.insert(arguments.begin(), test::printgauge_binary());
    std::vector<char*> words;
    for (std::string& word : arguments) words.push_back(word.data());
    words.push_back(nullptr);
    const auto size = [&] {
      std::error_code error;
      const std::uintmax_t now = fs::file_size(journal, error);
      return error ? 0 : now;
    };
    const std::uintmax_t until = size() + bytes;
    pid_t child = 0;
    EXPECT_EQ(posix_spawn(&child, words[0], nullptr, nullptr, words.data(), environ), 0);
    int status = 0;
    for (; size() < until; std::this_thread::sleep_for(std::chrono::microseconds(200)))
      if (waitpid(child, &status, WNOHANG) == child) return WIFSIGNALED(status);
    std::this_thread::sleep_for(later);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return WIFSIGNALED(status);
  }
};

TEST_F(BatchResume, KilledFiftyTimesTheTableIsTheSame) {
  std::mt19937 random(7);
  for (const char* const name : {"t.csv", "t.jsonl"}) {
    const fs::path whole = out(std::string("whole-") + name), table = out(name);
    (void)run({"batch", models(), "--out", whole, "--only", "size,volume"});
    const std::vector<std::string> command = {"batch",  models(),      "--out",    table,
                                              "--only", "size,volume", "--resume", "--jobs",
                                              "2",      "--dedupe"};
    int kills = 0;
    const int wanted = std::string(name) == "t.csv" ? 50 : 10;
    const fs::path journal = table.string() + ".journal";
    const auto expect_whole = [&] {
      EXPECT_GT(content(whole).size(), 1000u);
      EXPECT_EQ(content(whole), content(table)) << "after " << kills << " kills";
      EXPECT_FALSE(fs::exists(journal));
      EXPECT_FALSE(fs::exists(table.string() + ".part"));
      fs::remove(table);
    };
    while (kills < wanted && !HasFailure()) {
      if (killed(command, journal, std::uniform_int_distribution<>(1, 1500)(random),
                 std::chrono::microseconds(std::uniform_int_distribution<>(0, 2000)(random))))
        ++kills;
      else
        expect_whole();  // done between two kills: once more from the beginning
    }
    (void)run(command);
    expect_whole();
  }
}

TEST_F(BatchResume, AFullDiskIsAClearStopAndTheRestFollows) {
  (void)run({"batch", models(), "--out", out("whole.csv"), "--only", "size"});
  // Files may grow to 64 KiB: the list fits, all rows do not.
  const std::string limited = "trap '' XFSZ; ulimit -f 64; exec \"$@\"";
  const std::vector<std::string> command = {
      test::printgauge_binary(), "batch", models(), "--out", out("t.csv"), "--only", "size"};
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
      "bash", {"-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "sh", test::printgauge_binary(),
               "batch", models(), "--out", out("t.csv"), "--only", "size"});
  ASSERT_EQ(stopped.status, 3);
  const auto outcome =
      run({"batch", models(), "--out", out("t.csv"), "--only", "volume", "--resume"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("other paths, options or version"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace pg
