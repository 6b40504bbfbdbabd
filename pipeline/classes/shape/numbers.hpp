#pragma once
/// A shape as a long row of numbers, for the learner; what a person reads is in features.hpp.

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "geometry/subject.hpp"
#include "pipeline/classes/features.hpp"

namespace pg {

/// Numbers with names, always the same names in the same order. NaN: could not be had.
///
/// Method  Everything is scale-free (lengths over the root mean square radius of the surface, as
///         logarithms), except the last few, which are lengths in mm as logarithms and are left out
///         where `with_lengths` is false. Each block says its method in its own file.
/// Needs   A positive area.
/// Limits  Nothing looks at connectivity, rims, shells or triangle counts: they tell the exporter.
/// Cost    0.06 s on one thread with shape_features, whatever the size; the tree of Spatial and two
///         passes over the faces beside it.
struct ShapeNumbers {
  std::vector<std::string> names;
  std::vector<double> values;

  void add(std::string name, double value) {
    names.push_back(std::move(name));
    values.push_back(std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN());
  }
};

/// Empty when the surface has no area or lies at the end of the range of numbers.
[[nodiscard]] ShapeNumbers shape_numbers(const Subject& subject, const ShapeFeatures& features);

/// How many of the last numbers are lengths in mm.
inline constexpr std::size_t kLengthNumbers = 5;

}  // namespace pg
