#pragma once
/// A watched folder with its store, worked off in this process.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "pipeline/intake/intake.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"

namespace pg {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

inline void write(const fs::path& path, double size) {
  fs::create_directories(path.parent_path());
  const std::vector<std::byte> bytes = shapes::as_binary_stl(shapes::box({size, size, size}));
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

class IntakeOnce : public testing::Test {
 protected:
  void SetUp() override {
    root_ = folder_.path() / "in";
    fs::create_directories(root_);
    fs::create_directories(folder_.path() / "state");
    auto opened = open_sqlite_store(folder_.path() / "state" / "record.sqlite", StoreMode::kCreate);
    ASSERT_TRUE(opened);
    store_ = std::move(*opened);
    ASSERT_EQ(pipe2(never_, O_CLOEXEC), 0);
  }
  void TearDown() override {
    close(never_[0]);
    close(never_[1]);
  }
  IntakeOptions options() {
    IntakeOptions options;
    options.worker->command = {test::printgauge_binary().string(), "worker"};
    options.root = root_;
    options.state = folder_.path() / "state";
    options.settle = 20ms;
    options.poll = 10ms;
    options.poll_only = true;
    options.once = true;
    return options;
  }
  IntakeSummary run(IntakeOptions with) {
    Intake intake(*store_, *SiteKey::load_or_create(folder_.path() / "state"), std::move(with));
    const Result<IntakeSummary> summary = intake.run(never_[0]);
    EXPECT_TRUE(summary) << (summary ? "" : summary.error().message);
    return summary ? *summary : IntakeSummary{};
  }
  IntakeSummary run() { return run(options()); }
  std::vector<CaseModel> models(const std::string& id, bool superseded = false) {
    return *store_->models(id, superseded);
  }

  test::TempDir folder_;
  fs::path root_;
  std::unique_ptr<Store> store_;
  int never_[2] = {-1, -1};
};

}  // namespace pg
