#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Which printers' build volumes take the model, as it stands and turned in any way.
///
/// Method  geometry/spatial/rotated_fit.hpp; as it stands: z up, turned about it at will.
/// Needs   Nothing of the mesh; printers in the rules.
/// Limits  The whole box of the printer's data sheet: no skirt, no margin, no excluded corner.
/// Cost    The shadow of the hull; where a printer takes it only turned, or not at all, the
/// smallest
///         box and a search.
[[nodiscard]] Measurement describe_fits();

}  // namespace pg
