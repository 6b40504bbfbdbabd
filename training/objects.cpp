// Made things: parts, toys, devices. What a heart, a bone or a guide must not be taken for.

#include <cmath>
#include <numbers>

#include "training/body.hpp"
#include "training/generators.hpp"

namespace pg::training {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;

Vec3 axis_of(std::size_t k) {
  return Vec3::Unit(static_cast<Eigen::Index>(k));
}

/// Holes along one of the axes through places on a block.
Field drilled(Field field, const Vec3& half, int most, Random& random) {
  const int holes = static_cast<int>(random.below(static_cast<std::size_t>(most) + 1));
  for (int i = 0; i < holes; ++i) {
    const std::size_t axis = random.uniform() < 0.7 ? 2 : random.below(3);
    Vec3 at;
    for (int k = 0; k < 3; ++k) at[k] = random.uniform(-0.85, 0.85) * half[k];
    const double r = random.uniform(0.04, 0.3) * half.minCoeff() + 0.03 * half.maxCoeff();
    if (random.uniform() < 0.8) {
      field = shapes::without(std::move(field),
                              shapes::cylinder(at, axis_of(axis), r, 10 * half.maxCoeff()));
    } else {
      field =
          shapes::without(std::move(field), shapes::block(at, Vec3(2 * r, 6 * r, 2 * half[2] + 1)));
    }
  }
  return field;
}

TriMesh in_box(const Field& field, const Vec3& half, double cells) {
  Box3 box;
  box.extend(Vec3(-half * 1.1 - Vec3::Constant(1)));
  box.extend(Vec3(half * 1.1 + Vec3::Constant(1)));
  return meshed(field, box, cells);
}

}  // namespace

TriMesh make_bracket(Random& random) {
  const double s = random.uniform(10, 80);
  Vec3 half(s, s * random.uniform(0.3, 1), s * random.uniform(0.05, 0.6));
  Field field = shapes::block(Vec3::Zero(), 2 * half);
  const double kind = random.uniform();
  if (kind < 0.35) {  // angle
    const double t = random.uniform(0.08, 0.3);
    const double height = random.uniform(0.4, 1.2) * s;
    field = shapes::join(shapes::block({0, 0, -height + t * s}, {2 * s, 2 * half[1], 2 * t * s}),
                         shapes::block({-s + t * s, 0, 0}, {2 * t * s, 2 * half[1], 2 * height}));
    half[2] = height;
  } else if (kind < 0.6) {  // blocks upon blocks
    const int count = 1 + static_cast<int>(random.below(4));
    for (int i = 0; i < count; ++i) {
      Vec3 at;
      Vec3 size;
      for (int k = 0; k < 3; ++k) {
        at[k] = random.uniform(-0.8, 0.8) * half[k];
        size[k] = random.uniform(0.2, 1.4) * half[k];
      }
      at[2] += random.uniform(0, 1) * half[1];
      field =
          random.uniform() < 0.6
              ? shapes::join(std::move(field), shapes::block(at, size))
              : shapes::join(std::move(field), shapes::cylinder(at, axis_of(random.below(3)),
                                                                0.4 * size[0], size[2] + 0.3 * s));
    }
    half[2] += 2 * half[1];
  } else if (kind < 0.8) {  // open box or clamp
    const double t = random.uniform(0.04, 0.15) * s;
    half[2] = random.uniform(0.2, 0.8) * s;
    field = shapes::without(shapes::block(Vec3::Zero(), 2 * half),
                            shapes::block({random.uniform() < 0.3 ? s * 0.3 : 0.0, 0, t},
                                          2 * half - Vec3(2 * t, 2 * t, 0)));
  }
  field = drilled(std::move(field), half, 6, random);
  return in_box(field, half, random.uniform(50, 110));
}

