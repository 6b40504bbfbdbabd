#include "training/hard_negatives.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "training/generators.hpp"
#include "training/near.hpp"

namespace pg::training {
namespace {

Box3 about(const Place& place, const Vec3& half) {
  Box3 box;
  for (const double x : {-1.0, 1.0})
    for (const double y : {-1.0, 1.0})
      for (const double z : {-1.0, 1.0})
        box.extend(Vec3(place.at + x * half[0] * place.along + y * half[1] * place.across +
                        z * half[2] * place.normal));
  return box;
}

/// A thin plate that follows the bone, with rows of small holes.
TriMesh orbital_implant(const TriMesh& bone_mm, Random& random) {
  const Near bone(bone_mm);
  const double reach = random.uniform(10, 18);
  const double wide = reach * random.uniform(0.6, 1);
  const double wall = random.uniform(0.6, 1.2);
  const double pitch = random.uniform(2.5, 4.5);
  const double hole = random.uniform(0.25, 0.35) * pitch;
  const Place place = place_on(bone_mm, 0.6 * reach, random);
  const Field field = [=](const Vec3& at) {
    const Vec3 d = at - place.at;
    const double x = d.dot(place.along), y = d.dot(place.across);
    const double out = std::max((std::hypot(x / reach, y / wide) - 1) * wide,
                                std::abs(d.dot(place.normal)) - reach);
    if (out > 2) return out;
    const double from_hole =
        std::hypot(x - pitch * std::round(x / pitch), y - pitch * std::round(y / pitch));
    return std::max({out, std::abs(bone.distance(at, 8) - wall) - 0.5 * wall, hole - from_hole});
  };
  return meshed(field, about(place, {reach + 1, wide + 1, reach}), 110);
}

/// A block or a puck with the bone's surface as its underside, as a mould or a display stand.
TriMesh fitted_block(const TriMesh& bone_mm, Random& random) {
  const Near bone(bone_mm);
  const double reach = random.uniform(9, 22);
  const double wide = reach * random.uniform(0.5, 1);
  const double high = random.uniform(5, 14);
  const Place place = place_on(bone_mm, 0.6 * reach, random);
  const bool round = random.uniform() < 0.4;
  const Field body = round ? shapes::cylinder(place.at, place.normal, wide, 2 * high)
                           : sloping_block(place.at, place, {2 * reach, 2 * wide, 2 * high});
  const Field field = [=](const Vec3& at) {
    const double out = body(at);
    return out > 3 ? out : std::max(out, 0.1 - bone.distance(at, 6));
  };
  return meshed(field, about(place, {reach + 1, std::max(wide, reach) + 1, high + 1}), 90);
}

/// A trough with saw slots across it, straight and slanting.
TriMesh mitre_box(const TriMesh& /*bone_mm*/, Random& random) {
  const double length = random.uniform(40, 110), width = random.uniform(18, 45);
  const double height = random.uniform(15, 40), wall = random.uniform(3, 6);
  Field field =
      shapes::without(shapes::block(Vec3::Zero(), {length, width, height}),
                      shapes::block({0, 0, wall}, {length + 10, width - 2 * wall, height}));
  const int slots = 2 + static_cast<int>(random.below(4));
  for (int i = 0; i < slots; ++i) {
    const double turn = i == 0 ? 0 : random.uniform(-0.9, 0.9);
    const Vec3 at(length * random.uniform(-0.35, 0.35), 0, 1.5 * wall);
    Place cut;
    cut.at = at;
    cut.normal = Vec3::UnitZ();
    cut.along = Vec3(std::cos(turn), std::sin(turn), 0);
    cut.across = cut.normal.cross(cut.along);
    field = shapes::without(std::move(field),
                            sloping_block(at, cut, {random.uniform(0.8, 1.8), 3 * width, height}));
  }
  Box3 box;
  box.extend(Vec3(-0.52 * length, -0.55 * width, -0.55 * height));
  box.extend(Vec3(0.52 * length, 0.55 * width, 0.55 * height));
  return meshed(field, box, 120);
}

/// A horseshoe that sits on a row of teeth.
TriMesh bite_splint(const TriMesh& /*bone_mm*/, Random& random) {
  const double half = random.uniform(22, 32), deep = random.uniform(35, 50);
  const double thick = random.uniform(4, 6);
  Body arch(0.5), teeth(0.8);
  std::vector<Vec3> line;
  for (int i = -8; i <= 8; ++i) {
    const double t = i / 8.0;
    line.emplace_back(half * t, deep * t * t, 0);
    teeth.rod(line.back() - Vec3(0, 0, 8), line.back() - Vec3(0, 0, random.uniform(0.3, 1.5)),
              random.uniform(2.2, 3.6), random.uniform(1.6, 2.8));
  }
  arch.tube(line, thick, thick, 0.05, random.uniform(0, 6));
  Field field = shapes::common(arch.field(), shapes::half_space({0, 0, -0.6 * thick}, {0, 0, -1}));
  field = shapes::without(std::move(field), teeth.field());
  return meshed(field, arch.box(1), 130);
}

/// A bone plate with screw holes, bent to the bone.
TriMesh bone_plate(const TriMesh& bone_mm, Random& random) {
  const Near bone(bone_mm);
  const double reach = random.uniform(12, 30), wide = random.uniform(2.5, 5);
  const double wall = random.uniform(1, 2.2);
  const double pitch = random.uniform(6, 10), hole = random.uniform(0.9, 0.45 * wide);
  const Place place = place_on(bone_mm, reach, random);
  const Field field = [=](const Vec3& at) {
    const Vec3 d = at - place.at;
    const double x = d.dot(place.along), y = d.dot(place.across);
    const double out =
        std::max({std::abs(x) - reach, std::abs(y) - wide, std::abs(d.dot(place.normal)) - reach});
    if (out > 2) return out;
    const double from_hole = std::hypot(x - pitch * std::round(x / pitch), y);
    return std::max(
        {out, std::abs(bone.distance(at, 8) - 0.6 * wall) - 0.5 * wall, hole - from_hole});
  };
  return meshed(field, about(place, {reach + 1, wide + 1, 0.6 * reach}), 140);
}

TriMesh bracket(const TriMesh& /*bone_mm*/, Random& random) {
  return make_bracket(random);
}
TriMesh limb_splint(const TriMesh& /*bone_mm*/, Random& random) {
  return make_orthosis(random);
}
TriMesh implant(const TriMesh& /*bone_mm*/, Random& random) {
  return make_implant(random);
}

}  // namespace

std::span<const HardNegative> hard_negatives() {
  static constexpr HardNegative kAll[] = {
      {"orbital implant", orbital_implant},
      {"block fitted to a bone", fitted_block},
      {"mitre box", mitre_box},
      {"bite splint", bite_splint},
      {"bone plate", bone_plate},
      {"bracket", bracket},
      {"limb splint", limb_splint},
      {"implant", implant},
  };
  return kAll;
}

}  // namespace pg::training
