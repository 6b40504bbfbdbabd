#pragma once
/// Adds up the columns of overhanging facets: the inside of support_columns (columns.hpp has the
/// method).

#include <atomic>
#include <cstdint>
#include <vector>

#include "geometry/support/column_pieces.hpp"
#include "geometry/support/columns.hpp"
#include "geometry/support/facets_below.hpp"

namespace pg {

/// One overhanging facet, or its part over one row of cells.
struct ColumnTask {
  FaceId face;
  int row;  // -1: all of it
};

/// Adds to a list by face; the parts of a facet come one after another.
inline void add_held(std::vector<HeldFacet>& held, const HeldFacet& facet) {
  if (held.empty() || held.back().face != facet.face) held.push_back({facet.face, 0});
  held.back().mm2 += facet.mm2;
}

/// Steps that all workers may take together. Whether a mesh needs more does not depend on who
/// counts first, so neither does the answer: past the limit there is none.
class WorkLimit {
 public:
  explicit WorkLimit(std::int64_t steps) : left_(steps) {}
  void spend(std::int64_t steps) { left_.fetch_sub(steps, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t left() const { return left_.load(std::memory_order_relaxed); }
  [[nodiscard]] bool passed() const { return left() < 0; }

 private:
  std::atomic<std::int64_t> left_;
};

/// One at a time; its sums are of all tasks it ran.
class ColumnWorker {
 public:
  ColumnWorker(const TriMesh& mesh, const PosedMesh& pose, const ShadowGrid& grid, WorkLimit& limit)
      : mesh_(mesh),
        pose_(pose),
        grid_(grid),
        limit_(limit),
        below_(mesh, pose, grid),
        pieces_(pose) {}

  void run(const ColumnTask& task);
  [[nodiscard]] const Columns& sum() const { return sum_; }

 private:
  void cut_along_grid(const ColumnTask& task);
  [[nodiscard]] Polygon between(const Polygon& polygon, int axis, int index, int first,
                                int last) const;
  void resolve(const Polygon& part);
  bool stand_on_one_layer(const Polygon& part);
  [[nodiscard]] bool all_below(const Shadow& s, const Shadow& other) const;
  void cut_up(const Polygon& part);
  void add(const ColumnPiece& piece);

  const TriMesh& mesh_;
  const PosedMesh& pose_;
  const ShadowGrid& grid_;
  WorkLimit& limit_;
  FacetsBelow below_;
  ColumnPieces pieces_;
  Shadow over_;
  double smallest_ = 0;
  bool ask_ = false;  // of each piece whether it is buried
  std::vector<const Shadow*> seen_;
  Columns sum_;
  std::int64_t work_ = 0;
};

}  // namespace pg
