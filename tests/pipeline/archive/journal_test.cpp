#include "pipeline/archive/journal.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/paths.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

class JournalFile : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path() const { return dir_.path() / "t.journal"; }
  [[nodiscard]] std::unique_ptr<Journal> begun() const {
    std::vector<Source> sources;
    for (std::uint64_t i = 0; i < 5; ++i)
      sources.push_back({.path = "m" + std::to_string(i), .number = i});
    sources[3].refused = Error{ErrorCode::kUnreadable, "gone"};
    return *Journal::begin(path(), {.run = "r", .list = "l", .columns = {"path", "x"}}, sources, 5);
  }
  [[nodiscard]] static Row row_of(int i) {
    return {.refused = i % 2 == 1,
            .content = "k" + std::to_string(i),
            .cells = {"", std::string("x,\n\0y", 5)}};
  }

 private:
  test::TempDir dir_;
};

TEST_F(JournalFile, WhatWasWrittenIsReadAgain) {
  {
    const auto journal = begun();
    ASSERT_TRUE(journal->append(2, row_of(2)).has_value());
    ASSERT_TRUE(journal->append_same(4, 2).has_value());
  }
  const auto journal = *Journal::resume(path());
  EXPECT_EQ(journal->header().run, "r");
  EXPECT_EQ(journal->header().columns, (std::vector<std::string>{"path", "x"}));
  ASSERT_EQ(journal->sources().size(), 5u);
  EXPECT_EQ(journal->sources()[3].refused->message, "gone");
  EXPECT_FALSE(journal->has_row(0));
  ASSERT_TRUE(journal->has_row(2));
  ASSERT_TRUE(journal->has_row(4));
  EXPECT_EQ(journal->row(4)->cells, row_of(2).cells);
  EXPECT_EQ(journal->row(4)->content, "k2");
}

TEST_F(JournalFile, ARowLikeOneThatIsItselfLikeAnotherIsFound) {
  {
    const auto journal = begun();
    ASSERT_TRUE(journal->append(2, row_of(2)).has_value());
    ASSERT_TRUE(journal->append_same(1, 2).has_value());
  }
  // A run that goes on knows the first of its content by its place in the list, not in the file.
  const auto journal = *Journal::resume(path());
  ASSERT_TRUE(journal->append_same(4, 1).has_value());
  ASSERT_TRUE(journal->row(4).has_value());
  EXPECT_EQ(journal->row(4)->cells, row_of(2).cells);
}

TEST_F(JournalFile, CutAtAnyByteItLosesOnlyTheLastRow) {
  std::uintmax_t after_one = 0;
  {
    const auto journal = begun();
    ASSERT_TRUE(journal->append(0, row_of(0)).has_value());
    after_one = fs::file_size(path());
    ASSERT_TRUE(journal->append(1, row_of(1)).has_value());
  }
  std::ostringstream whole;
  whole << std::ifstream(path(), std::ios::binary).rdbuf();
  for (std::size_t size = whole.str().size() - 1; size >= after_one; --size) {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << whole.str().substr(0, size);
    const auto journal = *Journal::resume(path());
    EXPECT_TRUE(journal->has_row(0));
    EXPECT_FALSE(journal->has_row(1)) << "cut at byte " << size;
  }
  EXPECT_EQ(fs::file_size(path()), after_one) << "the torn end is gone";
}

TEST_F(JournalFile, ADamagedRowIsARowThatIsNotThere) {
  {
    const auto journal = begun();
    ASSERT_TRUE(journal->append(0, row_of(0)).has_value());
  }
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-1, std::ios::end);
    file.put('?');
  }
  EXPECT_FALSE((*Journal::resume(path()))->has_row(0));
}

TEST_F(JournalFile, WithoutItsWholeListItIsNoRunYet) {
  (void)begun();
  fs::resize_file(path(), fs::file_size(path()) - 1);
  EXPECT_EQ((*Journal::resume(path()))->header().run, "");
}

TEST_F(JournalFile, TwoRunsDoNotWriteOneJournal) {
  const auto journal = begun();
  EXPECT_FALSE(Journal::resume(path()).has_value());
  EXPECT_FALSE(
      Journal::begin(path(), {.run = "other", .list = "l", .columns = {}}, {}, 0).has_value());
  EXPECT_TRUE(journal->append(0, row_of(0)).has_value());
}

}  // namespace
}  // namespace pg
