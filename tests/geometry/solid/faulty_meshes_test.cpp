// The faults of real files, each on a model of known volume: the volume is right, the truth is
// inside plus_minus, and a finding says what was decided.

#include <cstdio>

#include "tests/geometry/solid/verdict.hpp"

namespace pg {
namespace {

constexpr int kTriangles = 5000;
constexpr std::uint64_t kSeed = 20261124;

TEST(FaultyMeshes, EveryFaultHasTheRightVolumeInsidePlusMinusAndIsExplained) {
  std::size_t right = 0, inside = 0, explained = 0, count = 0;
  std::printf("%-38s %12s %10s %12s  %s\n", "fault", "truth mm3", "error %", "plus_minus %",
              "findings");
  const auto look = [&](const faults::Specimen& specimen, const char* id, const char* findings) {
    const test::Verdict v = test::judge(specimen);
    std::printf("%-38s %12.3f %10.6f %12.6f  %s\n", id, v.truth, 100 * v.error(),
                100 * v.plus_minus / v.truth, v.all_findings().c_str());
    EXPECT_TRUE(v.right()) << id << ": " << v.value << " for " << v.truth;
    EXPECT_TRUE(v.inside()) << id << ": " << v.value << " +- " << v.plus_minus << " for "
                            << v.truth;
    EXPECT_TRUE(v.explained(findings)) << id << ": " << v.all_findings();
    right += v.right() ? 1 : 0;
    inside += v.inside() ? 1 : 0;
    explained += v.explained(findings) ? 1 : 0;
    ++count;
  };
  for (const faults::Deed& deed : faults::deeds()) {
    faults::Specimen specimen = faults::bodies()[0].make(kTriangles);
    deed.apply(specimen, kSeed);
    look(specimen, deed.id, deed.findings);
  }
  for (const faults::Piece& piece : faults::pieces()) look(piece.make(0), piece.id, piece.findings);
  std::printf("of %zu: %zu right, %zu inside plus_minus, %zu explained\n", count, right, inside,
              explained);
  EXPECT_EQ(count, 30u);
}

}  // namespace
}  // namespace pg
