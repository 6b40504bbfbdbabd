#pragma once
/// One small view of a model.

#include <string>

#include "geometry/subject.hpp"

namespace pg {

/// The bytes of a PNG file, 480 by 360 pixels: the oblique view with its scale. Shows no name.
[[nodiscard]] std::string thumbnail_png(const Subject& subject);
/// The same view for a list of cases, 192 by 144 pixels, without a scale; what is not the model is
/// transparent. Needs no font.
[[nodiscard]] std::string list_picture_png(const Subject& subject);

}  // namespace pg
