#pragma once
/// A lattice over a closed surface: which of its nodes are empty, which neighbours see each other,
/// and where its lines pass through the surface.

#include <array>
#include <cstdint>
#include <span>

#include "geometry/big_vector.hpp"
#include "geometry/solid/chain.hpp"

namespace pg::hollow {

/// Where a line of the lattice passes through the surface.
struct Crossing {
  std::uint32_t line;
  std::int32_t winding;  ///< What the winding number grows by, going along the axis.
  double at;             ///< In steps from the first node of the line.
  FaceId face;
};

using Node = std::uint32_t;

/// The surface to measure: closed, in coordinates of its own.
struct Surface {
  const TriMesh& mesh;
  const BigVector<std::int32_t>& weight;  ///< Empty while all are 1.
};

/// How much is to be left around a box, below and above along each axis.
struct Room {
  Vec3 below = Vec3::Zero(), above = Vec3::Zero();
};

/// About 30 bytes a node in all that is built on a lattice, 24 a crossing: under 150 MB.
inline constexpr double kLatticeNodesMost = 2e6;

/// `finest_mm` where nodes and crossings stay within their budget with it, else the least step at
/// which they do.
[[nodiscard]] double lattice_step_mm(const Surface& surface, double finest_mm, const Room& room_mm,
                                     double nodes_most = kLatticeNodesMost);

/// Method  Three families of lines, one an axis, are cut with every triangle (edge functions whose
///         signs agree between neighbours, ties moved off the edge as in spatial/ray.hpp). A node
///         is material where the winding number along its line is not zero; two neighbours are
///         linked when no triangle is between them, so that a path over links is a path in space:
///         the thinnest wall stops it, however wide the step.
/// Needs   A closed chain, so that all lines agree.
/// Limits  An opening that no link passes is not seen; a passage of three steps always is.
/// Cost    Linear in triangles, nodes and crossings, all of them bounded by the step.
class Lattice {
 public:
  /// `room_mm`: to be left around the surface.
  Lattice(const Surface& surface, double step_mm, const Room& room_mm);

  [[nodiscard]] double step_mm() const { return step_; }
  [[nodiscard]] std::size_t nodes() const { return flags_.size(); }
  [[nodiscard]] const std::array<std::uint32_t, 3>& counts() const { return counts_; }
  [[nodiscard]] std::size_t stride(int axis) const {
    return stride_[static_cast<std::size_t>(axis)];
  }
  [[nodiscard]] bool empty(Node node) const { return (flags_[node] & kMaterial) == 0; }
  /// A link from the node to the next one along the axis; both are then empty.
  [[nodiscard]] bool linked_up(Node node, int axis) const {
    return (flags_[node] & (kLink << axis)) != 0;
  }
  [[nodiscard]] std::array<std::uint32_t, 3> index(Node node) const {
    return {node % counts_[0], node / counts_[0] % counts_[1], node / counts_[0] / counts_[1]};
  }
  [[nodiscard]] bool on_rim(Node node) const {
    const auto at = index(node);
    for (std::size_t k = 0; k < 3; ++k)
      if (at[k] == 0 || at[k] + 1 == counts_[k]) return true;
    return false;
  }
  [[nodiscard]] Vec3 place(Node node) const {
    const auto at = index(node);
    return origin_ + step_ * Vec3(at[0], at[1], at[2]);
  }
  /// Calls visit(neighbour) for the up to six linked neighbours, in a fixed order.
  template <class Visit>
  void for_each_linked(Node node, Visit&& visit) const {
    for (int axis = 0; axis < 3; ++axis) {
      const auto far = static_cast<Node>(stride(axis));
      if (node >= far && linked_up(node - far, axis)) visit(node - far);
      if (linked_up(node, axis)) visit(node + far);
    }
  }

  /// Lines along an axis are numbered by their first node without that axis.
  [[nodiscard]] std::size_t lines(int axis) const {
    return counts_[static_cast<std::size_t>((axis + 1) % 3)] *
           counts_[static_cast<std::size_t>((axis + 2) % 3)];
  }
  [[nodiscard]] Node first_node(int axis, std::size_t line) const;
  [[nodiscard]] std::span<const Crossing> crossings(int axis, std::size_t line) const {
    const auto a = static_cast<std::size_t>(axis);
    return {crossings_[a].data() + first_[a][line], crossings_[a].data() + first_[a][line + 1]};
  }

 private:
  static constexpr std::uint8_t kMaterial = 1, kLink = 2;

  void cut(const Surface& surface, int axis);
  void mark_nodes();
  void mark_links();

  double step_ = 1;
  Vec3 origin_ = Vec3::Zero();
  std::array<std::uint32_t, 3> counts_{};
  std::array<std::size_t, 3> stride_{};
  BigVector<std::uint8_t> flags_;
  std::array<BigVector<Crossing>, 3> crossings_;
  std::array<BigVector<std::uint32_t>, 3> first_;
};

}  // namespace pg::hollow