TriMesh make_turned_part(Random& random) {
  const double s = random.uniform(8, 60);
  const Vec3 z(0, 0, 1);
  const double height = random.uniform(0.1, 3) * s;
  Field field = shapes::cylinder(Vec3::Zero(), z, s, height);
  const int steps = static_cast<int>(random.below(4));
  for (int i = 0; i < steps; ++i)
    field =
        shapes::join(std::move(field), shapes::cylinder({0, 0, random.uniform(-0.7, 0.7) * height},
                                                        z, s * random.uniform(0.3, 1.3),
                                                        height * random.uniform(0.1, 0.8)));
  if (random.uniform() < 0.7)
    field = shapes::without(
        std::move(field),
        shapes::cylinder(Vec3::Zero(), z, s * random.uniform(0.2, 0.85), 10 * height));
  if (random.uniform() < 0.4) {  // teeth of a wheel
    const int teeth = 6 + static_cast<int>(random.below(24));
    for (int k = 0; k < teeth; ++k) {
      const double a = kTurn * k / teeth;
      field = shapes::join(std::move(field),
                           shapes::cylinder({1.02 * s * std::cos(a), 1.02 * s * std::sin(a), 0}, z,
                                            1.5 * s / teeth, height));
    }
  }
  if (random.uniform() < 0.3)
    for (int k = 0; k < 6; ++k)
      field =
          shapes::without(std::move(field), shapes::cylinder({0.7 * s * std::cos(kTurn * k / 6),
                                                              0.7 * s * std::sin(kTurn * k / 6), 0},
                                                             z, 0.1 * s, 10 * height));
  return in_box(field, Vec3(1.4 * s, 1.4 * s, height * 1.2), random.uniform(50, 100));
}

TriMesh make_figure(Random& random) {
  const double s = random.uniform(10, 60);
  Body body(s * random.uniform(0.02, 0.2));
  const bool four_legs = random.uniform() < 0.5;
  const double fat = random.uniform(0.4, 1.1);
  const Vec3 hip(0, 0, 0);
  const Vec3 neck = four_legs ? Vec3(0, 1.8 * s, 0.3 * s) : Vec3(0, 0, 1.8 * s);
  body.rod(hip, neck, fat * s * 0.7, fat * s * random.uniform(0.5, 0.8));
  const Vec3 head = neck + s * Vec3(0, random.uniform(0.2, 0.8), random.uniform(0.4, 1.2));
  body.rod(neck, head, 0.35 * s, 0.3 * s);
  body.rod(head, head + s * Vec3(0, random.uniform(0, 0.8), 0), s * random.uniform(0.35, 0.8),
           0.3 * s);
  for (const double side : {-1.0, 1.0}) {
    const double twist = random.uniform() < 0.6 ? 0 : random.uniform(-0.3, 0.3);
    const Vec3 down(0.15 * side, twist, -random.uniform(1.2, 2.2));
    body.rod({side * 0.4 * s, 0, 0}, Vec3(side * 0.45 * s, 0, 0) + s * down, 0.35 * s,
             s * random.uniform(0.12, 0.3));
    if (four_legs) {
      body.rod(neck + Vec3(side * 0.4 * s, 0, 0),
               neck + Vec3(side * 0.4 * s, 0, -0.3 * s) + s * down, 0.3 * s, 0.17 * s);
    } else {
      body.rod(
          neck + Vec3(side * 0.5 * s, 0, 0),
          neck + s * Vec3(side * random.uniform(0.8, 1.8), 0.2 + twist, random.uniform(-1.2, 0.6)),
          0.25 * s, 0.15 * s);
    }
    if (random.uniform() < 0.6)  // ears
      body.rod(head + Vec3(side * 0.3 * s, 0, 0.3 * s),
               head + Vec3(side * 0.5 * s, 0, s * random.uniform(0.6, 1.6)), 0.15 * s, 0.06 * s);
  }
  if (random.uniform() < 0.5)
    body.tube(wandering(hip, {0, -1, 0.3}, s * random.uniform(0.6, 2.2), 0.3, 6, random), 0.25 * s,
              0.08 * s);
  Field field = body.field();
  if (random.uniform() < 0.5)
    field = bumpy(std::move(field), 0.04 * s, random.uniform(0.2, 0.5) * s, random);
  Box3 box = body.box(0.2 * s);
  if (random.uniform() < 0.35) {  // on a base
    const double floor = -1.7 * s;
    field = shapes::join(std::move(field),
                         shapes::cylinder({0, 0.4 * s, floor}, {0, 0, 1}, 1.4 * s, 0.3 * s));
    box.extend(Vec3(-1.5 * s, -1.1 * s, floor - 0.3 * s));
    box.extend(Vec3(1.5 * s, 1.9 * s, floor));
  }
  return meshed(field, box, random.uniform(60, 110));
}

