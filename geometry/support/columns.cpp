#include "geometry/support/columns.hpp"

#include <algorithm>
#include <vector>

#include "geometry/parallel.hpp"
#include "geometry/subject.hpp"
#include "geometry/support/column_worker.hpp"

namespace pg {
namespace {

/// An overhanging facet over more cells than this is cut along the grid, row by row.
constexpr int kManyCells = 24;
constexpr std::size_t kTasksPerChunk = 64;

/// Pieces looked at, per overhanging facet and altogether. A clean sphere of 1M facets needs about
/// 1 % of it; a surface that crosses itself everywhere has no bound.
constexpr std::int64_t kStepsPerFacet = 200;
constexpr std::int64_t kStepsAtLeast = 20'000'000;

void join(Columns& total, const Columns& part) {
  total.volume_mm3 += part.volume_mm3;
  total.under_mm2 += part.under_mm2;
  total.on_top_mm2 += part.on_top_mm2;
  total.on_plate_mm2 += part.on_plate_mm2;
  for (const HeldFacet& facet : part.held) add_held(total.held, facet);
}

}  // namespace

Columns support_columns(const TriMesh& mesh, const PosedMesh& pose) {
  if (std::find(pose.lie.begin(), pose.lie.end(), Lie::kOverhang) == pose.lie.end()) return {};
  const ShadowGrid grid(mesh, pose);
  std::vector<ColumnTask> tasks;
  tasks.reserve(grid.overhangs().size());
  for (const FaceId face : grid.overhangs()) {
    const ShadowGrid::Range range = grid.range(box_of(mesh, pose, face));
    const std::int64_t rows = range.last_row - range.first_row + 1;
    if (rows * (range.last_column - range.first_column + 1) <= kManyCells) {
      tasks.push_back({face, -1});
    } else {
      for (int r = range.first_row; r <= range.last_row; ++r) tasks.push_back({face, r});
    }
  }
  const std::int64_t steps_allowed =
      kStepsAtLeast + kStepsPerFacet * static_cast<std::int64_t>(grid.overhangs().size());
  WorkLimit limit(steps_allowed);
  std::vector<Columns> sums(chunk_count(tasks.size(), kTasksPerChunk));
  for_each_chunk(
      tasks.size(),
      [&](std::size_t begin, std::size_t end, std::size_t chunk) {
        ColumnWorker worker(mesh, pose, grid, limit);
        for (std::size_t t = begin; t != end; ++t) worker.run(tasks[t]);
        sums[chunk] = worker.sum();
      },
      kTasksPerChunk);
  Columns total;
  for (const Columns& sum : sums) join(total, sum);
  total.steps = steps_allowed - limit.left();
  if (limit.passed()) {
    total = {};
    total.given_up = true;
  }
  return total;
}

const Columns& given_columns(const Subject& subject) {
  return subject.shared<Columns>(
      [](const Subject& s) { return support_columns(s.mesh(), given_pose(s)); });
}

}  // namespace pg
