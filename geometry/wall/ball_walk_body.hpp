// One query's walk. Included by ball_walk.cpp once a target; no include guard on purpose.

/// The search may miss a candidate that wins by less than this, about the rounding of the walk ...
constexpr double kTolerance = 0.00005;
/// ... or this where the ball osculates a surface whose curvature is known well, as on balls and
/// tubes: everything is equally near there, and the own curvature is the value.
constexpr double kOsculatingTolerance = 0.015;
constexpr double kOsculatingShare = 0.9;
constexpr float kWellKnown = 0.03f;  // standard error of the curvature over the curvature

class Walk {
 public:
  Walk(const BallSearch& search, VertexId v, Contact& best)
      : search_(search), bvh_(search.wall().spatial->bvh()), v_(v), best_(best) {
    const VertexFit& fit = search.fits()[v];
    for (int k = 0; k < 3; ++k) {
      p_[k] = static_cast<float>(search.wall().positions_mm[v][k]);
      n_[k] = static_cast<float>(fit.normal[k]);
    }
    twice_e0_ = 2 * fit.height_error_mm;
    twice_e1_ = 2 * fit.normal_error;
    if (fit.curvature_error <= kWellKnown * fit.curvature_max)
      own_curvature_ = static_cast<double>(fit.curvature_max);
    rounding_ = bvh_.reach * 0x1p-22f;
    shrink();
  }

  void run() {
    push_children(0);
    while (size_ != 0) {
      const Entry entry = stack_[--size_];
      if (entry.version != version_ && !box_touches(entry)) continue;
      const std::uint32_t child = bvh_.nodes[entry.node].child[entry.slot];
      if ((child & kLeafBit) == 0) {
        push_children(child);
      } else if (waiting_ == kNone) {
        waiting_ = child & ~kLeafBit;
      } else {
        try_blocks(std::exchange(waiting_, kNone), child & ~kLeafBit);
      }
    }
    if (waiting_ != kNone) try_blocks(waiting_, waiting_);
  }

 private:
  struct Entry {
    float key;
    std::uint32_t node;
    std::uint16_t slot;
    std::uint16_t version;
  };

  /// Takes the ball from the best candidate so far.
  void shrink() {
    const double known = std::max(best_.score, search_.least_curvature());
    const double tolerance =
        own_curvature_ > kOsculatingShare * known ? kOsculatingTolerance : kTolerance;
    curvature_ = static_cast<float>(known * (1 + tolerance));
    radius_ = 1 / curvature_;
    ++version_;
  }

  /// A box was tested against a larger ball: once more against this one.
  [[nodiscard]] bool box_touches(const Entry& entry) const {
    const BvhNode& node = bvh_.nodes[entry.node];
    float squared = 0;
    for (int k = 0; k < 3; ++k) {
      const float centre = p_[k] + radius_ * n_[k];
      const float gap =
          std::max({node.lower[k][entry.slot] - centre, centre - node.upper[k][entry.slot], 0.0f});
      squared += gap * gap;
    }
    return squared < radius_ * radius_;
  }

  void push_children(std::uint32_t index) {
    alignas(32) float key[kWide];
    int touched = touch(bvh_.nodes[index], search_.nodes()[index], key);
    Entry sorted[kWide];
    std::size_t count = 0;
    for (; touched != 0; touched &= touched - 1) {
      const int slot = std::countr_zero(static_cast<unsigned>(touched));
      std::size_t at = count++;
      for (; at > 0 && sorted[at - 1].key < key[slot]; --at) sorted[at] = sorted[at - 1];
      sorted[at] = {key[slot], index, static_cast<std::uint16_t>(slot), version_};
    }
    if (size_ + count > capacity_) grow();
    std::copy(sorted, sorted + count, stack_ + size_);
    size_ += count;
  }

  /// A tree deeper than any of a sane mesh.
  void grow() {
    capacity_ *= 2;
    more_.resize(capacity_);
    if (stack_ == fixed_) std::copy(fixed_, fixed_ + size_, more_.data());
    stack_ = more_.data();
  }

