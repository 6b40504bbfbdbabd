#pragma once
/// Support in any direction, by sample: fast enough to ask for hundreds of directions.

#include <vector>

#include "geometry/spatial/spatial.hpp"
#include "geometry/support/pose.hpp"
#include "geometry/support/pose_samples.hpp"
#include "geometry/vec3.hpp"

namespace pg {

/// What support_columns says exactly, estimated.
struct QuickColumns {
  double volume_mm3 = 0;
  double contact_mm2 = 0;
  double height_mm = 0;
};

/// How many samples are looked at: twice as many again until `rays` of them hang over, at most
/// `samples`.
struct Effort {
  std::size_t rays, samples;
};

/// Method  Samples of the surface that hang over in a direction cast a ray down, to the surface or
/// the
///         plate, until enough have: the sum over a fixed, even set. A ray that leaves the body
///         started inside an overlap, and has no column.
/// Limits  About 1 / sqrt(samples): 4 % with 500, less on even surfaces. Heights come from at most
///         6,144 outermost points.
/// Cost    A ray a sample, 0.5 to 1 us. Safe from many threads; same bits for any number of them.
class QuickSupports {
 public:
  QuickSupports(const Spatial& spatial, PoseSamples samples, const std::vector<Vec3>& outermost_mm,
                double overhang_angle_deg, bool inside_out);

  [[nodiscard]] QuickColumns in_direction(const Vec3& up, const Effort& effort) const;
  /// How far the outermost points reach along `up`.
  struct Reach {
    double low, high;
  };
  [[nodiscard]] Reach reach(const Vec3& up) const;
  /// How many samples an effort comes to.
  [[nodiscard]] std::size_t samples_for(const Vec3& up, const Effort& effort) const;

  [[nodiscard]] const Spatial& spatial() const { return spatial_; }
  [[nodiscard]] const PoseSamples& samples() const { return samples_; }
  [[nodiscard]] const std::vector<Vec3>& outermost_mm() const { return outermost_mm_; }
  [[nodiscard]] double steepest() const { return steepest_; }  ///< Cosine of the rule's angle.
  [[nodiscard]] double same_height_mm() const { return same_height_mm_; }
  [[nodiscard]] double diagonal_mm() const { return same_height_mm_ / kSameHeightShare; }
  [[nodiscard]] bool inside_out() const { return inside_out_; }

 private:
  const Spatial& spatial_;
  PoseSamples samples_;
  std::vector<Vec3> outermost_mm_;
  double steepest_ = 0;
  double same_height_mm_ = 0;
  bool inside_out_ = false;
};

}  // namespace pg
