#pragma once
/// Scale bars, legends and captions on a canvas.

#include <string_view>

#include "io/write/canvas.hpp"
#include "pipeline/picture/views.hpp"

namespace pg {

inline constexpr Colour kInk = {0.13F, 0.15F, 0.18F};
inline constexpr Colour kQuietInk = {0.36F, 0.39F, 0.43F};
inline constexpr Colour kPaper = {1.0F, 1.0F, 1.0F};
inline constexpr Colour kPanel = {0.957F, 0.961F, 0.965F};
inline constexpr Colour kRed = {0.75F, 0.12F, 0.10F};
inline constexpr Colour kAmber = {0.62F, 0.38F, 0.0F};

/// A bar of a round length (1, 2 or 5 times a power of ten) of at most `most_px`, its length
/// beside it; (x, y) is its left end.
void scale_bar(Canvas& canvas, double x, double y, double px_per_mm, double most_px);

/// The colours from low to high with their numbers and the process rule; (x, y) is the upper left
/// corner, `height_px` the length of the colours.
void wall_legend(Canvas& canvas, double x, double y, double height_px, const WallView& wall);

/// The ring around the thinnest place, and its thickness beside it.
void mark_thinnest(Canvas& canvas, double x, double y, std::string_view text);

/// As much of the text as fits, with an ellipsis where it was cut.
[[nodiscard]] std::string fitted_text(const Canvas& canvas, std::string_view text, double width_px,
                                      const TextStyle& style);

}  // namespace pg
