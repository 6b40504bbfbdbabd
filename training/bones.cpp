// Bones and teeth.

#include <cmath>
#include <numbers>

#include "training/body.hpp"
#include "training/generators.hpp"

namespace pg::training {
namespace {

Vec3 about(const Vec3& at, double most, Random& random) {
  return at + most * random.direction();
}

TriMesh finished(Field field, const Box3& box, double size, double cells, Random& random) {
  field = bent(std::move(field), size, random.uniform(0.005, 0.04), random);
  if (random.uniform() < 0.5)
    field = bumpy(std::move(field), random.uniform(0.001, 0.006) * size,
                  random.uniform(0.04, 0.2) * size, random);
  return meshed(field, box, cells);
}

}  // namespace

TriMesh make_long_bone(Random& random) {
  const double length = random.uniform(40, 460);
  const double r = length * random.uniform(0.022, 0.05);
  Body body(0.6 * r);
  const std::vector<Vec3> shaft =
      wandering({0, 0, 0}, {0, 0, 1}, length, random.uniform(0, 0.06), 9, random);
  body.tube(shaft, r * random.uniform(0.9, 1.1), r, 0.1, random.uniform(0, 6));
  for (const bool top : {false, true}) {
    const Vec3 end = top ? shaft[8] : shaft[0];
    const Vec3 up = top ? Vec3(0, 0, 1) : Vec3(0, 0, -1);
    const Vec3 across = up.cross(random.direction()).normalized();
    const double kind = random.uniform();
    if (kind < 0.45) {  // two condyles
      for (const double side : {-1.0, 1.0})
        body.rod(about(end, 0.3 * r, random),
                 end + side * across * r * random.uniform(0.9, 1.6) + 0.3 * r * up, r * 1.1,
                 r * random.uniform(1.0, 1.7));
    } else if (kind < 0.75) {  // a neck with a head, and a trochanter
      const Vec3 head = end + across * r * random.uniform(2, 4) + up * r * random.uniform(0.5, 2.5);
      body.rod(end, head, r * 1.1, r * 1.0);
      body.ball(head, r * random.uniform(1.4, 2.0));
      body.ball(end - across * 0.7 * r + up * 0.7 * r, r * random.uniform(1.0, 1.4));
    } else {  // a plain end
      body.ball(end, r * random.uniform(1.1, 1.8));
      body.ball(about(end, r, random), r * random.uniform(0.8, 1.3));
    }
  }
  Field field = body.field();
  Box3 box = body.box(r);
  if (random.uniform() < 0.35) {  // only one end, as knees are segmented
    const bool top = random.uniform() < 0.5;
    field = shapes::common(std::move(field),
                           shapes::half_space(shaft[top ? 5 : 3], {0, 0, top ? -1.0 : 1.0}));
    (top ? box.min : box.max)[2] = shaft[top ? 5 : 3][2] + (top ? -r : r);
  }
  return finished(std::move(field), box, length * 0.3, random.uniform(70, 150), random);
}

TriMesh make_short_bone(Random& random) {
  const double s = random.uniform(6, 35);
  Body body(0.25 * s);
  const int lumps = 3 + static_cast<int>(random.below(4));
  for (int i = 0; i < lumps; ++i) {
    const Vec3 at = s * random.uniform(0.3, 0.8) * random.direction();
    body.rod(at, about(at, 0.4 * s, random), s * random.uniform(0.3, 0.6),
             s * random.uniform(0.3, 0.6));
  }
  Field field = body.field();
  for (int i = 0; i < 3; ++i)  // joint faces: shallow hollows
    if (random.uniform() < 0.7) {
      const Vec3 to = random.direction();
      const double r = s * random.uniform(1.0, 2.5);
      field = shapes::without(std::move(field),
                              shapes::ball(to * (r + s * random.uniform(0.6, 0.9)), r));
    }
  return finished(std::move(field), body.box(0.3 * s), 2 * s, random.uniform(40, 70), random);
}

TriMesh make_vertebra(Random& random) {
  const double s = random.uniform(8, 25);
  Body body(0.12 * s);
  const double height = random.uniform(0.5, 1.2);
  for (const double side : {-0.4, 0.0, 0.4})
    body.rod({side * s, 0, -0.4 * height * s}, {side * s, 0, 0.4 * height * s}, 0.6 * s, 0.6 * s);
  Field field =
      shapes::common(body.field(), shapes::half_space({0, 0, 0.5 * height * s}, {0, 0, 1}));
  field =
      shapes::common(std::move(field), shapes::half_space({0, 0, -0.5 * height * s}, {0, 0, -1}));
  Body arch(0.15 * s);
  const double canal = s * random.uniform(0.35, 0.6);
  for (const double side : {-1.0, 1.0}) {
    arch.rod({side * 0.6 * s, -0.3 * s, 0.1 * s}, {side * 1.2 * canal, -0.6 * s - canal, 0},
             0.25 * s, 0.25 * s);
    arch.rod({side * 1.2 * canal, -0.6 * s - canal, 0}, {0, -0.8 * s - 2 * canal, -0.1 * s},
             0.22 * s, 0.2 * s);
    const Vec3 joint(side * 1.2 * canal, -0.6 * s - canal, 0);
    arch.rod(joint, joint + s * Vec3(side * random.uniform(0.3, 1.3), -0.2, 0), 0.22 * s, 0.15 * s);
    arch.rod(joint, joint + s * Vec3(0.1 * side, 0, random.uniform(0.4, 0.8)), 0.22 * s, 0.18 * s);
    arch.rod(joint, joint + s * Vec3(0.1 * side, -0.1, -random.uniform(0.4, 0.8)), 0.22 * s,
             0.18 * s);
  }
  arch.rod({0, -0.8 * s - 2 * canal, -0.1 * s},
           {0, -s * random.uniform(1.2, 2.4) - 2 * canal, -s * random.uniform(0.1, 0.9)}, 0.2 * s,
           0.15 * s);
  field = shapes::blend(std::move(field), arch.field(), 0.1 * s);
  Box3 box = body.box(0.2 * s);
  box.extend(arch.box(0.2 * s));
  return finished(std::move(field), box, 2 * s, random.uniform(60, 90), random);
}

TriMesh make_flat_bone(Random& random) {
  const double s = random.uniform(40, 130);
  Body body(0.04 * s);
  const double kind = random.uniform();
  if (kind < 0.4) {  // half a pelvis, or both: wing, socket, ring
    for (const double side : {-1.0, 1.0}) {
      if (side > 0 && random.uniform() < 0.5) continue;
      const double x = side * 0.6 * s;
      for (int i = 0; i < 6; ++i)
        body.rod({x, 0.1 * s, -0.1 * s},
                 {x + side * s * (0.2 + 0.1 * std::sin(i)), s * (0.6 - 0.2 * i),
                  s * (0.75 - 0.04 * i * i)},
                 0.12 * s, 0.05 * s);
      body.ball({x, 0.15 * s, -0.2 * s}, 0.24 * s);
      body.rod({x, 0.2 * s, -0.25 * s}, {0.1 * side * s, 0.5 * s, -0.5 * s}, 0.1 * s, 0.08 * s);
      body.rod({0.1 * side * s, 0.5 * s, -0.5 * s}, {x * 0.7, 0.2 * s, -0.8 * s}, 0.08 * s,
               0.08 * s);
      body.rod({x, 0, -0.3 * s}, {x * 0.7, 0.2 * s, -0.8 * s}, 0.12 * s, 0.11 * s);
    }
    Field field =
        shapes::without(body.field(), shapes::ball({-0.82 * s, 0.2 * s, -0.2 * s}, 0.19 * s));
    return finished(std::move(field), body.box(0.1 * s), s, random.uniform(80, 120), random);
  }
  if (kind < 0.7) {  // shoulder blade
    for (int i = 0; i < 7; ++i)
      body.rod({0, 0, 0}, s * Vec3(0.8 - 0.02 * i, 0.05 * std::sin(i), 0.5 - 0.22 * i), 0.09 * s,
               0.03 * s);
    body.ball({0, 0, 0}, 0.14 * s);
    body.rod({0.7 * s, 0.05 * s, 0.3 * s}, {-0.2 * s, 0.25 * s, 0.25 * s}, 0.05 * s, 0.08 * s);
    body.rod({0, 0, 0.1 * s}, {-0.2 * s, -0.25 * s, 0.2 * s}, 0.08 * s, 0.06 * s);
    return finished(body.field(), body.box(0.1 * s), s, random.uniform(80, 120), random);
  }
  // Ribs: one or a cage's side.
  const int ribs = random.uniform() < 0.5 ? 1 : 3 + static_cast<int>(random.below(8));
  for (int k = 0; k < ribs; ++k) {
    std::vector<Vec3> line;
    for (int i = 0; i < 14; ++i) {
      const double a = -0.6 + 2.9 * i / 13;
      line.push_back(s *
                     Vec3(std::cos(a) * (1 + 0.03 * k), std::sin(a), -0.35 * i / 13 - 0.25 * k));
    }
    for (const double side : {-0.03, 0.03}) {
      std::vector<Vec3> edge = line;
      for (Vec3& p : edge) p[2] += side * s;
      body.tube(edge, 0.045 * s, 0.04 * s);
    }
  }
  if (ribs > 1)
    body.rod({std::cos(-0.6) * s, std::sin(-0.6) * s, 0},
             {std::cos(-0.6) * s, std::sin(-0.6) * s, -0.25 * s * ribs}, 0.1 * s, 0.1 * s);
  return finished(body.field(), body.box(0.1 * s), s, random.uniform(90, 140), random);
}

namespace {

/// A row of teeth along the arch of a jaw, upward or downward.
void add_teeth(Body& body, double s, double height, double up, int most, Random& random) {
  for (int k = -most; k <= most; ++k) {
    if (random.uniform() < 0.05) continue;
    const double a = 1.35 * k / 7.5;
    const Vec3 at(s * 0.52 * std::sin(a), s * 0.75 * std::cos(a), up * height);
    const double r = s * (std::abs(k) > 4 ? 0.085 : 0.06);
    body.rod(at, at + Vec3(0, 0, up * 0.16 * s), r, 0.75 * r);
  }
}

}  // namespace

TriMesh make_mandible(Random& random) {
  const double s = random.uniform(42, 60);
  Body body(0.04 * s);
  const double body_height = random.uniform(0.2, 0.33) * s;
  const double thick = random.uniform(0.1, 0.14) * s;
  Vec3 before = Vec3::Zero();
  for (int k = -10; k <= 10; ++k) {
    const double a = 1.45 * k / 10;
    const Vec3 at(s * (0.55 + 0.2 * std::abs(k) / 10) * std::sin(a), s * 0.85 * std::cos(a), 0);
    if (k > -10)
      for (const double z : {-0.5, 0.0, 0.5})
        body.rod(before + Vec3(0, 0, z * body_height), at + Vec3(0, 0, z * body_height), thick,
                 thick);
    before = at;
  }
  for (const double side : {-1.0, 1.0}) {
    const Vec3 angle(side * 0.76 * s, -0.05 * s, -0.1 * s);
    const Vec3 condyle(side * s * random.uniform(0.82, 0.95), -0.45 * s, 0.95 * s);
    const Vec3 coronoid(side * 0.75 * s, 0.0, 0.95 * s);
    for (const double t : {0.0, 0.35, 0.7, 1.0}) {
      const Vec3 low = angle + t * Vec3(0, -0.3 * s, 0.05 * s) + Vec3(0, 0.15 * s, 0);
      body.rod(low, 0.45 * low + 0.55 * (t * condyle + (1 - t) * coronoid), 0.1 * s, 0.06 * s);
    }
    body.rod(0.5 * angle + 0.5 * condyle, condyle, 0.09 * s, 0.1 * s);
    body.rod(condyle - Vec3(0.1 * s, 0, 0), condyle + Vec3(0.1 * s, 0, 0), 0.09 * s, 0.09 * s);
    body.rod(0.5 * angle + 0.5 * coronoid, coronoid, 0.08 * s, 0.04 * s);
  }
  if (random.uniform() < 0.75) add_teeth(body, 1.1 * s, 0.5 * body_height, 1, 6, random);
  return finished(body.field(), body.box(0.1 * s), 2 * s, random.uniform(80, 130), random);
}

namespace {

struct Head {
  Field field;
  Box3 box;
  double size;
};

/// A braincase with a face: orbits, nose, cheek bones, upper jaw.
Head head_of(Random& random) {
  const double s = random.uniform(62, 80);  // half the width of a braincase
  const double wall = random.uniform(0.05, 0.1) * s;
  Body cranium(0.1 * s);
  cranium.rod({0, -0.35 * s, 0.1 * s}, {0, 0.3 * s, 0.15 * s}, 0.98 * s, 0.92 * s);
  Field skull = hollowed(cranium.field(), wall);
  if (random.uniform() < 0.35) skull = cranium.field();  // printed solid or closed outside
  Body face(0.06 * s);
  for (const double side : {-1.0, 1.0}) {
    face.rod({side * 0.25 * s, 1.1 * s, -0.5 * s}, {side * 0.3 * s, 0.9 * s, -1.0 * s}, 0.25 * s,
             0.25 * s);
    face.rod({side * 0.3 * s, 1.1 * s, -0.5 * s}, {side * 0.8 * s, 0.7 * s, -0.5 * s}, 0.15 * s,
             0.14 * s);
    face.rod({side * 0.8 * s, 0.7 * s, -0.5 * s}, {side * 0.95 * s, -0.05 * s, -0.45 * s}, 0.1 * s,
             0.07 * s);
    face.rod({side * 0.75 * s, 0.75 * s, -0.5 * s}, {side * 0.75 * s, 0.8 * s, 0.1 * s}, 0.1 * s,
             0.12 * s);
    face.rod({side * 0.15 * s, 1.15 * s, -0.3 * s}, {side * 0.1 * s, 1.2 * s, 0.1 * s}, 0.1 * s,
             0.1 * s);
    face.rod({side * 0.1 * s, 1.25 * s, 0.1 * s}, {side * 0.75 * s, 0.85 * s, 0.15 * s}, 0.13 * s,
             0.13 * s);
    face.rod({side * 0.3 * s, 0.3 * s, -0.7 * s}, {side * 0.3 * s, 0.3 * s, -1.0 * s}, 0.12 * s,
             0.08 * s);
    face.rod({side * 0.7 * s, -0.5 * s, -0.6 * s}, {side * 0.7 * s, -0.45 * s, -0.95 * s}, 0.2 * s,
             0.1 * s);
  }
  add_teeth(face, 0.55 * s, 0.0, -1, 0, random);
  skull = shapes::blend(std::move(skull), face.field(), 0.05 * s);
  for (const double side : {-1.0, 1.0})
    skull = shapes::without(
        std::move(skull), shapes::capsule({side * 0.45 * s, 1.4 * s, -0.15 * s},
                                          {side * 0.3 * s, 0.65 * s, -0.2 * s}, 0.3 * s, 0.12 * s));
  skull = shapes::without(
      std::move(skull),
      shapes::capsule({0, 1.5 * s, -0.65 * s}, {0, 0.5 * s, -0.6 * s}, 0.16 * s, 0.14 * s));
  skull = shapes::without(
      std::move(skull),
      shapes::capsule({0, -0.3 * s, -0.7 * s}, {0, -0.35 * s, -1.1 * s}, 0.22 * s, 0.25 * s));
  Box3 box = cranium.box(0.2 * s);
  box.extend(face.box(0.1 * s));
  return {std::move(skull), box, s};
}

}  // namespace

TriMesh make_skull(Random& random) {
  Head head = head_of(random);
  const double kind = random.uniform();
  const double s = head.size;
  if (kind < 0.3) {  // the face alone
    head.field =
        shapes::common(std::move(head.field),
                       shapes::half_space({0, random.uniform(0.0, 0.5) * s, 0}, {0, -1, 0.2}));
    head.field = shapes::common(
        std::move(head.field), shapes::half_space({0, 0, random.uniform(0.1, 0.6) * s}, {0, 0, 1}));
  } else if (kind < 0.45) {  // upper jaw
    head.field =
        shapes::common(std::move(head.field), shapes::half_space({0, 0.3 * s, 0}, {0, -1, 0}));
    head.field =
        shapes::common(std::move(head.field), shapes::half_space({0, 0, -0.4 * s}, {0, 0, 1}));
  } else if (kind < 0.7) {  // with the lower jaw
    Body jaw(0.05 * s);
    for (const double side : {-1.0, 1.0}) {
      jaw.rod({0, 0.95 * s, -1.7 * s}, {side * 0.65 * s, 0.3 * s, -1.45 * s}, 0.16 * s, 0.14 * s);
      jaw.rod({side * 0.65 * s, 0.3 * s, -1.45 * s}, {side * 0.75 * s, 0.0, -0.65 * s}, 0.13 * s,
              0.09 * s);
    }
    head.box.extend(jaw.box(0.1 * s));
    head.field = shapes::join(std::move(head.field), jaw.field());
  }
  return finished(std::move(head.field), head.box, 2 * s, random.uniform(80, 120), random);
}

TriMesh make_skull_patch(Random& random) {
  Head head = head_of(random);
  const double s = head.size;
  // A window of the head: roof, side or orbit.
  const Vec3 at =
      s * Vec3(random.uniform(-0.9, 0.9), random.uniform(-0.6, 1.0), random.uniform(-0.5, 1.0));
  const double reach = s * random.uniform(0.6, 1.1);
  head.field =
      shapes::common(std::move(head.field), random.uniform() < 0.5
                                                ? shapes::ball(at, reach)
                                                : shapes::block(at, Vec3(1.6, 1.6, 1.6) * reach));
  Box3 box = head.box;
  box.min = box.min.cwiseMax(at - Vec3::Constant(1.1 * reach));
  box.max = box.max.cwiseMin(at + Vec3::Constant(1.1 * reach));
  return finished(std::move(head.field), box, 2 * s, random.uniform(60, 100), random);
}

TriMesh make_tooth(Random& random) {
  const double s = random.uniform(3.2, 5.5);
  Body body(0.15 * s);
  const bool molar = random.uniform() < 0.6;
  const int cusps = molar ? 4 : 1 + static_cast<int>(random.below(2));
  for (int k = 0; k < cusps; ++k) {
    const double a = 2 * std::numbers::pi * k / cusps + 0.8;
    const Vec3 at = (cusps > 1 ? 0.55 : 0.0) * s * Vec3(std::cos(a), std::sin(a), 0);
    body.rod(at, at * 0.9 + Vec3(0, 0, s * random.uniform(0.9, 1.2)), 0.6 * s, 0.3 * s);
  }
  Field field = body.field();
  Box3 box = body.box(0.3 * s);
  const double kind = random.uniform();
  if (kind < 0.7) {  // roots
    Body roots(0.2 * s);
    const int count = molar ? 2 + static_cast<int>(random.below(2)) : 1;
    for (int k = 0; k < count; ++k) {
      const double a = 2 * std::numbers::pi * k / count;
      const Vec3 from = (count > 1 ? 0.35 : 0.0) * s * Vec3(std::cos(a), std::sin(a), 0);
      roots.tube(
          wandering(from, about(Vec3(0.2 * std::cos(a), 0.2 * std::sin(a), -1), 0.15, random),
                    s * random.uniform(2, 3.4), 0.06, 5, random),
          0.5 * s, 0.15 * s);
    }
    field = shapes::blend(std::move(field), roots.field(), 0.2 * s);
    box.extend(roots.box(0.2 * s));
  } else if (kind < 0.85) {  // enamel cap or crown: hollow below
    field = shapes::without(std::move(field),
                            shapes::ball({0, 0, -0.5 * s}, s * random.uniform(0.8, 1.0)));
  }
  return finished(std::move(field), box, 3 * s, random.uniform(50, 80), random);
}

TriMesh make_dental_arch(Random& random) {
  const double s = random.uniform(38, 52);
  Body body(0.025 * s);
  add_teeth(body, s, 0.1 * s, 1, 6 + static_cast<int>(random.below(2)), random);
  Body gum(0.1 * s);
  Vec3 before = Vec3::Zero();
  for (int k = -7; k <= 7; ++k) {
    const double a = 1.35 * k / 7.0;
    const Vec3 at(s * 0.52 * std::sin(a), s * 0.75 * std::cos(a), -0.02 * s);
    if (k > -7) gum.rod(before, at, 0.14 * s, 0.14 * s);
    before = at;
  }
  Field field = shapes::blend(body.field(), gum.field(), 0.02 * s);
  Box3 box = body.box(0.1 * s);
  box.extend(gum.box(0.1 * s));
  const double base = random.uniform(0.1, 0.35) * s;
  const double kind = random.uniform();
  if (kind < 0.4) {  // cast with a flat base
    field = shapes::join(std::move(field),
                         shapes::block({0, 0.35 * s, -0.5 * base}, {1.3 * s, 1.1 * s, base}));
    box.extend(Vec3(-0.7 * s, -0.25 * s, -base - 1));
    box.extend(Vec3(0.7 * s, s, 0));
  } else {  // the scan's shell, open below: thin and cut
    field = shapes::common(std::move(field), shapes::half_space({0, 0, -0.05 * s}, {0, 0, -1}));
    if (kind < 0.7) field = hollowed(std::move(field), random.uniform(0.02, 0.05) * s);
    if (kind < 0.7)
      field = shapes::common(std::move(field), shapes::half_space({0, 0, -0.04 * s}, {0, 0, -1}));
  }
  return finished(std::move(field), box, 4 * s, random.uniform(110, 150), random);
}

}  // namespace pg::training