  /// Which children may hold a better contact; key: how near the ball's centre they come.
  int touch(const BvhNode& node, const BallNode& ball, float* key) const {
    const Float8 zero(0.0f);
    const Float8x3 point = {Float8(p_[0]), Float8(p_[1]), Float8(p_[2])};
    const Float8x3 normal = {Float8(n_[0]), Float8(n_[1]), Float8(n_[2])};
    const Float8x3 lower = Float8x3::load(node.lower) - point;
    const Float8x3 upper = Float8x3::load(node.upper) - point;
    // Highest the box reaches over the tangent plane.
    const Float8 reach = max(normal.x * lower.x, normal.x * upper.x) +
                         max(normal.y * lower.y, normal.y * upper.y) +
                         max(normal.z * lower.z, normal.z * upper.z);
    const Float8 gap_squared = squared_gap(lower, upper, Float8(radius_) * normal);
    gap_squared.store(key);
    int alive = mask_lt(gap_squared, Float8(radius_ * radius_)) & mask_lt(zero, reach);
    if (alive == 0) return 0;

    // A candidate in there has at least this uncertainty, and must beat the best by as much.
    const Float8x3 far = {max(abs(lower.x), abs(upper.x)), max(abs(lower.y), abs(upper.y)),
                          max(abs(lower.z), abs(upper.z))};
    const Float8x3 near = {max(max(lower.x, zero - upper.x), zero),
                           max(max(lower.y, zero - upper.y), zero),
                           max(max(lower.z, zero - upper.z), zero)};
    const Float8 tiny(1e-30f), one(1.0f);
    const Float8 inverse_far_squared = one / (dot(far, far) + tiny);
    // The sine of what is nearest to the normal; sqrt(1 - x) is at least 1 - x.
    const Float8 sine = one - min(reach * reach / (dot(near, near) + tiny), one);
    const Float8 curvature = Float8(curvature_) + Float8(twice_e0_) * inverse_far_squared +
                             Float8(twice_e1_) * sine * sqrt(inverse_far_squared);
    const Float8 radius = one / curvature;
    const Float8x3 centre = radius * normal;  // relative to p, as everything here
    alive &= mask_lt(squared_gap(lower, upper, centre), radius * radius);
    if (alive == 0) return 0;

    // The ball against the slab that holds the child.
    const Float8x3 axis = Float8x3::load(ball.axis);
    const Float8 point_along = dot(axis, point);
    const Float8 low = Float8::load(ball.low) - point_along;
    const Float8 high = Float8::load(ball.high) - point_along;
    const Float8 centre_along = dot(axis, centre);
    alive &= mask_lt(low - centre_along, radius) & mask_lt(centre_along - high, radius);
    if (alive == 0) return 0;

    // What is in this ball and not in the child's own lies in a half-space: does the child reach
    // it?
    const Float8 half(0.5f);
    const Float8x3 s = Float8x3::load(ball.ball) - point;
    const Float8x3 a = centre - s;
    const Float8x3 box_middle = half * (lower + upper);
    const Float8 a_along = dot(a, axis);
    const Float8 lift = half * (high + low) - dot(axis, box_middle);
    const Float8 a_across = sqrt(max(dot(a, a) - a_along * a_along, zero));
    const Float8 most = dot(a, box_middle) + lift * a_along + abs(a_along) * half * (high - low) +
                        a_across * Float8::load(ball.radius);
    const Float8 sum = dot(s, s) - Float8::load(ball.ball_squared) + Float8(2.0f) * most;
    return alive & ~mask_le(sum, zero) & 255;
  }

  static Float8 squared_gap(Float8x3 lower, Float8x3 upper, Float8x3 centre) {
    const Float8 zero(0.0f);
    const Float8x3 gap = {max(max(lower.x - centre.x, centre.x - upper.x), zero),
                          max(max(lower.y - centre.y, centre.y - upper.y), zero),
                          max(max(lower.z - centre.z, centre.z - upper.z), zero)};
    return dot(gap, gap);
  }

  static Float8x3 rows(const float (&first)[3][4], const float (&second)[3][4]) {
    return {{Float4::load(first[0]), Float4::load(second[0])},
            {Float4::load(first[1]), Float4::load(second[1])},
            {Float4::load(first[2]), Float4::load(second[2])}};
  }

