#pragma once
/// Measures a specimen of testdata/faults.hpp as the product would, and judges the answer.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <set>
#include <sstream>
#include <string>

#include "geometry/measure/boundary.hpp"
#include "geometry/measure/manifoldness.hpp"
#include "geometry/measure/triangle_quality.hpp"
#include "geometry/measure/volume.hpp"
#include "geometry/mesh/weld.hpp"
#include "geometry/solid/solid.hpp"
#include "geometry/subject.hpp"
#include "testdata/faults.hpp"
#include "testdata/shapes.hpp"

namespace pg::test {

// The yardstick of the project, relative: 0.1 %, and 0.3 % where surface is missing.
constexpr double kWithin = 1e-3, kWithinMissing = 3e-3;
// Of the truth: rounding of the specimen's own coordinates to float, which is no error of ours.
constexpr double kSlack = 1e-6;

struct Verdict {
  double truth = 0.0, value = 0.0, plus_minus = 0.0;
  bool none = false;
  bool missing = false, ambiguous = false;
  std::set<std::string> findings;

  [[nodiscard]] double error() const { return std::abs(value - truth) / truth; }
  [[nodiscard]] bool inside() const {
    return !none && std::abs(value - truth) <= plus_minus + kSlack * truth;
  }
  /// Where two readings are right, the value may be either.
  [[nodiscard]] bool right() const {
    return !none && (ambiguous || error() <= (missing ? kWithinMissing : kWithin));
  }
  /// One of the words is among the findings; without words, nothing is said to be wrong.
  [[nodiscard]] bool explained(const char* any_of) const {
    std::istringstream words(any_of);
    std::string word;
    bool asked = false;
    while (words >> word) {
      asked = true;
      if (findings.contains(word)) return true;
    }
    return !asked && findings.empty();
  }
  [[nodiscard]] std::string all_findings() const {
    std::string text;
    for (const std::string& id : findings) text += (text.empty() ? "" : " ") + id;
    return text;
  }
};

[[nodiscard]] inline Verdict judge(const faults::Specimen& specimen) {
  Welded welded = weld_exactly({shapes::as_double_soup(specimen.mesh)});
  const Subject subject(std::move(welded.mesh), {},
                        {specimen.mesh.triangles.size(), welded.collapsed_triangles});
  const Solid& solid = solid_of(subject);
  Verdict verdict{.truth = specimen.volume_mm3(),
                  .value = solid.volume_mm3.nonzero,
                  .plus_minus = solid.plus_minus_mm3,
                  .none = solid.none.has_value(),
                  .missing = specimen.surface_missing,
                  .ambiguous = specimen.ambiguous(),
                  .findings = {}};
  for (const Measurement& m : {describe_volume(), describe_triangle_quality(),
                               describe_manifoldness(), describe_boundary()})
    for (const Finding& finding : m.run(subject).findings) verdict.findings.insert(finding.id);
  return verdict;
}

inline void expect_right(const faults::Specimen& specimen, const std::string& name) {
  const Verdict v = judge(specimen);
  const bool good = v.right() && v.inside();
  EXPECT_TRUE(good) << name << ": " << v.value << " for " << v.truth << " mm3 (" << 100 * v.error()
                    << " %), plus_minus " << v.plus_minus
                    << (v.inside() ? "" : " does not hold the truth")
                    << (v.none ? ", called no solid" : "") << "; " << v.all_findings();
}

}  // namespace pg::test
