// Aortas, other vessels and airways.

#include <cmath>
#include <numbers>

#include "training/body.hpp"
#include "training/generators.hpp"

namespace pg::training {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;

/// Solid or hollow, ends cut or rounded, and meshed. `wall` about 2 to 3 mm in prints.
TriMesh finished(const Body& body, double size, double wall, double cut_share, Random& random) {
  Box3 box = body.box(wall + 0.05 * size);
  Field field = bent(body.field(), size, random.uniform(0, 0.05), random);
  const bool hollow = random.uniform() < 0.35;
  if (hollow) field = hollowed(std::move(field), wall);
  // Cut at random planes near the ends, as prints and segmentations are.
  const int cuts = static_cast<int>(random.below(4)) + (hollow ? 1 : 0);
  for (int i = 0; i < cuts; ++i) {
    const Vec3 outward = random.direction();
    const double reach = outward.cwiseAbs().dot(0.5 * box.size());
    field = shapes::common(
        std::move(field),
        shapes::half_space(box.centre() + outward * reach * (1 - random.uniform(0.1, cut_share)),
                           outward));
  }
  // A thin wall needs cells below it.
  const double finest = box.size().maxCoeff() / (hollow ? std::max(0.9 * wall, 0.4) : 1e-9);
  return meshed(field, box, hollow ? std::min(finest, 160.0) : random.uniform(60, 120));
}

Vec3 aside(const Vec3& direction, double most, Random& random) {
  return (direction + most * random.direction()).normalized();
}

/// A tree: each branch wanders, then splits in two or three until thinner than `thinnest`.
void grow(Body& body, const Vec3& from, const Vec3& direction, double radius, double thinnest,
          double slenderness, double spread, int depth, Random& random) {
  const double length = radius * slenderness * random.uniform(0.6, 1.4);
  const double end_radius = radius * random.uniform(0.8, 0.97);
  const std::vector<Vec3> line =
      wandering(from, direction, length, random.uniform(0.02, 0.2), 6, random);
  body.tube(line, radius, end_radius, 0.05, random.uniform(0, 6));
  if (depth == 0 || end_radius < thinnest) return;
  const Vec3 along = (line[5] - line[4]).normalized();
  const Vec3 across = along.cross(random.direction()).normalized();
  const int children = random.uniform() < 0.15 ? 3 : 2;
  for (int i = 0; i < children; ++i) {
    const double share = i == 0 ? random.uniform(0.75, 0.92) : random.uniform(0.45, 0.8);
    const double side = i == 0 ? 1 : i == 1 ? -1 : 0.3;
    grow(body, line[5], (along + side * spread * random.uniform(0.4, 1.2) * across).normalized(),
         end_radius * share, thinnest, slenderness, spread, depth - 1, random);
  }
}

/// A bulge on one side (saccular) or all round (fusiform).
void add_aneurysm(Body& body, const Vec3& at, double radius, double most, Random& random) {
  const double size = radius * random.uniform(1.3, most);
  const bool to_one_side = random.uniform() < 0.5;
  const Vec3 centre = to_one_side ? Vec3(at + random.direction() * size * 0.9) : at;
  body.ball(centre, size);
  if (random.uniform() < 0.5) body.ball(centre + random.direction() * size * 0.6, 0.7 * size);
}

}  // namespace

// Calibres: DOMAIN 4 [A1]: ascending aorta 25 to 40 mm, descending 20 to 30, to 60 in aneurysms.
TriMesh make_arch(Random& random) {
  const double radius = random.uniform(10, 19);
  const double curve = random.uniform(2.0, 3.6) * radius;
  Body body(random.uniform(0.08, 0.3) * radius);
  std::vector<Vec3> line;
  const double ascending = random.uniform(0.5, 5.0) * radius;
  const double descending = random.uniform(0.5, 14.0) * radius;
  const double swing = random.uniform(0.1, 0.5);  // out of the plane of the arch
  for (int i = 0; i < 5; ++i) line.emplace_back(-curve, 0, -ascending * (4 - i) / 4 - 0.01);
  const double pointed = random.uniform(0.8, 1.5);
  for (int i = 1; i < 10; ++i) {
    const double angle = std::numbers::pi * i / 10;
    line.emplace_back(-curve * std::cos(angle), swing * curve * (1 - std::cos(angle)),
                      pointed * curve * std::sin(angle));
  }
  const Vec3 last(curve, 2 * swing * curve, 0);
  for (const Vec3& p : wandering(last, Vec3(random.uniform(-0.2, 0.2), 0.1, -1), descending,
                                 random.uniform(0, 0.15), 8, random))
    line.push_back(p);
  const double taper = random.uniform(0.65, 0.95);
  body.tube(line, radius, taper * radius, random.uniform(0, 0.06), random.uniform(0, 6));
  // Brachiocephalic, left carotid, left subclavian: from the top of the arch upward.
  if (random.uniform() < 0.85)
    for (int k = 0; k < 3; ++k) {
      const double calibre =
          radius * (k == 0 ? random.uniform(0.35, 0.55) : random.uniform(0.2, 0.4));
      const Vec3 from = line[static_cast<std::size_t>(7 + 2 * k)];
      body.tube(wandering(from, aside({0.2 * (k - 1), 0, 1}, 0.3, random),
                          radius * random.uniform(1.4, 5), 0.12, 6, random),
                calibre, 0.85 * calibre);
    }
  if (random.uniform() < 0.5) {  // root with three sinuses
    for (int k = 0; k < 3; ++k)
      body.ball(line[0] + radius * 0.45 * Vec3(std::cos(kTurn * k / 3), std::sin(kTurn * k / 3), 0),
                radius * random.uniform(0.75, 0.95));
    if (random.uniform() < 0.5)
      for (int k = 0; k < 2; ++k)
        body.tube(wandering(line[0], aside({k == 0 ? 1.0 : -1.0, 0.5, 0.3}, 0.5, random),
                            radius * random.uniform(1.5, 3.5), 0.2, 5, random),
                  0.14 * radius, 0.1 * radius);
  }
  if (random.uniform() < 0.25)
    add_aneurysm(body, line[2 + random.below(line.size() - 4)], radius, 2.2, random);
  return finished(body, 6 * curve, random.uniform(1.6, 3.0), 0.5, random);
}

