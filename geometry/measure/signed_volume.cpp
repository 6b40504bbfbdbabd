#include "geometry/measure/signed_volume.hpp"

#include "geometry/parallel.hpp"

namespace pg {

Result<SignedVolume> measure_signed_volume(const Subject& subject) {
  const TriMesh& mesh = subject.mesh();
  if (mesh.triangles.empty())
    return Error{ErrorCode::kNotApplicable, "every triangle has collapsed to a line or point"};
  if (!subject.topology().watertight())
    return Error{ErrorCode::kNotApplicable,
                 "the surface is open; the raw sum would depend on where it lies"};

  const Vec3 origin = mesh.corner(0, 0);
  const double six_volumes = ordered_sum(mesh.triangles.size(), 0.0, [&](std::size_t face) {
    const auto& [a, b, c] = mesh.triangles[face];
    const Vec3 p = mesh.positions_mm[a] - origin;
    const Vec3 q = mesh.positions_mm[b] - origin;
    const Vec3 r = mesh.positions_mm[c] - origin;
    return p.dot(q.cross(r));
  });
  return SignedVolume{.signed_volume_mm3 = six_volumes / 6.0};
}

Measurement describe_signed_volume() {
  static const std::vector<QuantityInfo> quantities = {
      {"signed_volume_mm3", "Signed volume", "mm3",
       "Raw sum of signed tetrahedra over the triangles as they come; negative when the faces "
       "point inward."}};
  return {.name = "signed_volume",
          .group = "size",
          .needs = "a watertight surface",
          .source =
              "Zhang and Chen, Efficient feature extraction for 2D/3D objects in mesh "
              "representation, ICIP 2001",
          .quantities = quantities,
          .run = [](const Subject& subject) -> Measured {
            const auto volume = measure_signed_volume(subject);
            if (!volume) return all_absent(quantities, volume.error());
            return {.values = {number("signed_volume_mm3", volume->signed_volume_mm3)},
                    .absent = {},
                    .findings = {}};
          }};
}

}  // namespace pg
