#pragma once
/// Cuts the empty space of a lattice into the outside and chambers, at the narrowest places between
/// them.

#include <vector>

#include "geometry/hollow/lattice.hpp"

namespace pg::hollow {

/// A chamber is at least this much wider than its opening; else it is a hole, not a hollow.
inline constexpr double kWiderThanOpening = 1.25;
/// Of a cell, in steps.
inline constexpr double kHalfDiagonal = 0.8661;
/// Regions are numbered from 1; the outside is region 0.
inline constexpr std::uint32_t kOutside = 0;

/// Where two regions meet: a connected set of links between them.
struct Mouth {
  std::uint32_t one, other;  ///< Regions, one < other.
  Node from, to;             ///< The link with the most room, `from` in `one`.
  std::vector<Node> nodes;   ///< All that the links touch, ascending.
};

struct Regions {
  BigVector<std::uint32_t> of_node;  ///< kNone in material and in pockets too small to count.
  std::vector<Node> peak;            ///< The roomiest node of each; [kOutside] is a corner.
  std::vector<Mouth> mouths;         ///< By regions, then by first node.
};

/// Empty nodes from the roomiest down, ties by number; those on the rim are left out.
[[nodiscard]] BigVector<Node> by_clearance(const Lattice& lattice,
                                           const BigVector<float>& clearance);

/// Where nodes of different regions are linked; kNone has no mouths.
[[nodiscard]] std::vector<Mouth> mouths_between(const Lattice& lattice,
                                                const BigVector<float>& clearance,
                                                const BigVector<std::uint32_t>& region_of_node);

/// Method  Watershed by union-find over nodes from the roomiest down (Vincent and Soille 1991;
///         merge tree of Carr, Snoeyink and Axen 2003). Two basins that meet are kept apart when
///         the smaller one's peak is kWiderThanOpening times as roomy as the place where they meet,
///         or any place within reach of the lattice there; else they are one.
/// `narrowest_steps`: regions whose roomiest place has less clearance are none. `unseen_steps`: a
/// place may have this much more clearance than its nearest node.
[[nodiscard]] Regions watershed(const Lattice& lattice, const BigVector<float>& clearance,
                                std::span<const Node> from_roomiest, double narrowest_steps,
                                double unseen_steps = kHalfDiagonal);

}  // namespace pg::hollow