TriMesh make_abdominal(Random& random) {
  const double radius = random.uniform(7, 12);
  Body body(random.uniform(0.1, 0.3) * radius);
  const double length = random.uniform(5, 20) * radius;
  const std::vector<Vec3> line = wandering({0, 0, 0}, aside({0, 0, -1}, 0.2, random), length,
                                           random.uniform(0, 0.12), 12, random);
  const double taper = random.uniform(0.75, 1.0);
  body.tube(line, radius, taper * radius, random.uniform(0, 0.1), random.uniform(0, 6));
  const Vec3 along = (line[11] - line[10]).normalized();
  const Vec3 across = along.cross(Vec3(0, 1, 0)).normalized();
  for (const double side : {-1.0, 1.0}) {
    if (random.uniform() < 0.08) continue;
    const double calibre = radius * random.uniform(0.5, 0.75);
    const std::vector<Vec3> iliac =
        wandering(line[11], (along + side * random.uniform(0.25, 0.8) * across).normalized(),
                  radius * random.uniform(1, 13), random.uniform(0.03, 0.2), 9, random);
    body.tube(iliac, calibre, calibre * random.uniform(0.6, 0.95), 0.05, random.uniform(0, 6));
    if (random.uniform() < 0.5)
      body.tube(wandering(iliac[5], aside({0, 0.5, -1}, 0.6, random), radius * random.uniform(1, 5),
                          0.2, 6, random),
                0.6 * calibre, 0.4 * calibre);
  }
  if (random.uniform() < 0.75)
    for (int k = 0; k < 4; ++k) {  // coeliac, mesenteric, two renal arteries
      const double calibre = radius * random.uniform(0.18, 0.4);
      const Vec3 to = k < 2 ? Vec3(0, 1, -0.7) : Vec3(k == 2 ? 1 : -1, 0.1, -0.3);
      body.tube(wandering(line[static_cast<std::size_t>(1 + k)], aside(to, 0.4, random),
                          radius * random.uniform(1.3, 6), 0.15, 6, random),
                calibre, 0.8 * calibre);
    }
  if (random.uniform() < 0.4) add_aneurysm(body, line[5 + random.below(5)], radius, 3.2, random);
  return finished(body, length, random.uniform(1.3, 2.5), 0.4, random);
}

TriMesh make_vessel_tree(Random& random) {
  const double radius = random.uniform(2.0, 9.0);
  Body body(0.15 * radius);
  grow(body, Vec3::Zero(), random.direction(), radius, 0.18 * radius, random.uniform(4, 9),
       random.uniform(0.4, 1.0), 3 + static_cast<int>(random.below(3)), random);
  if (random.uniform() < 0.3)
    grow(body, Vec3::Zero(), random.direction(), 0.8 * radius, 0.2 * radius, 6, 0.7, 4, random);
  return meshed(bent(body.field(), 20 * radius, random.uniform(0, 0.04), random),
                body.box(1.5 * radius), random.uniform(100, 170));
}