TriMesh make_vase(Random& random) {
  const double s = random.uniform(15, 70);
  Body body(0.15 * s);
  std::vector<Vec3> line;
  for (int i = 0; i < 8; ++i) line.emplace_back(0, 0, s * i * random.uniform(0.28, 0.3));
  for (std::size_t i = 1; i < line.size(); ++i)
    body.rod(line[i - 1], line[i], s * random.uniform(0.5, 1), s * random.uniform(0.5, 1));
  Field field = body.field();
  if (random.uniform() < 0.6) field = hollowed(std::move(field), 0.08 * s);
  field = shapes::common(std::move(field), shapes::half_space({0, 0, -0.3 * s}, {0, 0, -1}));
  if (random.uniform() < 0.8)
    field = shapes::common(std::move(field), shapes::half_space({0, 0, 2.2 * s}, {0, 0, 1}));
  Box3 box = body.box(0.2 * s);
  if (random.uniform() < 0.5) {  // handle
    Body handle(0.02 * s);
    handle.tube({{0.7 * s, 0, 1.6 * s},
                 {1.4 * s, 0, 1.5 * s},
                 {1.5 * s, 0, 0.9 * s},
                 {0.7 * s, 0, 0.5 * s}},
                0.12 * s, 0.12 * s);
    field = shapes::join(std::move(field), handle.field());
    box.extend(handle.box(0.1 * s));
  }
  return meshed(field, box, random.uniform(70, 110));
}

TriMesh make_orthosis(Random& random) {
  // A shell about a limb, open along one side.
  const double r = random.uniform(25, 60);
  const double length = r * random.uniform(1.5, 6);
  Body limb(0.3 * r);
  limb.tube(wandering({0, 0, 0}, {0, 0, 1}, length, 0.08, 8, random), r,
            r * random.uniform(0.6, 0.95), 0.06, 1);
  if (random.uniform() < 0.4) limb.rod({0, 0, 0.1 * r}, {0, 1.8 * r, 0}, 0.8 * r, 0.5 * r);  // foot
  Field field = hollowed(limb.field(), random.uniform(2.5, 5));
  field = shapes::common(std::move(field), shapes::half_space({0, 0, length - 0.2 * r}, {0, 0, 1}));
  field = shapes::common(std::move(field), shapes::half_space({0, 0, -0.6 * r}, {0, 0, -1}));
  if (random.uniform() < 0.8)
    field = shapes::common(std::move(field),
                           shapes::half_space({0, r * random.uniform(-0.3, 0.6), 0}, {0, 1, 0}));
  const int windows = static_cast<int>(random.below(10));
  for (int i = 0; i < windows; ++i) {
    const double a = random.uniform(0, kTurn);
    field =
        shapes::without(std::move(field), shapes::cylinder({0, 0, random.uniform(0, 1) * length},
                                                           {std::cos(a), std::sin(a), 0},
                                                           r * random.uniform(0.06, 0.25), 4 * r));
  }
  const Box3 box = limb.box(6);
  return meshed(field, box, std::min(150.0, box.size().maxCoeff() / 2.2));
}

TriMesh make_implant(Random& random) {
  const double kind = random.uniform();
  if (kind < 0.35) {  // stem with neck and ball
    const double s = random.uniform(60, 90);
    Body body(0.03 * s);
    body.tube({{0, 0, -s}, {0, 0, -0.3 * s}, {0.06 * s, 0, 0}}, 0.06 * s, 0.16 * s);
    body.rod({0.06 * s, 0, 0}, {0.35 * s, 0, 0.35 * s}, 0.09 * s, 0.08 * s);
    if (random.uniform() < 0.7) body.ball({0.38 * s, 0, 0.38 * s}, 0.2 * s);
    return meshed(body.field(), body.box(0.05 * s), random.uniform(70, 120));
  }
  if (kind < 0.7) {  // plate with holes in a row, bent
    const double length = random.uniform(20, 120);
    const double wide = random.uniform(5, 14);
    const double thick = random.uniform(1.2, 3.5);
    Field field = shapes::block(Vec3::Zero(), {length, wide, thick});
    const int holes = 3 + static_cast<int>(random.below(8));
    for (int k = 0; k < holes; ++k)
      field = shapes::without(
          std::move(field),
          shapes::cylinder({length * ((k + 0.5) / holes - 0.5), 0, 0}, {0, 0, 1}, 0.28 * wide, 50));
    field = bent(std::move(field), length, random.uniform(0.0, 0.08), random);
    return in_box(field, Vec3(0.6 * length, wide + 0.1 * length, thick + 0.1 * length),
                  std::min(170.0, 1.2 * length / (0.5 * thick)));
  }
  // Cup or cage.
  const double s = random.uniform(8, 28);
  Field field = random.uniform() < 0.6
                    ? shapes::common(hollowed(shapes::ball(Vec3::Zero(), s), 0.15 * s),
                                     shapes::half_space({0, 0, 0.1 * s}, {0, 0, 1}))
                    : shapes::without(shapes::block(Vec3::Zero(), {1.5 * s, 1.1 * s, 0.6 * s}),
                                      shapes::cylinder(Vec3::Zero(), {0, 0, 1}, 0.35 * s, 9 * s));
  field = drilled(std::move(field), Vec3(s, s, s), 4, random);
  return in_box(field, Vec3(1.2 * s, 1.2 * s, 1.2 * s), random.uniform(50, 90));
}

