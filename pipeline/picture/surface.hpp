#pragma once
/// A model's surface with its wall thickness, small enough for a browser to turn: what the page
/// shows in 3D.
///
/// Layout, little-endian: "PGS1", then uint32 corners n, triangles m, triangles of the model itself;
/// float32 smallest wall of the process, end of the legend, box min x y z, max x y z (of the model
/// itself); then float32 positions[3n], float32 wall[n] in mm (-1: none here), uint32 corners[3m].
/// Nothing in it names anything. The shape itself may be a face: whoever keeps it guards it like the
/// file it came from.

#include <cstddef>
#include <string>

#include "geometry/subject.hpp"
#include "pipeline/analysis/reading.hpp"

namespace pg {

struct SurfaceOptions {
  std::size_t triangles_max = 150'000;  ///< 30 frames a second with software drawing.
};

/// Method  Corners that share a cell of a cubic grid become one, at their mean, with the thinnest
///         wall among them, so that no thin place is lost (vertex clustering, Rossignac and Borrel
///         1993); cells grow until the limit holds. A model under the limit is as it is.
/// Limits  Detail under a cell goes; nothing is measured on this surface.
/// Cost    A sort of the corners for each size of cell tried, at most about ten.
[[nodiscard]] std::string surface_bytes(const Subject& subject, const Reading& reading,
                                        const SurfaceOptions& options = {});

}  // namespace pg
