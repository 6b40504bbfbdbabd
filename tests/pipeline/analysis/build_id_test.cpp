// The build ID is the linker's.

#include "pipeline/analysis/build_id.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/run.hpp"

namespace pg {
namespace {

TEST(BuildId, IsWhatTheLinkerWrote) {
  const auto ours = test::run_program("sh", {"-c", "readelf -n /proc/" + std::to_string(getpid()) + "/exe"});
  if (ours.status != 0) GTEST_SKIP() << "SKIPPED: needs readelf (binutils)";
  ASSERT_FALSE(build_id().empty());
  EXPECT_NE(ours.out.find("Build ID: " + build_id()), std::string::npos) << ours.out;
}

}  // namespace
}  // namespace pg
