// Each single step in which the record is written fails, one after the other: whatever fails, the
// next run ends with each file recorded once. PG_SOAK=1: every step; else every seventh.

#include <cerrno>

#include "tests/apps/watch_fixture.hpp"

namespace pg {
namespace {

class WatchFault : public Watch, public testing::WithParamInterface<std::string> {
 protected:
  int run(const fs::path& folder, int step, const fs::path& mark) {
    std::vector<std::string> environment;
    if (step > 0)
      environment = {std::string("LD_PRELOAD=") + PG_FAULT_SHIM,
                     "PG_FAULT_UNDER=" + folder.string(), "PG_FAULT_STEP=" + std::to_string(step),
                     "PG_FAULT_KIND=" + GetParam(), "PG_FAULT_MARK=" + mark.string()};
    return Program({"watch", root_.string(), "--once", "--no-sandbox", "--only", "size",
                    "--settle", "0", "--scan-every", "0.05", "--jobs", "1", "--report",
                    (folder / "reports").string(), "--store", (folder / "record.sqlite").string()},
                   out_, log_, environment)
        .wait();
  }
};

TEST_P(WatchFault, AnyStepMayFailAndTheNextRunLosesNothingAndRepeatsNothing) {
  // Files that are refused: they are written as others are, and cost no time to measure and draw.
  std::set<std::string> expected;
  for (int i = 0; i < 2; ++i) {
    const std::string content = "no model " + std::to_string(i);
    expected.insert(sha256(content));
    put(root_ / "case-1" / (std::to_string(i) + ".stl"), content);
  }
  const int stride = std::getenv("PG_SOAK") != nullptr ? 1 : 7;
  int fired = 0;
  for (int step = 1;; step += stride) {
    const test::TempDir state;
    const fs::path mark = folder_.path() / "mark";
    fs::remove(mark);
    run(state.path(), step, mark);  // may fail, or have gone on
    if (!fs::exists(mark)) break;
    ++fired;
    EXPECT_LE(run(state.path(), 0, mark), 1) << "step " << step << "\n" << slurp(log_);
    auto store = open_sqlite_store(state.path() / "record.sqlite", StoreMode::kExisting);
    ASSERT_TRUE(store) << "step " << step;
    const auto models = all_models(**store, "case-1");
    EXPECT_EQ(models.size(), 2u) << "step " << step;
    std::set<std::string> read;
    for (const CaseModel& model : models)
      if (model.status == ModelStatus::kRefused) read.insert(model.sha256);
    EXPECT_EQ(read, expected) << "step " << step;
    EXPECT_TRUE((*store)->check()->empty()) << "step " << step;
    std::size_t reports = 0;
    for (const auto& entry : fs::directory_iterator(state.path() / "reports" / "case-1"))
      reports += entry.path().extension() == ".json";
    EXPECT_EQ(reports, 2u) << "step " << step;
    if (HasFailure()) break;
  }
  EXPECT_GE(fired, 60 / stride);  // the faults do reach the record
}

std::string fault_name(const testing::TestParamInfo<std::string>& kind) {
  const std::map<std::string, std::string> names = {{std::to_string(ENOSPC), "NoSpace"},
                                                    {std::to_string(EIO), "InputOutput"},
                                                    {std::to_string(EINTR), "Interrupted"},
                                                    {"short", "ShortWrite"},
                                                    {"kill", "Killed"}};
  return names.at(kind.param);
}

INSTANTIATE_TEST_SUITE_P(Kinds, WatchFault,
                         testing::Values(std::to_string(ENOSPC), std::to_string(EIO),
                                         std::to_string(EINTR), "short", "kill"),
                         fault_name);

}  // namespace
}  // namespace pg
