#pragma once
/// The single pictures of a model that the preview and the sheet are composed of.

#include <optional>
#include <string>
#include <vector>

#include "geometry/render/image.hpp"
#include "geometry/render/rasterizer.hpp"
#include "geometry/subject.hpp"
#include "pipeline/analysis/reading.hpp"

namespace pg {

/// A view with the scale it is drawn at, in pixels of the picture.
struct Picture {
  Image image;
  double px_per_mm = 1;
};

/// A place marked in a picture.
struct Mark {
  double x_px = 0;
  double y_px = 0;
};

/// Front, right, top and oblique, as the file stands (z up), all at one scale.
struct FourViews {
  Picture front, right, top, oblique;
};
[[nodiscard]] FourViews four_views(const Subject& subject, int width_px, int height_px);

/// Wall thickness as colours (viridis, hatched where thinner than the process allows), seen from
/// where the thinnest place shows.
struct WallView {
  Picture picture;
  double low_mm = 0;   ///< At the dark end of the colours.
  double high_mm = 0;  ///< At the bright end: nearly everything is thinner (95 %).
  double rule_mm = 0;  ///< Thinner than this is hatched.
  std::optional<Mark> thinnest;  ///< Absent: it cannot be seen from outside.
};
/// Absent when the reading has no wall thickness.
[[nodiscard]] std::optional<WallView> wall_view(const Subject& subject, const Reading& reading,
                                                int width_px, int height_px);

/// The model as posed best (or as the file has it, where no best pose is known) on its plate, what
/// hangs over in amber, on pillars that stand for the support.
struct PoseView {
  Picture picture;
  bool best = false;  ///< False: the pose of the file.
};
[[nodiscard]] PoseView pose_view(const Subject& subject, const Reading& reading, int width_px,
                                 int height_px);

}  // namespace pg
