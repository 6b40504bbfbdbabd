// A program that dies leaves no picture of its memory, where file and folder names stand.

#include <sys/resource.h>

#include "tests/apps/watch_fixture.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

class CoreFiles : public Watch {
 protected:
  void SetUp() override {
    rlimit most{};
    getrlimit(RLIMIT_CORE, &most);
    most.rlim_cur = most.rlim_max;
    setrlimit(RLIMIT_CORE, &most);  // what is started from here may leave cores
    fs::create_directories(here_);
    fs::current_path(here_);
    (void)test::run_program("sh", {"-c", "kill -SEGV $$"});
    if (files_in(here_) == 0)
      GTEST_SKIP() << "SKIPPED: needs a kernel that writes cores into the current folder "
                      "(kernel.core_pattern = core, and a hard limit above 0)";
    for (const auto& entry : fs::directory_iterator(here_)) fs::remove(entry);
  }
  void TearDown() override { fs::current_path("/"); }

  fs::path here_ = folder_.path() / "here";
};

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> all;
  for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(parent) + "/task")) {
    std::ifstream list(task.path() / "children");
    for (pid_t child = 0; list >> child;) all.push_back(child);
  }
  return all;
}

TEST_F(CoreFiles, NeitherTheWatcherNorItsWorkerLeavesOne) {
  put(root_ / "Zyxwinkel_Hans" / "zyxwinkel.stl", box_file(5, "Zyxwinkel, Hans"));
  auto program = daemon({"--only", "volume,size"});
  ASSERT_TRUE(until([](Store& store) { return !recorded(store).empty(); }));
  const std::vector<pid_t> workers = children_of(program->process_id());
  ASSERT_EQ(workers.size(), 1u);
  kill(workers[0], SIGSEGV);
  put(root_ / "case-1" / "a.stl", box_file(6));  // it hears of its worker's end over the next file
  ASSERT_TRUE(until([](Store& store) { return recorded(store).size() == 2; }));
  EXPECT_EQ(program->stop(SIGSEGV), -SIGSEGV);
  for (const auto& entry : fs::directory_iterator(here_)) ADD_FAILURE() << entry.path();
}

}  // namespace
}  // namespace pg