TriMesh make_tool(Random& random) {
  const double s = random.uniform(40, 160);
  Body body(0.01 * s);
  body.rod({0, 0, -s}, {0, 0, random.uniform(0, 0.6) * s}, s * random.uniform(0.02, 0.08),
           s * random.uniform(0.02, 0.1));
  const double r = s * random.uniform(0.03, 0.12);
  Field field = body.field();
  Box3 box = body.box(0.05 * s);
  const int parts = 1 + static_cast<int>(random.below(4));
  for (int i = 0; i < parts; ++i) {
    const Vec3 at(0, 0, s * random.uniform(-0.9, 0.4));
    const double kind = random.uniform();
    if (kind < 0.4) {
      field = shapes::join(std::move(field),
                           shapes::cylinder(at, axis_of(random.below(3)),
                                            r * random.uniform(0.8, 2), r * random.uniform(1, 5)));
    } else if (kind < 0.7) {
      field = shapes::join(std::move(field),
                           shapes::block(at, r * Vec3(random.uniform(1, 8), random.uniform(1, 4),
                                                      random.uniform(1, 4))));
    } else {  // arms with markers
      for (const double a : {0.3, 2.4, 4.1}) {
        const Vec3 to = at + 4 * r * Vec3(std::cos(a), std::sin(a), 0.3);
        Body arm(0.01);
        arm.rod(at, to, 0.3 * r, 0.3 * r);
        field = shapes::join(std::move(field), arm.field());
        field = shapes::join(std::move(field), shapes::ball(to, 0.8 * r));
      }
    }
  }
  const double reach = 9 * r;
  box.extend(Vec3(-reach, -reach, -s));
  box.extend(Vec3(reach, reach, 0.7 * s));
  return meshed(field, box, random.uniform(110, 170));
}

std::span<const Generator> all_generators() {
  static constexpr Generator kAll[] = {
      {"aortic", "arch", make_arch},
      {"aortic", "abdominal", make_abdominal},
      {"vascular_other", "vessel_tree", make_vessel_tree},
      {"vascular_other", "artery", make_artery},
      {"airway_lung", "bronchial_tree", make_bronchial_tree},
      {"airway_lung", "upper_airway", make_upper_airway},
      {"airway_lung", "lung", make_lung},
      {"cardiac", "heart", make_heart},
      {"cardiac", "ventricles", make_ventricles},
      {"cardiac", "atrium", make_atrium},
      {"organ_other", "bean", make_bean},
      {"organ_other", "liver", make_liver},
      {"organ_other", "brain", make_brain},
      {"organ_other", "tumour", make_tumour},
      {"orthopaedic_bone", "long_bone", make_long_bone},
      {"orthopaedic_bone", "short_bone", make_short_bone},
      {"orthopaedic_bone", "vertebra", make_vertebra},
      {"orthopaedic_bone", "flat_bone", make_flat_bone},
      {"cmf_bone", "mandible", make_mandible},
      {"cmf_bone", "skull", make_skull},
      {"cmf_bone", "skull_patch", make_skull_patch},
      {"dental", "tooth", make_tooth},
      {"dental", "dental_arch", make_dental_arch},
      {"non_medical", "bracket", make_bracket},
      {"non_medical", "turned_part", make_turned_part},
      {"non_medical", "figure", make_figure},
      {"non_medical", "vase", make_vase},
      {"device_other", "orthosis", make_orthosis},
      {"device_other", "implant", make_implant},
      {"device_other", "tool", make_tool},
  };
  return kAll;
}

}  // namespace pg::training
