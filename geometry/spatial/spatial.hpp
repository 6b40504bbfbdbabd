#pragma once
/// Where a ray meets the surface, what is nearest to a point, what lies in a box.

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include "geometry/mesh/tri_mesh.hpp"
#include "geometry/spatial/bvh.hpp"
#include "geometry/subject.hpp"
#include "geometry/vec3.hpp"

namespace pg {

struct SurfaceHit {
  FaceId face = kNone;
  double distance = 0;                     ///< In lengths of the direction.
  std::array<double, 3> barycentric = {};  ///< Weights of the corners.
  bool back_side = false;                  ///< The ray leaves: it runs along the outer normal.
  std::uint32_t in_tree = kNone;           ///< Where the tree has it: 4 block + lane (bvh.hpp).
};

struct SurfacePoint {
  FaceId face = kNone;
  double distance = 0;
  Vec3 point = Vec3::Zero();
};

/// One acceleration structure for a mesh; built once, shared (spatial_of), asked from many threads.
///
/// Method  An eight-wide tree (bvh.hpp) finds candidate triangles in single precision with bounds
/// on
///         every rounding; each answer is computed in double from the corners of the mesh
///         (ray.hpp), relative to the query. Equal distances are won by the lower face. So answers
///         are those of trying every triangle, and do not depend on the instruction set or the
///         tree.
/// Needs   Nothing of the mesh; degenerate triangles are never hit by rays but are nearest points.
/// Limits  Coordinates within 1e15 mm of each other; else `usable` is false and nothing is found.
/// Cost    Build: about 0.15 us a triangle and thread; 50 bytes a triangle. A ray: about 0.5 us.
class Spatial {
 public:
  explicit Spatial(const TriMesh& mesh);  ///< Keeps a reference to the mesh.

  [[nodiscard]] bool usable() const { return usable_; }
  [[nodiscard]] const TriMesh& mesh() const { return *mesh_; }
  [[nodiscard]] const Bvh& bvh() const { return bvh_; }

  /// The first hit with t_min < distance <= t_max, either side. Faces of equal distance: the lower.
  [[nodiscard]] std::optional<SurfaceHit> first_hit(
      const Vec3& origin, const Vec3& direction, double t_min = 0,
      double t_max = std::numeric_limits<double>::infinity(), FaceId skipped = kNone) const;

  /// The same from a vertex, past the facets that hold it: those are met at distance 0 anyway, and
  /// leaving them out saves most of the exact tests.
  [[nodiscard]] std::optional<SurfaceHit> first_hit_from(
      VertexId vertex, const Vec3& direction, double t_min = 0,
      double t_max = std::numeric_limits<double>::infinity()) const;

  /// All hits with t_min < distance <= t_max, by distance, then face. Replaces what is in `hits`.
  void all_hits(const Vec3& origin, const Vec3& direction, std::vector<SurfaceHit>& hits,
                double t_min = 0, double t_max = std::numeric_limits<double>::infinity()) const;

  /// The same from a vertex, past the facets that hold it.
  void all_hits_from(VertexId vertex, const Vec3& direction, std::vector<SurfaceHit>& hits) const;

  /// The nearest point of the surface, if one is within max_distance; face kNone if none is.
  [[nodiscard]] SurfacePoint closest_point(
      const Vec3& point, double max_distance = std::numeric_limits<double>::infinity()) const;

  /// Calls `visit(face)` for every face whose box meets `box` (touching counts), in no set order;
  /// a few faces within Bvh::pad_mm of it may be among them. Stops when `visit` returns false.
  void visit_overlaps(const Box3& box, const std::function<bool(FaceId)>& visit) const;

 private:
  const TriMesh* mesh_;
  Bvh bvh_;
  bool usable_ = true;
};

/// The subject's own, built the first time anybody asks.
[[nodiscard]] const Spatial& spatial_of(const Subject& subject);

/// The point of triangle abc nearest to p (Ericson, Real-Time Collision Detection, 2005, 5.1.5).
[[nodiscard]] Vec3 closest_on_triangle(const Vec3& p, const Vec3& a, const Vec3& b, const Vec3& c);

}  // namespace pg
