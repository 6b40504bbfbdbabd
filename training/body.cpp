#include "training/body.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace pg::training {

void Body::rod(const Vec3& from, const Vec3& to, double from_radius, double to_radius) {
  const Vec3 along = to - from;
  rods_.push_back({from, along, along.squaredNorm(), from_radius, to_radius - from_radius});
}

void Body::tube(const std::vector<Vec3>& points, double from_radius, double to_radius,
                double uneven, double phase) {
  const auto radius = [&](std::size_t i) {
    const double t = static_cast<double>(i) / static_cast<double>(points.size() - 1);
    return (from_radius + (to_radius - from_radius) * t) *
           (1 + uneven * std::sin(phase + 7 * t) + 0.5 * uneven * std::sin(2 * phase + 17 * t));
  };
  for (std::size_t i = 1; i < points.size(); ++i)
    rod(points[i - 1], points[i], radius(i - 1), radius(i));
}

double Body::distance(const Vec3& at) const {
  double least = std::numeric_limits<double>::infinity();
  std::array<double, 512> all;
  const std::size_t count = std::min(rods_.size(), all.size());
  for (std::size_t i = 0; i < count; ++i) {
    const Rod& rod = rods_[i];
    const Vec3 to = at - rod.from;
    const double t = rod.length2 > 0 ? std::clamp(to.dot(rod.along) / rod.length2, 0.0, 1.0) : 0.0;
    all[i] = (to - t * rod.along).norm() - rod.from_radius - t * rod.more;
    least = std::min(least, all[i]);
  }
  if (!(softness_ > 0) || least > 4 * softness_) return least;
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double over = (all[i] - least) / softness_;
    if (over < 12) sum += std::exp(-over);
  }
  // Rods that follow each other overlap: the logarithm would fatten the tube, so it is halved.
  return least - 0.5 * softness_ * std::log(sum);
}

Field Body::field() const {
  return [body = *this](const Vec3& at) { return body.distance(at); };
}

Box3 Body::box(double margin) const {
  Box3 box;
  for (const Rod& rod : rods_) {
    const double reach = std::max(rod.from_radius, rod.from_radius + rod.more) + margin;
    for (const Vec3& end : {Vec3(rod.from), Vec3(rod.from + rod.along)}) {
      box.extend(Vec3(end - Vec3::Constant(reach)));
      box.extend(Vec3(end + Vec3::Constant(reach)));
    }
  }
  return box;
}

std::vector<Vec3> wandering(const Vec3& start, const Vec3& direction, double length, double bend,
                            int count, Random& random) {
  std::vector<Vec3> points = {start};
  Vec3 along = direction.normalized();
  Vec3 turn = random.direction();
  for (int i = 1; i < count; ++i) {
    points.push_back(points.back() + length / (count - 1) * along);
    turn = (turn + 0.5 * random.direction()).normalized();
    along = (along + bend * turn.cross(along)).normalized();
  }
  return points;
}

namespace {

struct Wave {
  Vec3 along, move;
  double phase;
};

std::array<Wave, 4> waves_of(double shortest, double longest, double height, Random& random) {
  std::array<Wave, 4> waves;
  for (Wave& wave : waves)
    wave = {random.direction() * 2 * std::numbers::pi / random.uniform(shortest, longest),
            random.direction() * height, random.uniform(0, 6.28)};
  return waves;
}

}  // namespace

Field bent(Field field, double size, double share, Random& random) {
  const std::array<Wave, 4> waves = waves_of(0.6 * size, 2.0 * size, 0.5 * share * size, random);
  return [field = std::move(field), waves](const Vec3& at) {
    Vec3 moved = at;
    for (const Wave& wave : waves) moved += std::sin(wave.along.dot(at) + wave.phase) * wave.move;
    return field(moved);
  };
}

Field bumpy(Field field, double height, double width, Random& random) {
  const std::array<Wave, 4> waves = waves_of(width, 2.5 * width, height, random);
  return [field = std::move(field), waves, height](const Vec3& at) {
    double bump = 0;
    for (const Wave& wave : waves) bump += std::sin(wave.along.dot(at) + wave.phase);
    return field(at) + 0.5 * height * bump;
  };
}

Field hollowed(Field field, double wall) {
  return [field = std::move(field), wall](const Vec3& at) {
    const double d = field(at);
    return std::max(d - wall, -d);
  };
}

TriMesh meshed(const Field& field, const Box3& box, double cells) {
  const Vec3 size = box.size();
  const double step = std::max(size.maxCoeff() / cells, std::cbrt(size.prod() / 4e5));
  return shapes::mesh_of(field, box, step);
}

}  // namespace pg::training