  /// The facets of two blocks in single precision, all that BallSearch::candidate does; those that
  /// may win go there.
  void try_blocks(std::uint32_t first, std::uint32_t second) {
    const TriangleBlock* const block[2] = {&bvh_.blocks[first], &bvh_.blocks[second]};
    const PlaneBlock* const plane[2] = {&search_.wall().planes[first],
                                        &search_.wall().planes[second]};
    const Float8 zero(0.0f), one(1.0f), tiny(1e-30f);
    const Float8x3 point = {Float8(p_[0]), Float8(p_[1]), Float8(p_[2])};
    const Float8x3 normal = {Float8(n_[0]), Float8(n_[1]), Float8(n_[2])};
    const Float8 rounding(rounding_), curvature(curvature_ * 0.9995f);
    const Float8x3 axis = rows(plane[0]->normal, plane[1]->normal);
    Float8 offset =
        Float8(Float4::load(plane[0]->offset), Float4::load(plane[1]->offset)) - dot(axis, point);
    const Float8x3 outer = {flip_sign(axis.x, offset), flip_sign(axis.y, offset),
                            flip_sign(axis.z, offset)};
    offset = abs(offset);
    const Float8 lean = one + dot(outer, normal);
    int alive = mask_le(curvature * (offset - rounding), lean + Float8(1e-6f));
    if (alive == 0) return;

    const Float8x3 corner[3] = {rows(block[0]->corner[0], block[1]->corner[0]) - point,
                                rows(block[0]->corner[1], block[1]->corner[1]) - point,
                                rows(block[0]->corner[2], block[1]->corner[2]) - point};
    const Float8 highest =
        max(max(dot(normal, corner[0]), dot(normal, corner[1])), dot(normal, corner[2]));
    alive &= mask_lt(zero - rounding, highest);
    if (alive == 0) return;

    // The flat contact, as weights of the corners.
    Float8 weight[3] = {zero, zero, zero};
    Float8 best(-1e30f);
    touch_on_edge(corner[0], corner[1], normal, weight[0], weight[1], weight[2], best);
    touch_on_edge(corner[1], corner[2], normal, weight[1], weight[2], weight[0], best);
    touch_on_edge(corner[2], corner[0], normal, weight[2], weight[0], weight[1], best);
    touch_inside(corner, normal, outer, offset / max(lean, Float8(1e-6f)), weight);
    const Float8x3 q = weight[0] * corner[0] + weight[1] * corner[1] + weight[2] * corner[2];

    // Onto the smooth surface, and how sure.
    Float8x3 lift = {zero, zero, zero};
    Float8 residual = zero;
    for (std::size_t i = 0; i < 3; ++i) {
      Float4 low[4], high[4];
      gather(first, i, low);
      gather(second, i, high);
      const Float8x3 corner_normal = {{low[0], high[0]}, {low[1], high[1]}, {low[2], high[2]}};
      residual = residual + weight[i] * Float8(low[3], high[3]);
      const Float8 turned = zero - dot(corner_normal, axis);
      const Float8 share = select_gt(Float8(kLiftCosine), turned, zero, weight[i]);
      lift = lift + share * dot(q - corner[i], corner_normal) * corner_normal;
    }
    const Float8x3 d = q - Float8(0.5f) * lift;
    const Float8 squared = dot(d, d) + tiny;
    const Float8 height = dot(normal, d);
    const Float8 inverse = one / squared;
    const Float8 sine = sqrt(max(one - height * height * inverse, zero));
    const Float8 score = inverse * (Float8(2.0f) * (height + rounding) - Float8(twice_e0_) -
                                    Float8(static_cast<float>(2 * kResidualTimes)) * residual) -
                         Float8(twice_e1_) * sine * sqrt(inverse);
    alive &= ~mask_lt(score, curvature);
    for (; alive != 0; alive &= alive - 1) {
      const auto at = static_cast<std::uint32_t>(std::countr_zero(static_cast<unsigned>(alive)));
      const std::uint32_t lane = at % 4;
      if (block[at / 4]->face[lane] == kNone) continue;
      const Contact contact = search_.candidate(v_, 4 * (at < 4 ? first : second) + lane);
      if (!contact.found() || contact.score <= best_.score) continue;
      best_ = contact;
      shrink();
    }
  }

