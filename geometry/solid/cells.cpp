#include "geometry/solid/cells.hpp"

#include <algorithm>
#include <cmath>

namespace pg {
namespace {

/// A segment in the plane of the triangle, from lower to higher v.
struct Segment {
  double v0, u0, v1, u1;
  int step;  ///< By how much W changes when walking over it towards +u.

  [[nodiscard]] double at(double v) const {
    if (v <= v0) return u0;
    if (v >= v1) return u1;
    const double t = (v - v0) / (v1 - v0);
    return u0 + t * (u1 - u0);
  }
};

/// The triangle seen along the dominant axis of its normal.
class Slabs {
 public:
  Slabs(const Chain& chain, const Arrangement& arrangement, FaceId face, std::span<const Cut> cuts)
      : arrangement_(arrangement),
        face_(face),
        weight_(chain.weight_of(face)),
        normal_(arrangement.cross(face)) {
    Eigen::Index axis = 0;
    normal_.cwiseAbs().maxCoeff(&axis);
    axis_ = static_cast<int>(axis);
    u_axis_ = (axis_ + 1) % 3;
    v_axis_ = (axis_ + 2) % 3;
    corner_ = arrangement.corner(face, 0);
    for (std::size_t k = 0; k < 3; ++k) {
      const Vec3 &p = arrangement.corner(face, k), &q = arrangement.corner(face, (k + 1) % 3);
      add_segment(sides_, p, q, 0);
    }
    // The direction of +u in the triangle's plane: v stands still.
    Vec3 along = Vec3::Zero();
    along[u_axis_] = 1.0;
    along[axis_] = -normal_[u_axis_] / normal_[axis_];
    for (const Cut& cut : cuts) {
      const double through = along.dot(arrangement.cross(cut.other));
      add_segment(segments_, cut.from, cut.to,
                  (through > 0.0 ? -1 : 1) * chain.weight_of(cut.other));
    }
  }

  Contribution run() {
    std::sort(segments_.begin(), segments_.end(), [](const Segment& a, const Segment& b) {
      return std::tie(a.v0, a.u0, a.v1, a.u1, a.step) < std::tie(b.v0, b.u0, b.v1, b.u1, b.step);
    });
    collect_events();
    std::vector<const Segment*> active;
    std::size_t next = 0;
    for (std::size_t i = 0; i + 1 < events_.size(); ++i) {
      const double low = events_[i], high = events_[i + 1];
      while (next < segments_.size() && segments_[next].v0 <= low)
        active.push_back(&segments_[next++]);
      std::erase_if(active, [&](const Segment* s) { return s->v1 <= low; });
      if (!arrangement_.spend(active.size() + 1)) return {};
      slab(low, high, active);
    }
    result_.cut_area_mm2 = 0.5 * normal_.norm();
    return result_;
  }

 private:
  void add_segment(std::vector<Segment>& list, const Vec3& p, const Vec3& q, int step) const {
    const bool up = p[v_axis_] < q[v_axis_];
    const Vec3 &low = up ? p : q, &high = up ? q : p;
    list.push_back({low[v_axis_], low[u_axis_], high[v_axis_], high[u_axis_], step});
  }

  void collect_events() {
    double bottom = sides_[0].v0, top = sides_[0].v1;
    for (const Segment& side : sides_) {
      bottom = std::min(bottom, side.v0);
      top = std::max(top, side.v1);
    }
    const auto add = [&](double v) {
      if (v >= bottom && v <= top) events_.push_back(v);
    };
    for (const Segment& side : sides_) {
      add(side.v0);
      add(side.v1);
    }
    for (const Segment& s : segments_) {
      add(s.v0);
      add(s.v1);
    }
    add_crossings();
    std::sort(events_.begin(), events_.end());
    events_.erase(std::unique(events_.begin(), events_.end()), events_.end());
  }

  /// Crossings of segments, which come sorted by their lower ends: each against those that have
  /// not ended below it.
  void add_crossings() {
    std::vector<const Segment*> active;
    for (const Segment& s : segments_) {
      std::erase_if(active, [&](const Segment* t) { return t->v1 <= s.v0; });
      const double left = std::min(s.u0, s.u1), right = std::max(s.u0, s.u1);
      std::uint64_t steps = active.size();
      for (const Segment* t : active) {
        if (std::max(t->u0, t->u1) < left || std::min(t->u0, t->u1) > right) continue;
        const double low = s.v0, high = std::min(s.v1, t->v1);
        if (!(low < high)) continue;
        const double before = s.at(low) - t->at(low), after = s.at(high) - t->at(high);
        if ((before < 0.0) == (after < 0.0) || before == 0.0 || after == 0.0) continue;
        events_.push_back(low + before / (before - after) * (high - low));
        steps += kStepsOfEvent;
      }
      if (!arrangement_.spend(steps)) return;
      active.push_back(&s);
    }
  }

