// Hearts as labs print them: blood pools, hollow shells, muscle; whole or in part.

#include <cmath>
#include <numbers>

#include "training/body.hpp"
#include "training/generators.hpp"

namespace pg::training {
namespace {

Vec3 about(const Vec3& at, double most, Random& random) {
  return at + most * random.direction();
}

/// Up to `most` random cuts that take away a little, as an opened print has.
Field opened(Field field, const Box3& box, int most, double deepest, Random& random) {
  const int cuts = static_cast<int>(random.below(static_cast<std::size_t>(most) + 1));
  for (int i = 0; i < cuts; ++i) {
    const Vec3 outward = random.direction();
    const double reach = outward.cwiseAbs().dot(0.5 * box.size());
    field = shapes::common(
        std::move(field),
        shapes::half_space(box.centre() + outward * reach * (1 - random.uniform(0.1, deepest)),
                           outward));
  }
  return field;
}

/// A ventricle: a row of balls from base to apex, the right one bent about the left.
void add_ventricle(Body& body, const Vec3& base, const Vec3& apex, double radius, Random& random) {
  const Vec3 bow = 0.2 * radius * random.direction();
  const Vec3 middle = 0.45 * base + 0.55 * apex + bow;
  body.rod(base, middle, radius * random.uniform(0.85, 1.0), radius * random.uniform(0.8, 1.0));
  body.rod(middle, apex, radius * random.uniform(0.75, 0.9), radius * random.uniform(0.25, 0.45));
}

}  // namespace

TriMesh make_heart(Random& random) {
  // Life size 120 mm (DOMAIN 4 [A4]); children's hearts are smaller.
  const double s = random.uniform(0.45, 1.25) * 40;  // radius of a ventricle at its base, about
  Body body(s * random.uniform(0.05, 0.2));
  const auto vary = [&](double x, double y, double z) {
    return about(s * Vec3(x, y, z), 0.15 * s, random);
  };
  const bool left = random.uniform() < 0.9;
  const bool right = !left || random.uniform() < 0.85;
  const double dilated = random.uniform(0.8, 1.25);
  const Vec3 apex = vary(0.7, 0.9, -2.3);
  if (left) {
    add_ventricle(body, vary(0.45, -0.1, -0.2), apex, s * random.uniform(0.65, 0.85) * dilated,
                  random);
    const Vec3 atrium = vary(0.3, -1.0, 0.5);
    const double r = s * random.uniform(0.5, 0.85);
    body.rod(atrium, about(atrium + Vec3(0.4 * s, 0, 0), 0.2 * s, random), r, 0.9 * r);
    for (int k = 0; k < 4; ++k)  // pulmonary veins
      if (random.uniform() < 0.7)
        body.tube(wandering(atrium + Vec3((k % 2 ? 0.5 : -0.5) * r, 0, (k / 2 ? 0.3 : -0.3) * r),
                            about({k % 2 ? 1.0 : -1.0, -0.6, k / 2 ? 0.3 : -0.3}, 0.4, random),
                            s * random.uniform(0.6, 1.4), 0.1, 5, random),
                  0.2 * s, 0.16 * s);
    if (random.uniform() < 0.8) {  // aorta: up, and often over the arch
      std::vector<Vec3> line = {s * Vec3(0.2, 0, 0.2), vary(-0.1, 0.1, 0.8), vary(-0.3, 0.1, 1.5)};
      if (random.uniform() < 0.6) {
        line.push_back(vary(-0.1, -0.2, 2.1));
        line.push_back(vary(0.4, -0.6, 2.1));
        line.push_back(vary(0.6, -1.0, 1.6));
        if (random.uniform() < 0.6) line.push_back(vary(0.6, -1.3, 0.2));
        for (int k = 0; k < 3; ++k)
          if (random.uniform() < 0.7)
            body.tube(wandering(line[3] + k * 0.25 * s * Vec3(0.7, -0.5, 0),
                                about({0, 0, 1}, 0.3, random), s * random.uniform(0.4, 1.0), 0.1, 4,
                                random),
                      0.14 * s, 0.12 * s);
      }
      body.tube(line, 0.38 * s, 0.3 * s);
    }
  }
  if (right) {
    add_ventricle(body, vary(-0.7, 0.4, -0.3), 0.6 * apex + vary(-0.2, 0.3, -0.3),
                  s * random.uniform(0.6, 0.85) * dilated, random);
    const Vec3 atrium = vary(-1.2, -0.5, 0.2);
    const double r = s * random.uniform(0.5, 0.85);
    body.rod(atrium, about(atrium + Vec3(0, 0, 0.4 * s), 0.2 * s, random), r, 0.8 * r);
    if (random.uniform() < 0.7)  // superior and inferior vena cava
      body.tube(wandering(atrium, about({0, 0, 1}, 0.2, random), s * random.uniform(1.3, 2.4), 0.05,
                          5, random),
                0.26 * s, 0.24 * s);
    if (random.uniform() < 0.7)
      body.tube(wandering(atrium, about({0, 0, -1}, 0.2, random), s * random.uniform(1.1, 1.9),
                          0.05, 5, random),
                0.3 * s, 0.28 * s);
    if (random.uniform() < 0.8) {  // pulmonary artery, mostly forked
      const std::vector<Vec3> trunk = {s * Vec3(-0.2, 0.6, 0.1), vary(0, 0.6, 0.8),
                                       vary(0.2, 0.1, 1.4)};
      body.tube(trunk, 0.38 * s, 0.34 * s);
      if (random.uniform() < 0.7)
        for (const double side : {-1.0, 1.0})
          body.tube(wandering(trunk[2], about({side, -0.3, 0.1}, 0.2, random),
                              s * random.uniform(0.7, 1.8), 0.08, 5, random),
                    0.27 * s, 0.2 * s);
    }
  }
  Box3 box = body.box(0.3 * s);
  Field field = bent(body.field(), 4 * s, random.uniform(0.01, 0.06), random);
  if (random.uniform() < 0.6)
    field = bumpy(std::move(field), random.uniform(0.01, 0.06) * s, random.uniform(0.2, 0.7) * s,
                  random);
  const double kind = random.uniform();
  double cells = random.uniform(60, 110);
  if (kind < 0.3) {  // hollow shell of 2 to 4 mm
    const double wall = random.uniform(2, 4);
    field = opened(hollowed(std::move(field), wall), box, 3, 0.7, random);
    cells = std::min(170.0, box.size().maxCoeff() / (0.9 * wall));
  } else if (kind < 0.5) {  // epicardium: the same, grown, so that grooves close
    field = shapes::grown(std::move(field), 0.15 * s);
  } else {
    field = opened(std::move(field), box, 2, 0.25, random);
  }
  return meshed(field, box, cells);
}

TriMesh make_ventricles(Random& random) {
  const double s = random.uniform(0.5, 1.3) * 30;
  const double wall = s * random.uniform(0.25, 0.5);
  Body cavity(0.1 * s);
  Body muscle(0.15 * s);
  const Vec3 apex(0, 0, -s * random.uniform(2.0, 3.0));
  cavity.rod(Vec3(0, 0, 0.8 * s), 0.6 * apex, s * random.uniform(0.75, 0.9),
             s * random.uniform(0.5, 0.8));
  cavity.rod(0.6 * apex, apex, s * 0.6, 0.15 * s);
  muscle.rod(Vec3(0, 0, 0.6 * s), 0.6 * apex, s * 0.85 + wall, s * 0.7 + wall);
  muscle.rod(0.6 * apex, apex, s * 0.65 + wall, 0.25 * s + 0.5 * wall);
  Field right_cavity;
  const bool both = random.uniform() < 0.6;
  if (both) {
    Body right(0.2 * s);
    Body right_wall(0.2 * s);
    const double away = s * random.uniform(1.2, 1.6);
    for (const double turn : {-0.9, -0.3, 0.3, 0.9}) {
      const Vec3 side(away * std::cos(turn), away * std::sin(turn), 0);
      right.rod(side + Vec3(0, 0, 0.6 * s), 0.45 * side + 0.8 * apex, 0.45 * s, 0.2 * s);
      right_wall.rod(side + Vec3(0, 0, 0.5 * s), 0.45 * side + 0.8 * apex, 0.45 * s + 0.25 * wall,
                     0.2 * s + 0.3 * wall);
    }
    right_cavity = right.field();
    muscle.rod(Vec3(away, 0, 0), Vec3(0.5 * away, 0, 0) + 0.6 * apex, 0.4 * s, 0.3 * s);
    const Field left_wall = muscle.field();
    const double kind = random.uniform();
    Box3 box = muscle.box(0.2 * s);
    box.extend(right_wall.box(0.2 * s));
    Field field = shapes::join(left_wall, right_wall.field());
    if (kind < 0.45) {
      field = shapes::without(shapes::without(std::move(field), cavity.field()), right_cavity);
    } else if (kind < 0.75) {
      field = right_cavity;
    }
    field =
        shapes::common(std::move(field),
                       shapes::half_space(Vec3(0, 0, s * random.uniform(-0.2, 0.7)),
                                          (Vec3(0, 0, 1) + 0.3 * random.direction()).normalized()));
    return meshed(bent(std::move(field), 4 * s, random.uniform(0.01, 0.04), random), box,
                  random.uniform(60, 100));
  }
  const double kind = random.uniform();
  Field field = kind < 0.55 ? shapes::without(muscle.field(), cavity.field()) : cavity.field();
  if (kind > 0.8) {  // with stubs of outflow and inflow
    Body stubs(0.1 * s);
    stubs.rod({0.35 * s, 0, 0.8 * s}, {0.8 * s, 0, 2.0 * s}, 0.45 * s, 0.42 * s);
    stubs.rod({-0.4 * s, 0, 0.8 * s}, {-0.7 * s, 0.2 * s, 1.4 * s}, 0.5 * s, 0.5 * s);
    field = shapes::blend(std::move(field), stubs.field(), 0.1 * s);
  } else {
    field =
        shapes::common(std::move(field),
                       shapes::half_space(Vec3(0, 0, s * random.uniform(-0.3, 0.8)),
                                          (Vec3(0, 0, 1) + 0.3 * random.direction()).normalized()));
  }
  Box3 box = muscle.box(0.2 * s);
  box.extend(Vec3(0, 0, 2.5 * s));
  return meshed(bent(std::move(field), 4 * s, random.uniform(0.01, 0.05), random), box,
                random.uniform(60, 100));
}

TriMesh make_atrium(Random& random) {
  const double s = random.uniform(0.6, 1.3) * 24;
  Body body(s * random.uniform(0.1, 0.3));
  body.rod({-0.4 * s, 0, 0}, {0.4 * s, 0, 0}, s * random.uniform(0.8, 1.0),
           s * random.uniform(0.8, 1.0));
  if (random.uniform() < 0.6) body.ball(about({0, 0.5 * s, -0.3 * s}, 0.3 * s, random), 0.8 * s);
  const bool left = random.uniform() < 0.65;
  if (left) {
    for (int k = 0; k < 4; ++k) {
      if (random.uniform() < 0.12) continue;
      const double side = k % 2 ? 1 : -1;
      body.tube(wandering(s * Vec3(0.9 * side, -0.2, k / 2 ? 0.5 : -0.4),
                          about({side, -0.4, k / 2 ? 0.35 : -0.3}, 0.3, random),
                          s * random.uniform(0.5, 1.8), 0.12, 5, random),
                s * random.uniform(0.22, 0.36), s * random.uniform(0.18, 0.3));
    }
    body.tube(wandering(s * Vec3(0.8, 0.6, 0), about({0.6, 0.8, 0}, 0.3, random),
                        s * random.uniform(0.6, 1.3), 0.3, 4, random),
              0.4 * s, 0.15 * s);
  } else {
    body.tube(wandering({0, -0.3 * s, 0.4 * s}, about({0, 0, 1}, 0.2, random),
                        s * random.uniform(1, 2), 0.05, 4, random),
              0.42 * s, 0.4 * s);
    body.tube(wandering({0, -0.3 * s, -0.4 * s}, about({0, 0, -1}, 0.2, random),
                        s * random.uniform(1, 2), 0.05, 4, random),
              0.48 * s, 0.44 * s);
    body.rod({0.5 * s, 0.6 * s, 0.3 * s}, about({1.2 * s, 1.2 * s, 0.5 * s}, 0.3 * s, random),
             0.6 * s, 0.25 * s);
  }
  const Box3 box = body.box(0.3 * s);
  Field field = bent(body.field(), 3 * s, random.uniform(0.01, 0.06), random);
  double cells = random.uniform(60, 100);
  // Valve plane.
  const double valve = random.uniform(0.6, 0.95) * s;
  if (random.uniform() < 0.5) {
    const double wall = random.uniform(1.5, 3);
    field = hollowed(std::move(field), wall);
    cells = std::min(150.0, box.size().maxCoeff() / (0.9 * wall));
    field = opened(std::move(field), box, 3, 0.4, random);
  }
  field = shapes::common(std::move(field),
                         shapes::half_space({0, valve, 0}, Vec3(0.1, 1, -0.3).normalized()));
  return meshed(field, box, cells);
}

}  // namespace pg::training
