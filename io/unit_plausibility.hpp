#pragma once
/// Whether a model's size fits any anatomy in the unit it is taken to be in.
///
/// Method  The longest side of the box against what is printed of people: from 5 mm (ossicles and
///         single teeth are 7 to 8 mm) to 2,000 mm (a whole person). A size outside is no anatomy;
///         the units in which it would be some are named, nearest to 100 mm (in ratio) first.
/// Source  DOMAIN 4: smallest and largest structures of its table. Slicers ask by volume (below
///         9 mm3), which misses a heart in inches.
/// Limits  Sizes between hide a wrong unit (a heart in centimetres is 12 long and could be a tooth
///         in millimetres): no finding is no proof. Nothing is ever rescaled.

#include <optional>
#include <vector>

#include "geometry/finding.hpp"
#include "geometry/mesh/tri_mesh.hpp"
#include "io/model.hpp"

namespace pg {

inline constexpr double kAnatomyMinMm = 5.0;
inline constexpr double kAnatomyMaxMm = 2000.0;

extern const FindingKind kUnitSuspect;

/// Longest side of the box of all corners, in the file's unit.
[[nodiscard]] double longest_side(const Model& model);
/// The same of a mesh, in mm.
[[nodiscard]] double longest_side_mm(const TriMesh& mesh);

[[nodiscard]] bool fits_anatomy(double longest_mm);

/// Units of m, inch, cm, mm and um in which a length of the file would fit anatomy, likeliest first.
[[nodiscard]] std::vector<LengthUnit> fitting_units(double longest_in_file_units);

/// A warning that names the likely unit, where the size fits no anatomy as it was read but does in
/// another unit.
[[nodiscard]] std::optional<Finding> suspect_unit(double longest_mm, double mm_per_unit);

}  // namespace pg