  /// Corner i's normal and residual of four facets.
  void gather(std::uint32_t index, std::size_t i, Float4 (&row)[4]) const {
    for (std::uint32_t lane = 0; lane < 4; ++lane) {
      const VertexId v = search_.shapes_of(4 * index + lane)[i];
      row[lane] = v == kNone ? Float4(0.0f) : Float4::load(search_.corner(v).normal);
    }
    transpose(row[0], row[1], row[2], row[3]);
  }

  /// Where the first ball touches an edge (contact.cpp has it in words); keeps the best of three.
  static void touch_on_edge(Float8x3 from, Float8x3 to, Float8x3 normal, Float8& weight_from,
                            Float8& weight_to, Float8& weight_other, Float8& best) {
    const Float8 zero(0.0f), one(1.0f), tiny(1e-30f);
    const Float8x3 edge = to - from;
    const Float8 length = sqrt(dot(edge, edge)) + tiny;
    const Float8 inverse = one / length;
    const Float8x3 e = inverse * edge;
    const Float8 x = dot(normal, e);
    const Float8 along = dot(from, e);
    const Float8x3 s = from - along * e;
    const Float8 a = dot(s, normal);  // s is across e, so n needs no projection
    const Float8 b = dot(s, s);
    const Float8 root = sqrt(a * a + x * x * b);
    // For a > 0: b / (a + root) x; else (root - a) / x.
    const Float8 top = select_gt(a, zero, b * x, root - a);
    const Float8 bottom = select_gt(a, zero, a + root + tiny, select_gt(abs(x), tiny, x, tiny));
    const Float8 at = min(max(top / bottom - along, zero), length);
    const Float8x3 q = from + at * e;
    const Float8 curvature = dot(normal, q) / (dot(q, q) + tiny);
    const Float8 share = at * inverse;
    weight_from = select_gt(curvature, best, one - share, weight_from);
    weight_to = select_gt(curvature, best, share, weight_to);
    weight_other = select_gt(curvature, best, zero, weight_other);
    best = max(curvature, best);
  }

  /// Where the first ball touches the planes, in the lanes where that lies inside the facet.
  static void touch_inside(const Float8x3 (&corner)[3], Float8x3 normal, Float8x3 outer,
                           Float8 radius, Float8 (&weight)[3]) {
    const Float8 zero(0.0f);
    const Float8x3 q = radius * (normal + outer);
    const Float8x3 ra = corner[0] - q, rb = corner[1] - q, rc = corner[2] - q;
    const Float8 wa = dot(cross(rb, rc), outer);
    const Float8 wb = dot(cross(rc, ra), outer);
    const Float8 wc = dot(cross(ra, rb), outer);
    // `outer` may be turned against the corners' sense: inside is where all have one sign.
    const Float8 sum = wa + wb + wc;
    const Float8 scale = Float8(1.0f) / select_gt(abs(sum), zero, sum, Float8(1e30f));
    const Float8 least = min(min(wa * scale, wb * scale), wc * scale);
    weight[0] = select_gt(zero, least, weight[0], wa * scale);
    weight[1] = select_gt(zero, least, weight[1], wb * scale);
    weight[2] = select_gt(zero, least, weight[2], wc * scale);
  }

  const BallSearch& search_;
  const Bvh& bvh_;
  VertexId v_;
  Contact& best_;
  float p_[3], n_[3];
  float twice_e0_ = 0, twice_e1_ = 0;
  float curvature_ = 0, radius_ = 0;
  double own_curvature_ = 0;  ///< 0: not known well
  float rounding_;
  std::uint16_t version_ = 0;
  std::uint32_t waiting_ = kNone;  ///< A block that waits for another to be tried with.
  static constexpr std::size_t kFixed = 256;
  Entry fixed_[kFixed];
  Entry* stack_ = fixed_;
  std::size_t size_ = 0, capacity_ = kFixed;
  std::vector<Entry> more_;
};
