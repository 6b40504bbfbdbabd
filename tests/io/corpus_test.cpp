// Every file of ../shared/corpus: read with the triangle count of its index, or refused in a
// sentence.

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <string>

#include "tests/io/shared_files.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

/// Refused, and rightly; each looked at. What the sentence has to name is given.
const std::map<std::string, std::string> kRefused = {
    {"orthopaedic_bone/chiconasa3000__BuildModel3D__femur.obj", "decimal comma"},
    {"orthopaedic_bone/chiconasa3000__BuildModel3D__femurB.obj", "decimal comma"},
    {"orthopaedic_bone/chiconasa3000__BuildModel3D__pelvis.obj", "decimal comma"}};

/// The index counts the triangles written in the file; what is built places some meshes repeatedly.
const std::map<std::string, std::string> kExpanded = {
    {"non_medical/mikedh__trimesh__counterXP.3mf", "83750"}};

TEST(Corpus, EveryFileIsReadWithItsTriangleCountOrRefusedInASentence) {
  if (!test::shared_dir()) GTEST_SKIP() << test::kNoShared;
  const auto folder = *test::shared_dir() / "corpus";
  const auto rows = test::read_csv(folder / "index.csv");
  std::vector<std::filesystem::path> files;
  for (const test::Row& row : rows) files.push_back(folder / row.at("path"));
  const auto outcomes = test::read_in_children(files, 10);
  std::size_t read = 0, refused = 0;
  double slowest = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string& path = rows[i].at("path");
    EXPECT_TRUE(outcomes[i].answered) << path << ": " << outcomes[i].words;
    slowest = std::max(slowest, outcomes[i].seconds);
    const auto exception = kRefused.find(path);
    if (exception != kRefused.end()) {
      EXPECT_FALSE(outcomes[i].read) << path;
      EXPECT_NE(outcomes[i].words.find(exception->second), std::string::npos)
          << path << ": " << outcomes[i].words;
      ++refused;
      continue;
    }
    const auto expanded = kExpanded.find(path);
    EXPECT_EQ(std::to_string(outcomes[i].triangles),
              expanded == kExpanded.end() ? rows[i].at("triangles") : expanded->second)
        << path << ": " << outcomes[i].words;
    if (outcomes[i].read) ++read;
  }
  std::printf("corpus: %zu of %zu read, %zu refused in a sentence, slowest %.2f s\n", read,
              rows.size(), refused, slowest);
}

}  // namespace
}  // namespace pg
