#pragma once
/// How a sampled surface bends at a sample. Internal to the recogniser.

#include <limits>
#include <utility>
#include <vector>

#include "geometry/feature/point_grid.hpp"
#include "pipeline/classes/sampling.hpp"

namespace pg {

struct Bend {
  bool known = false;
  double larger = 0;  ///< Principal curvatures times the radius; positive: bulging outward.
  double smaller = 0;
  double rough = 0;  ///< What the operator leaves unexplained of the turning of the normals.
};

/// Method  The shape operator that best explains the normals of the nearest neighbours
///         (Rusinkiewicz 2004, over points). Neighbours that face more than 75 degrees away belong
///         to another wall and do not count.
/// Needs   The sampling outlives it.
/// Cost    A grid over the samples; microseconds a sample asked.
class Bending {
 public:
  struct Scale {
    std::size_t targets;     ///< The first of the samples, among which neighbours are looked for.
    std::size_t neighbours;  ///< How many; where there are fewer, the bend is not known.
    double reach = std::numeric_limits<double>::infinity();  ///< Over the radius; none is farther.
  };
  Bending(const SurfaceSampling& sampling, const Scale& scale);

  [[nodiscard]] Bend at(std::size_t sample) const;

 private:
  using Near = std::pair<double, std::size_t>;  ///< Squared distance in mm2, sample.

  /// The nearest first; of equally near ones the first sample. Empty: there are not enough.
  [[nodiscard]] std::vector<Near> neighbours_of(std::size_t sample) const;

  const SurfaceSampling& sampling_;
  Scale scale_;
  double usual_mm_;  ///< Mostly all neighbours are within this.
  feature::PointGrid grid_;
};

}  // namespace pg
