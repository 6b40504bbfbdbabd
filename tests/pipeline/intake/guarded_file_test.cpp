#include "pipeline/intake/guarded_file.hpp"

#include "tests/pipeline/intake/intake_fixture.hpp"

namespace pg {
namespace {

TEST(GuardedFile, RefusesLinksAnywhereInThePath) {
  const test::TempDir folder;
  write(folder.path() / "real" / "a.stl", 1);
  fs::create_directory_symlink(folder.path() / "real", folder.path() / "link");
  fs::create_symlink("a.stl", folder.path() / "real" / "b.stl");
  EXPECT_TRUE(GuardedFile::open_in(folder.path(), "real/a.stl"));
  EXPECT_FALSE(GuardedFile::open_in(folder.path(), "link/a.stl"));
  EXPECT_FALSE(GuardedFile::open_in(folder.path(), "real/b.stl"));
  EXPECT_FALSE(GuardedFile::open_in(folder.path(), "real"));
}

TEST(GuardedFile, HashesTheBytes) {
  const test::TempDir folder;
  std::ofstream(folder.path() / "abc") << "abc";
  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(*GuardedFile::open_in(folder.path(), "abc")->sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(FolderEvents, WakesForWhatHappensInWatchedFolders) {
  const test::TempDir folder;
  fs::create_directory(folder.path() / "case-1");
  FolderEvents events(folder.path());
  if (events.descriptor() < 0) GTEST_SKIP() << "SKIPPED: no inotify here";
  EXPECT_TRUE(events.watch({"", "case-1"}));
  EXPECT_FALSE(events.drain().changed);
  write(folder.path() / "case-1" / "a.stl", 1);
  EXPECT_TRUE(events.drain().changed);
  fs::create_directory(folder.path() / "case-2");
  EXPECT_TRUE(events.drain().changed);
  EXPECT_TRUE(events.watch({"", "case-2"}));
  events.drain();
  fs::remove(folder.path() / "case-1" / "a.stl");  // no longer watched
  EXPECT_FALSE(events.drain().changed);
}

}  // namespace
}  // namespace pg
