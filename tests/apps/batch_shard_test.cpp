// A run in parts is the run.

#include <set>

#include "tests/apps/batch_fixture.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

class BatchShard : public BatchFiles {
 protected:
  [[nodiscard]] test::Outcome part(const std::string& table, int shard) const {
    return run({"batch", models(), "--out", out(table), "--only", "size", "--resume", "--shard",
                std::to_string(shard) + "/3"});
  }
  [[nodiscard]] std::string path_of(const std::string& table, int shard) const {
    return out(table).string() + ".shard-" + std::to_string(shard) + "-of-3";
  }
};

TEST_F(BatchShard, MergedPartsHaveTheBytesOfTheSingleRun) {
  for (const char* const name : {"t.csv", "t.jsonl", "t.sqlite"}) {
    const fs::path whole = out(std::string("whole-") + name);
    (void)run({"batch", models(), "--out", whole, "--only", "size"});
    std::set<std::uintmax_t> sizes;
    for (const int shard : {3, 1, 2}) {
      (void)part(name, shard);
      sizes.insert(fs::file_size(path_of(name, shard)));
    }
    EXPECT_GT(sizes.size(), 1u) << "parts by hash are not all of one size";
    const auto merged =
        run({"merge", path_of(name, 2), path_of(name, 3), path_of(name, 1), "--out", out(name)});
    EXPECT_EQ(merged.status, 1) << merged.err;
    EXPECT_EQ(content(whole), content(out(name)));
  }
}

TEST_F(BatchShard, MissingDoubledAndForeignPartsAreNotMerged) {
  for (const int shard : {1, 2, 3}) (void)part("t.csv", shard);
  const auto refused = [&](std::vector<std::string> parts, const char* why) {
    parts.insert(parts.begin(), "merge");
    parts.insert(parts.end(), {"--out", out("t.csv")});
    const auto outcome = run(parts);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_NE(outcome.err.find(why), std::string::npos) << outcome.err;
    EXPECT_FALSE(fs::exists(out("t.csv")));
  };
  const std::string one = path_of("t.csv", 1), two = path_of("t.csv", 2),
                    three = path_of("t.csv", 3);
  refused({one, three}, "Part 2 of 3 is missing");
  refused({one, two, two, three}, "Part 2 of 3 is there twice");
  fs::remove(models() / "folder-1" / "m1.stl");
  fs::remove(three);
  (void)part("t.csv", 3);
  refused({one, two, three}, "saw different files");
}

TEST_F(BatchShard, ATaskStartedAgainAfterItsEndDoesNothing) {
  (void)part("t.csv", 2);
  const auto before = content(path_of("t.csv", 2));
  const auto again = part("t.csv", 2);
  EXPECT_EQ(again.status, 0);
  EXPECT_NE(again.err.find("finished already"), std::string::npos) << again.err;
  EXPECT_EQ(before, content(path_of("t.csv", 2)));
  EXPECT_EQ(run({"batch", models(), "--out", out("t.csv"), "--shard", "4/3"}).status, 2);
}

}  // namespace
}  // namespace pg