  void slab(double low, double high, const std::vector<const Segment*>& active) {
    const double middle = low + 0.5 * (high - low);
    lines_.clear();
    double left = 0.0, right = 0.0;
    const Segment *left_side = nullptr, *right_side = nullptr;
    for (const Segment& side : sides_) {
      if (!(side.v0 <= middle && side.v1 >= middle && side.v0 < side.v1)) continue;
      const double u = side.at(middle);
      if (left_side == nullptr || u < left) left = u, left_side = &side;
      if (right_side == nullptr || u > right) right = u, right_side = &side;
    }
    if (left_side == nullptr || left_side == right_side) return;
    for (const Segment* s : active)
      if (s->v0 <= low && s->v1 >= high)
        lines_.push_back({std::clamp(s->at(middle), left, right), s});
    std::stable_sort(lines_.begin(), lines_.end(),
                     [](const Line& a, const Line& b) { return a.u < b.u; });
    lines_.insert(lines_.begin(), {left, left_side});
    lines_.push_back({right, right_side});

    std::size_t widest = 0;
    for (std::size_t k = 1; k + 1 < lines_.size(); ++k)
      if (lines_[k + 1].u - lines_[k].u > lines_[widest + 1].u - lines_[widest].u) widest = k;
    const double u = 0.5 * (lines_[widest].u + lines_[widest + 1].u);
    int front = arrangement_.winding_in_front(face_, lifted(u, middle));
    for (std::size_t k = widest; k > 0; --k) front -= lines_[k].segment->step;
    for (std::size_t k = 0; k + 1 < lines_.size(); ++k) {
      if (k > 0) front += lines_[k].segment->step;
      const Segment &a = *lines_[k].segment, &b = *lines_[k + 1].segment;
      const double width = 0.5 * ((b.at(low) - a.at(low)) + (b.at(high) - a.at(high)));
      add_cell(front, width * (high - low));
    }
  }

  [[nodiscard]] Vec3 lifted(double u, double v) const {
    Vec3 p;
    p[u_axis_] = u;
    p[v_axis_] = v;
    p[axis_] = corner_[axis_] - (normal_[u_axis_] * (u - corner_[u_axis_]) +
                                 normal_[v_axis_] * (v - corner_[v_axis_])) /
                                    normal_[axis_];
    return p;
  }

  void add_cell(int front, double flat_area) {
    const double per_flat = 1.0 / std::abs(normal_[axis_]);
    const int back = front + weight_;
    result_.volume_mm3.add(front, back, normal_.dot(corner_) * per_flat * flat_area / 3.0);
    if ((front != 0) != (back != 0))
      result_.outer_area_mm2 += normal_.norm() * per_flat * flat_area;
  }

  struct Line {
    double u;
    const Segment* segment;
  };

  const Arrangement& arrangement_;
  FaceId face_;
  int weight_;
  Vec3 normal_;
  int axis_ = 0, u_axis_ = 0, v_axis_ = 0;
  Vec3 corner_;
  std::vector<Segment> sides_, segments_;
  std::vector<double> events_;
  std::vector<Line> lines_;
  Contribution result_;
};

}  // namespace

FourReadings& FourReadings::operator+=(const FourReadings& other) {
  nonzero += other.nonzero;
  even_odd += other.even_odd;
  positive += other.positive;
  plain += other.plain;
  return *this;
}

void FourReadings::add(int front, int back, double term) {
  nonzero += ((back != 0) - (front != 0)) * term;
  even_odd += ((back & 1) - (front & 1)) * term;
  positive += ((back > 0) - (front > 0)) * term;
  plain += (back - front) * term;
}

Contribution& Contribution::operator+=(const Contribution& other) {
  volume_mm3 += other.volume_mm3;
  outer_area_mm2 += other.outer_area_mm2;
  cut_area_mm2 += other.cut_area_mm2;
  return *this;
}

Contribution cut_face(const Chain& chain, const Arrangement& arrangement, FaceId face,
                      std::span<const Cut> cuts) {
  return Slabs(chain, arrangement, face, cuts).run();
}

}  // namespace pg
