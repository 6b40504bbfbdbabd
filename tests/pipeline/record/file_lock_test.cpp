#include "pipeline/record/file_lock.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "tests/support/paths.hpp"

namespace pg {
namespace {

using std::chrono::milliseconds;

class FileLock : public ::testing::Test {
 protected:
  [[nodiscard]] int opened() const {
    return open((dir_.path() / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  }

 private:
  test::TempDir dir_;
};

TEST_F(FileLock, IsOnesAlone) {
  const int one = opened(), other = opened();
  EXPECT_TRUE(take_file_lock(one, milliseconds(0)));
  EXPECT_FALSE(take_file_lock(other, milliseconds(0)));
  EXPECT_FALSE(take_file_lock(other, milliseconds(50)));
  close(one);
  EXPECT_TRUE(take_file_lock(other, milliseconds(0)));
  close(other);
}

TEST_F(FileLock, ThatIsAboutToGoIsWaitedFor) {
  const int one = opened(), other = opened();
  ASSERT_TRUE(take_file_lock(one, milliseconds(0)));
  std::thread goes([one] {
    std::this_thread::sleep_for(milliseconds(100));
    close(one);
  });
  EXPECT_TRUE(take_file_lock(other, std::chrono::minutes(1)));
  goes.join();
  close(other);
}

}  // namespace
}  // namespace pg
