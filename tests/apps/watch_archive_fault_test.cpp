// Each step of recording and archiving fails or is the last one: at each moment the file is whole in
// the watched folder or in the archive, and the next run ends with it recorded once and archived
// once. PG_SOAK=1: every step; else every third.

#include <sys/stat.h>

#include "tests/apps/watch_fixture.hpp"

namespace pg {
namespace {

class WatchArchiveFault : public Watch, public testing::WithParamInterface<std::string> {
 protected:
  int run(const fs::path& folder, const fs::path& archive, int step, const fs::path& mark) {
    std::vector<std::string> environment;
    if (step > 0)
      environment = {std::string("LD_PRELOAD=") + PG_FAULT_SHIM,
                     "PG_FAULT_UNDER=" + folder.string() + ":" + archive.string(),
                     "PG_FAULT_STEP=" + std::to_string(step), "PG_FAULT_KIND=" + GetParam(),
                     "PG_FAULT_MARK=" + mark.string()};
    return Program({"watch", (folder / "in").string(), "--once", "--no-sandbox", "--only", "size",
                    "--settle", "0", "--scan-every", "0.05", "--jobs", "1", "--archive",
                    archive.string(), "--store", (folder / "state" / "record.sqlite").string()},
                   out_, log_, environment)
        .wait();
  }
  static std::multiset<std::string> contents(const fs::path& folder) {
    std::multiset<std::string> all;
    if (!fs::exists(folder)) return all;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file() && entry.path().extension() == ".stl")
        all.insert(sha256(slurp(entry.path())));
    return all;
  }
  void through_all_steps(const std::function<fs::path(const fs::path&)>& archive_beside) {
    const std::string content[] = {box_file(3), box_file(4)};
    const std::multiset<std::string> expected = {sha256(content[0]), sha256(content[1])};
    const int stride = std::getenv("PG_SOAK") != nullptr ? 1 : 3;
    int fired = 0;
    for (int step = 1;; step += stride) {
      const test::TempDir beside;
      const fs::path folder = beside.path(), archive = archive_beside(folder), mark = folder_.path() / "mark";
      fs::remove(mark);
      for (int i = 0; i < 2; ++i)
        put(folder / "in" / "case-1" / (std::to_string(i) + ".stl"), content[i]);
      run(folder, archive, step, mark);
      if (!fs::exists(mark)) break;
      ++fired;
      std::multiset<std::string> either = contents(folder / "in");
      either.merge(contents(archive));
      for (const std::string& each : expected)
        EXPECT_GE(either.count(each), 1u) << "lost at step " << step;
      EXPECT_EQ(run(folder, archive, 0, mark), 0) << "step " << step << "\n" << slurp(log_);
      EXPECT_EQ(contents(folder / "in").size(), 0u) << "step " << step;
      EXPECT_EQ(contents(archive), expected) << "step " << step;
      auto store = open_sqlite_store(folder / "state" / "record.sqlite", StoreMode::kExisting);
      ASSERT_TRUE(store) << "step " << step;
      EXPECT_EQ(recorded(**store)["case-1"], expected) << "step " << step;
      EXPECT_EQ(all_models(**store, "case-1").size(), 2u) << "step " << step;
      std::error_code ignored;
      fs::remove_all(archive, ignored);
      if (HasFailure()) break;
    }
    EXPECT_GE(fired, 60 / stride);
  }
};

TEST_P(WatchArchiveFault, OnOneFileSystem) {
  through_all_steps([](const fs::path& folder) { return folder / "archive"; });
}

TEST_P(WatchArchiveFault, OnTwo) {
  struct stat here {}, there {};
  if (stat(folder_.path().c_str(), &here) != 0 || stat("/dev/shm", &there) != 0 ||
      here.st_dev == there.st_dev)
    GTEST_SKIP() << "SKIPPED: needs /dev/shm on another file system than the temporary files";
  through_all_steps([](const fs::path& folder) {
    return fs::path("/dev/shm") / (folder.filename().string() + "-archive");
  });
}

std::string fault_name(const testing::TestParamInfo<std::string>& kind) {
  const std::map<std::string, std::string> names = {{std::to_string(ENOSPC), "NoSpace"},
                                                    {std::to_string(EIO), "InputOutput"},
                                                    {"short", "ShortWrite"},
                                                    {"kill", "Killed"}};
  return names.at(kind.param);
}

INSTANTIATE_TEST_SUITE_P(Kinds, WatchArchiveFault,
                         testing::Values(std::to_string(ENOSPC), std::to_string(EIO), "short",
                                         "kill"),
                         fault_name);

}  // namespace
}  // namespace pg