TriMesh make_artery(Random& random) {
  const double radius = random.uniform(1.2, 4.5);
  Body body(0.2 * radius);
  const std::vector<Vec3> line =
      wandering(Vec3::Zero(), random.direction(), radius * random.uniform(10, 45),
                random.uniform(0.05, 0.45), 24, random);
  body.tube(line, radius, radius * random.uniform(0.5, 0.95), random.uniform(0, 0.12),
            random.uniform(0, 6));
  const int forks = static_cast<int>(random.below(4));
  for (int i = 0; i < forks; ++i)
    body.tube(wandering(line[4 + random.below(19)], random.direction(),
                        radius * random.uniform(4, 18), random.uniform(0.05, 0.3), 12, random),
              radius * random.uniform(0.45, 0.9), radius * random.uniform(0.3, 0.6));
  if (random.uniform() < 0.5) add_aneurysm(body, line[5 + random.below(15)], radius, 3.0, random);
  return finished(body, 20 * radius, random.uniform(0.6, 1.5), 0.3, random);
}

TriMesh make_bronchial_tree(Random& random) {
  const double radius = random.uniform(6, 11);
  Body body(0.2 * radius);
  const double length = radius * random.uniform(3, 13);
  const std::vector<Vec3> trachea = wandering(Vec3::Zero(), {0, 0.1, -1}, length, 0.03, 8, random);
  body.tube(trachea, radius, 0.95 * radius, random.uniform(0, 0.05), 1);
  const int depth = static_cast<int>(random.below(5));
  grow(body, trachea[7], aside({0.6, 0, -1}, 0.15, random), 0.72 * radius, 0.2 * radius,
       random.uniform(3, 5), 0.6, depth, random);
  grow(body, trachea[7], aside({-0.8, 0, -1}, 0.15, random), 0.65 * radius, 0.2 * radius,
       random.uniform(4, 7), 0.6, depth, random);
  return finished(body, 2 * length, random.uniform(1.2, 2.5), 0.2, random);
}

TriMesh make_upper_airway(Random& random) {
  const double width = random.uniform(10, 16);
  Body body(0.35 * width);
  std::vector<Vec3> line;
  const double bend = random.uniform(0.5, 1.3);
  for (int i = 0; i < 14; ++i) {
    const double t = i / 13.0;
    line.push_back(width * Vec3(0, bend * 3.5 * std::exp(-6 * t), -8 * t));
  }
  // Wide above, narrow behind the tongue, then the windpipe; flattened from front to back.
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double t = static_cast<double>(i) / 13;
    const double half = width * (0.9 - 0.5 * std::sin(3 * t) + random.uniform(-0.12, 0.12));
    const double flat = random.uniform(0.25, 0.6);
    for (const double side : {-1.0, 0.0, 1.0})
      body.rod(line[i - 1] + side * half * (1 - flat) * Vec3(1, 0, 0),
               line[i] + side * half * (1 - flat) * Vec3(1, 0, 0), half * flat, half * flat);
  }
  if (random.uniform() < 0.5)  // mouth
    body.tube(wandering(line[3], {0, 1, 0.2}, 3.5 * width, 0.05, 5, random), 0.8 * width,
              0.5 * width);
  return finished(body, 8 * width, random.uniform(1, 2.5), 0.3, random);
}

TriMesh make_lung(Random& random) {
  const double size = random.uniform(70, 110);
  const bool pair = random.uniform() < 0.6;
  Body body(0.12 * size);
  Field hollow_side = shapes::ball(Vec3(1e6, 0, 0), 1);
  for (const double side : {-1.0, 1.0}) {
    if (!pair && side > 0) continue;
    const Vec3 base(side * size * 0.75, 0, 0);
    body.rod(base + Vec3(0, -0.2 * size, -0.5 * size),
             base + Vec3(-side * 0.15 * size, 0, size * 0.6), 0.55 * size, 0.22 * size);
    body.rod(base + Vec3(0, 0.2 * size, -0.5 * size),
             base + Vec3(-side * 0.15 * size, 0, size * 0.6), 0.5 * size, 0.2 * size);
  }
  Field field =
      shapes::without(body.field(), shapes::ball({0, 0.25 * size, -0.3 * size}, 0.5 * size));
  field =
      shapes::without(std::move(field), shapes::ball({0.75 * size, 0, -1.35 * size}, 0.8 * size));
  field =
      shapes::without(std::move(field), shapes::ball({-0.75 * size, 0, -1.35 * size}, 0.8 * size));
  if (random.uniform() < 0.5) {
    Body trachea(2);
    trachea.rod({0, 0, 0.2 * size}, {0, 0, 1.4 * size}, 9, 9);
    for (const double side : {-1.0, 1.0})
      trachea.rod({0, 0, 0.2 * size}, {side * 0.6 * size, 0, -0.1 * size}, 8, 5);
    field = shapes::join(std::move(field), trachea.field());
  }
  field = bumpy(bent(std::move(field), 3 * size, random.uniform(0.01, 0.05), random),
                random.uniform(0, 2.5), random.uniform(15, 40), random);
  Box3 box = body.box(0.2 * size);
  box.extend(Vec3(0, 0, 1.5 * size));
  return meshed(field, box, random.uniform(60, 110));
}

}  // namespace pg::training
