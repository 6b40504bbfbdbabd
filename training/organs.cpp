// Organs, tumours, brains.

#include <cmath>
#include <numbers>

#include "training/body.hpp"
#include "training/generators.hpp"

namespace pg::training {
namespace {

Field softened(const Body& body, double size, Random& random) {
  Field field = bent(body.field(), size, random.uniform(0.01, 0.05), random);
  if (random.uniform() < 0.5)
    field = bumpy(std::move(field), random.uniform(0.002, 0.02) * size,
                  random.uniform(0.1, 0.4) * size, random);
  return field;
}

}  // namespace

TriMesh make_bean(Random& random) {
  const double s = random.uniform(15, 60);
  Body body(0.25 * s);
  const double bend = random.uniform(0, 0.9);
  const double flat = random.uniform(0.5, 1.0);
  const double kind = random.uniform();
  const double fat_end = kind < 0.4 ? 1.0 : random.uniform(0.35, 1.0);
  for (int i = -3; i < 3; ++i) {
    const auto at = [&](int k) -> Vec3 {
      const double t = k / 3.0;
      return s * Vec3(bend * (1 - t * t), 0, random.uniform(1.2, 1.25) * t);
    };
    const auto radius = [&](int k) { return s * 0.62 * (1 + (fat_end - 1) * (k + 3) / 6.0); };
    for (const double side : {-0.5, 0.5}) {
      const Vec3 shift(0, side * s * (1 - flat), 0);
      body.rod(at(i) + shift, at(i + 1) + shift, flat * radius(i), flat * radius(i + 1));
    }
  }
  if (random.uniform() < 0.3)  // vessels and ureter, or the ends of a stomach
    body.tube(wandering({0.3 * s, 0, 0}, {-1, 0.2, 0.1}, s * random.uniform(1, 2), 0.1, 5, random),
              0.18 * s, 0.14 * s);
  Field field = softened(body, 2.5 * s, random);
  const Box3 box = body.box(0.3 * s);
  if (random.uniform() < 0.12) field = hollowed(std::move(field), 0.12 * s);
  return meshed(field, box, random.uniform(45, 90));
}

TriMesh make_liver(Random& random) {
  const double s = random.uniform(55, 85);
  Body body(0.3 * s);
  // A thick right lobe, thinning to a left tip; hollow underneath.
  const double tip = random.uniform(0.6, 1.6);
  body.ball({-0.5 * s, 0, -0.1 * s}, s * random.uniform(0.7, 0.9));
  body.rod({-0.6 * s, 0, -0.5 * s}, {-0.4 * s, 0.1 * s, 0.2 * s}, 0.55 * s, 0.7 * s);
  body.rod({-0.2 * s, 0, 0.2 * s}, {tip * s, 0.1 * s, 0.45 * s}, 0.6 * s,
           random.uniform(0.1, 0.25) * s);
  body.rod({0, 0.2 * s, 0}, {0.6 * s, 0.2 * s, 0.2 * s}, 0.45 * s, 0.25 * s);
  Field field = shapes::without(
      body.field(),
      shapes::ball(s * Vec3(random.uniform(0.3, 0.7), random.uniform(-0.4, 0.2), -0.9),
                   s * random.uniform(0.6, 0.9)));
  if (random.uniform() < 0.6)
    field = shapes::without(std::move(field),
                            shapes::ball(s * Vec3(0.1, random.uniform(-1.3, -1.0), 0.1), 0.7 * s));
  field = bent(std::move(field), 2.5 * s, random.uniform(0.02, 0.07), random);
  if (random.uniform() < 0.5) field = bumpy(std::move(field), 0.02 * s, 0.3 * s, random);
  return meshed(field, body.box(0.2 * s), random.uniform(40, 90));
}

TriMesh make_brain(Random& random) {
  const double s = random.uniform(55, 75);
  Body body(0.08 * s);
  const bool pair = random.uniform() < 0.85;
  for (const double side : {-1.0, 1.0}) {
    if (!pair && side > 0) continue;
    const double x = side * 0.42 * s;
    body.rod({x, -0.6 * s, 0.1 * s}, {x, 0.6 * s, 0.05 * s}, 0.55 * s, 0.52 * s);
    body.rod({side * 0.55 * s, -0.1 * s, -0.3 * s}, {side * 0.55 * s, 0.45 * s, -0.35 * s}, 0.3 * s,
             0.22 * s);
  }
  if (random.uniform() < 0.7) {  // cerebellum and stem
    for (const double side : {-1.0, 1.0}) body.ball({side * 0.3 * s, -0.7 * s, -0.5 * s}, 0.35 * s);
    if (random.uniform() < 0.7)
      body.rod({0, -0.3 * s, -0.3 * s}, {0, -0.45 * s, -1.2 * s}, 0.2 * s, 0.12 * s);
  }
  Field field = bent(body.field(), 2 * s, random.uniform(0.01, 0.03), random);
  const double groove = random.uniform(0.0, 0.05) * s;
  if (random.uniform() < 0.8) {
    field = bumpy(std::move(field), groove, random.uniform(0.12, 0.25) * s, random);
    field = bumpy(std::move(field), 0.6 * groove, random.uniform(0.1, 0.2) * s, random);
  }
  return meshed(field, body.box(0.2 * s), random.uniform(70, 110));
}

TriMesh make_tumour(Random& random) {
  const double s = random.uniform(6, 50);
  Body body(0.3 * s);
  const int lumps = 1 + static_cast<int>(random.below(6));
  for (int i = 0; i < lumps; ++i) {
    const Vec3 at = 0.6 * s * random.uniform() * random.direction();
    body.rod(at, at + random.uniform(0, 0.6) * s * random.direction(), s * random.uniform(0.4, 0.9),
             s * random.uniform(0.4, 0.9));
  }
  Field field = bent(body.field(), 2 * s, random.uniform(0.02, 0.1), random);
  if (random.uniform() < 0.6)
    field = bumpy(std::move(field), random.uniform(0.01, 0.08) * s, random.uniform(0.3, 0.8) * s,
                  random);
  if (random.uniform() < 0.2)  // breast: flat behind
    field = shapes::common(std::move(field), shapes::half_space({0, 0, -0.2 * s}, {0, 0, -1}));
  return meshed(field, body.box(0.4 * s), random.uniform(25, 70));
}

}  // namespace pg::training
