#include <algorithm>
#include <cmath>

#include "training/near.hpp"
#include "training/on_models.hpp"

namespace pg::training {

TriMesh guide_by_bodies(const TriMesh& bone_mm, const GuideSize& size, Random& random) {
  const Near bone(bone_mm);
  const double reach = random.uniform(size.reach_low_mm, size.reach_high_mm);
  const double wall = random.uniform(size.wall_low_mm, size.wall_high_mm);
  const double gap = random.uniform(0, 0.3);
  const Place place = place_on(bone_mm, 0.6 * reach, random);
  const double wide = reach * random.uniform(0.35, 1.0);

  // Region of the plate in the tangent frame: an ellipse or a rectangle, with or without a bite.
  const bool round = random.uniform() < 0.5;
  const double bite = random.uniform() < 0.35 ? random.uniform(0.2, 0.5) * wide : 0;
  const Vec3 bite_at =
      place.at + random.uniform(-0.6, 0.6) * reach * place.along + wide * place.across;
  const auto region = [=](const Vec3& at) {
    const Vec3 d = at - place.at;
    const double x = d.dot(place.along);
    const double y = d.dot(place.across);
    double out = round ? (std::hypot(x / reach, y / wide) - 1) * wide
                       : std::max(std::abs(x) - reach, std::abs(y) - wide);
    if (bite > 0) out = std::max(out, bite - (at - bite_at).norm());
    return std::max(out, std::abs(d.dot(place.normal)) - 1.1 * reach);
  };
  const double farthest = gap + wall + 14;
  const auto from_bone = [bone, region, farthest](const Vec3& at) {
    return region(at) > 6 ? farthest : bone.distance(at, farthest);
  };
  Field field = [=](const Vec3& at) {
    const double out = region(at);
    if (out > 6) return out;
    const double d = bone.distance(at, farthest);
    return std::max(out, std::abs(d - gap - 0.5 * wall) - 0.5 * wall);
  };

  const auto spot = [&] {
    return Vec3(place.at + random.uniform(-0.75, 0.75) * reach * place.along +
                random.uniform(-0.7, 0.7) * wide * place.across);
  };
  Field drills = shapes::ball(Vec3(1e9, 0, 0), 1);
  const int sleeves = static_cast<int>(random.below(6));
  for (int i = 0; i < sleeves; ++i) {
    const Vec3 at = spot();
    const Vec3 axis = (place.normal + 0.25 * random.direction()).normalized();
    const double drill = random.uniform(0.7, 2.2);
    if (random.uniform() < 0.75)
      field = shapes::join(
          std::move(field),
          shapes::cylinder(at, axis, drill + random.uniform(1.0, 2.5), 2 * random.uniform(4, 10)));
    drills = shapes::join(std::move(drills), shapes::cylinder(at, axis, drill, 80));
  }
  const int slots = random.uniform() < 0.65 ? 1 + static_cast<int>(random.below(2)) : 0;
  for (int i = 0; i < slots; ++i) {
    Place cut = place;
    const double turn = random.uniform(0, 3.1);
    cut.along = std::cos(turn) * place.along + std::sin(turn) * place.across;
    cut.across = place.normal.cross(cut.along);
    const Vec3 at = spot();
    const double length = wide * random.uniform(0.6, 1.6);
    const double open = random.uniform(0.8, 1.8);
    if (random.uniform() < 0.7)
      field = shapes::join(std::move(field), sloping_block(at + 3 * place.normal, cut,
                                                           {length + 5, open + random.uniform(3, 7),
                                                            random.uniform(8, 18)}));
    drills = shapes::join(std::move(drills), sloping_block(at, cut, {length, open, 80}));
  }
  if (random.uniform() < 0.4)  // handle or bar
    field = shapes::join(std::move(field),
                         sloping_block(spot() + random.uniform(4, 9) * place.normal, place,
                                       {reach * random.uniform(0.5, 2.4), random.uniform(3, 8),
                                        random.uniform(3, 6)}));
  if (random.uniform() < 0.3)  // label plate
    field = shapes::join(
        std::move(field),
        sloping_block(spot() + 5 * place.normal, place,
                      {random.uniform(8, 20), random.uniform(1.5, 3), random.uniform(8, 16)}));
  field = [field = std::move(field), drills = std::move(drills), from_bone, gap](const Vec3& at) {
    const double kept = std::max(field(at), -drills(at));
    return kept > 4 ? kept : std::max(kept, gap - from_bone(at));
  };
  Box3 box;
  for (const double x : {-1.3, 1.3})
    for (const double y : {-1.3, 1.3})
      for (const double z : {-1.0, 1.0})
        box.extend(Vec3(place.at + x * (reach + 4) * place.along + y * (wide + 4) * place.across +
                        z * (0.5 * reach + 13) * place.normal));
  return meshed(field, box, std::min(110.0, box.size().maxCoeff() / 0.5));
}

TriMesh walled(const TriMesh& pool_mm, Random& random) {
  const Near pool(pool_mm);
  const double wall = random.uniform(1.5, 4.0);
  Box3 box = bounding_box(pool_mm);
  box.extend(Vec3(box.min - Vec3::Constant(wall + 2)));
  box.extend(Vec3(box.max + Vec3::Constant(wall + 2)));
  const int kind = static_cast<int>(random.below(3));
  Field field = [pool, wall, kind](const Vec3& at) {
    const double d = pool.distance(at, 25);
    return kind == 0 ? d - wall : std::max(d - wall, -d);
  };
  const int cuts = static_cast<int>(random.below(4));
  for (int i = 0; i < cuts; ++i) {
    const Vec3 outward = random.direction();
    const double half = outward.cwiseAbs().dot(0.5 * box.size());
    field = shapes::common(
        std::move(field),
        shapes::half_space(box.centre() + outward * half * (1 - random.uniform(0.1, 0.8)),
                           outward));
  }
  return meshed(field, box, std::min(110.0, box.size().maxCoeff() / (0.8 * wall)));
}

}  // namespace pg::training
