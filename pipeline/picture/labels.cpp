#include "pipeline/picture/labels.hpp"

#include <fmt/format.h>

#include <cmath>

#include "geometry/render/colour_map.hpp"
#include "pipeline/analysis/in_words.hpp"

namespace pg {

void scale_bar(Canvas& canvas, double x, double y, double px_per_mm, double most_px) {
  const double most_mm = most_px / px_per_mm;
  const double decade = std::pow(10.0, std::floor(std::log10(most_mm)));
  const double mm = most_mm >= 5 * decade ? 5 * decade : most_mm >= 2 * decade ? 2 * decade : decade;
  const double length = mm * px_per_mm;
  canvas.line(x, y, x + length, y, 3, kInk);
  canvas.line(x + 1, y - 6, x + 1, y + 6, 2, kInk);
  canvas.line(x + length - 1, y - 6, x + length - 1, y + 6, 2, kInk);
  canvas.text(x + length + 8, y + 5, fmt::format("{:g} mm", mm), {.size_px = 15, .colour = kInk});
}

void wall_legend(Canvas& canvas, double x, double y, double height_px, const WallView& wall) {
  constexpr double kWidth = 18;
  const int steps = static_cast<int>(height_px);
  const double span = wall.high_mm - wall.low_mm;
  for (int i = 0; i < steps; ++i) {
    const double share = 1 - (i + 0.5) / steps;
    canvas.fill(x, y + i, kWidth, 1, viridis(share));
    // As in the picture: hatched below the rule.
    if (wall.low_mm + share * span < wall.rule_mm && i % 8 < 4)
      canvas.fill(x, y + i, kWidth, 1, kPaper);
  }
  const TextStyle style{.size_px = 14, .colour = kInk};
  canvas.text(x + kWidth + 6, y + 11, fmt::format("{} mm", length_in_words(wall.high_mm)), style);
  const double rule_y = y + height_px * (1 - (wall.rule_mm - wall.low_mm) / span);
  constexpr double kLineHeight = 16;
  if (y + height_px - rule_y > kLineHeight)
    canvas.text(x + kWidth + 6, y + height_px, "0", style);
  canvas.line(x - 3, rule_y, x + kWidth + 3, rule_y, 2, kInk);
  canvas.text(x + kWidth + 8, rule_y + 5, fmt::format("{:g} mm rule", wall.rule_mm), style);
}

void mark_thinnest(Canvas& canvas, double x, double y, std::string_view text) {
  canvas.ring(x, y, 17, 6, kPaper);
  canvas.ring(x, y, 17, 3, kRed);
  const TextStyle style{.size_px = 16, .colour = kRed, .bold = true};
  const double width = canvas.text_width(text, style);
  canvas.fill(x + 22, y - 26, width + 8, 22, kPaper);
  canvas.text(x + 26, y - 9, text, style);
}

std::string fitted_text(const Canvas& canvas, std::string_view text, double width_px,
                        const TextStyle& style) {
  if (canvas.text_width(text, style) <= width_px) return std::string(text);
  std::string kept(text);
  while (!kept.empty() && canvas.text_width(kept + "…", style) > width_px) {
    do kept.pop_back();  // a whole character of UTF-8
    while (!kept.empty() && (static_cast<unsigned char>(kept.back()) & 0xC0U) == 0x80U);
    if (!kept.empty() && (static_cast<unsigned char>(kept.back()) & 0xC0U) == 0xC0U)
      kept.pop_back();
  }
  return kept + "…";
}

}  // namespace pg
