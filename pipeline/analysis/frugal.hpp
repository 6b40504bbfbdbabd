#pragma once
/// How the analysis of a mesh of millions of triangles stays within its memory: the measurements
/// run by what they share, which is given up when the last of them is done.

#include <cstdint>
#include <vector>

#include "geometry/measurement.hpp"
#include "geometry/subject.hpp"

namespace pg {

/// A whole analysis of more triangles than this is frugal, unless its options say otherwise. Below,
/// steps that are long and alone run beside others, and nothing is made twice.
inline constexpr std::size_t kFrugalAbove = 1'500'000;

/// What measurements share most of, in the order in which they then run.
enum class SharedBy : std::uint8_t {
  kSurface,   ///< Topology, solid.
  kHull,      ///< The convex hull.
  kPose,      ///< Topology, round surface, the pose of the file; tree.
  kPoses,     ///< Tree, hull, topology, round surface; other poses, one at a time.
  kWalls,     ///< Tree, and what is made for walls alone.
  kFeatures,  ///< Tree.
};

/// Every measurement of the catalogue once, as its place there, by what it shares; within that in
/// the order of the catalogue. Results do not depend on the order.
[[nodiscard]] std::vector<std::size_t> frugal_order();
[[nodiscard]] SharedBy shared_by(const Measurement& measurement);

/// Gives up what nobody needs from this group on, or only somebody much later to whom it is cheap
/// to make again (the topology); freed memory goes back to the system. Between measurements only:
/// nobody may hold a reference to an intermediate but the mesh (subject.hpp, forget).
/// `walls_kept`: the wall field and the solid are asked for once more in the end.
void give_up_before(SharedBy next, const Subject& subject, bool walls_kept);

/// The allocator keeps what was freed in pieces of less than some ten megabytes: hands it back.
void return_freed_memory();

}  // namespace pg
