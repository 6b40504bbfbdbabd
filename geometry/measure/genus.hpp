#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Number of handles: 0 for a ball, 1 for a ring, summed over the components.
///
/// Method  Euler's formula, sum over components of (2 - V + E - F) / 2, vertices that several fans
/// share
///         counted once a fan.
/// Needs   A closed, oriented surface without non-manifold edges; else absent with the reason.
[[nodiscard]] Result<std::int64_t> measure_genus(const Subject& subject);

[[nodiscard]] Measurement describe_genus();

}  // namespace pg
