#include "geometry/support/pose_samples.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

/// Of the count of samples, as a power of two; more where there are many facets to hold apart.
constexpr int kLevelsFew = 13, kLevelsMany = 15;
constexpr std::size_t kManyFaces = 20'000;

/// The digits of `i` in `base` behind the point, mirrored: van der Corput, 1935.
double mirrored(std::size_t i, std::size_t base) {
  double value = 0, place = 1;
  for (; i > 0; i /= base) {
    place /= static_cast<double>(base);
    value += place * static_cast<double>(i % base);
  }
  return value;
}

std::size_t reversed_bits(std::size_t i, int bits) {
  std::size_t reversed = 0;
  for (int bit = 0; bit < bits; ++bit) reversed |= (i >> bit & 1) << (bits - 1 - bit);
  return reversed;
}

/// The normal at a place of a facet, linear between those at the middles of its sides.
Vec3 normal_at(const RoundSurface& round, FaceId face, const Vec3& weight) {
  const Vec3& own = round.normal(face);
  Vec3 normal = Vec3::Zero();
  for (std::size_t k = 0; k < 3; ++k) {
    Vec3 middle = own;
    if (const FaceId other = round.neighbour(face, k); other != kNone)
      middle = (own + round.normal(other)).normalized();
    normal += (1 - 2 * weight[static_cast<Eigen::Index>((k + 2) % 3)]) * middle;
  }
  return normal.normalized();
}

}  // namespace

PoseSamples pose_samples(const TriMesh& mesh, const RoundSurface& round, bool inside_out) {
  PoseSamples samples;
  const std::size_t faces = mesh.triangles.size();
  std::vector<double> before(chunk_count(faces) + 1, 0.0);
  for_each_chunk(faces, [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    for (std::size_t f = begin; f != end; ++f)
      before[chunk + 1] += mesh.face_cross(static_cast<FaceId>(f)).norm() / 2;
  });
  for (std::size_t c = 1; c < before.size(); ++c) before[c] += before[c - 1];
  samples.area_mm2 = before.back();
  if (!(samples.area_mm2 > 0)) return samples;

  const int levels = faces > kManyFaces ? kLevelsMany : kLevelsFew;
  const std::size_t count = std::size_t{1} << levels;
  samples.at_mm.assign(count, Vec3::Zero());
  samples.normal.assign(count, Vec3::Zero());
  samples.face.assign(count, kNone);
  const double step = samples.area_mm2 / static_cast<double>(count);
  const auto place = [&](std::size_t step_number, FaceId face) {
    double u = mirrored(step_number + 1, 2), v = mirrored(step_number + 1, 3);
    if (u + v > 1) u = 1 - u, v = 1 - v;
    const Vec3 weight(1 - u - v, u, v);
    const std::size_t i = reversed_bits(step_number, levels);
    samples.face[i] = face;
    samples.at_mm[i] =
        weight[0] * mesh.corner(face, 0) + u * mesh.corner(face, 1) + v * mesh.corner(face, 2);
    const Vec3 normal = normal_at(round, face, weight);
    samples.normal[i] = inside_out ? Vec3(-normal) : normal;
  };
  for_each_chunk(faces, [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    double passed = before[chunk];
    for (std::size_t f = begin; f != end; ++f) {
      const double area = mesh.face_cross(static_cast<FaceId>(f)).norm() / 2;
      // Steps whose middle lies on this face; rounding may leave one out at a chunk's end.
      const auto first = static_cast<std::size_t>(std::ceil(passed / step - 0.5));
      passed += area;
      const auto last = static_cast<std::size_t>(std::max(0.0, std::ceil(passed / step - 0.5)));
      for (std::size_t s = first; s < std::min(last, count); ++s) place(s, static_cast<FaceId>(f));
    }
  });
  return samples;
}

}  // namespace pg
