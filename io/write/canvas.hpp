#pragma once
/// A sheet of pixels to compose a picture on: images, lines and text, written as PNG.

#include <memory>
#include <string>
#include <string_view>

#include "geometry/render/image.hpp"
#include "geometry/result.hpp"

namespace pg {

enum class Align { kLeft, kMiddle, kRight };

struct TextStyle {
  double size_px = 16;
  Colour colour = {0.13F, 0.15F, 0.18F};
  bool bold = false;
  Align align = Align::kLeft;
};

/// Positions in pixels from the upper left corner. Text stands on the line `y`. Cairo draws it.
class Canvas {
 public:
  Canvas(int width_px, int height_px, const Colour& background);
  ~Canvas();
  Canvas(Canvas&&) noexcept;
  Canvas& operator=(Canvas&&) noexcept;

  void image(double x, double y, const Image& image);
  void fill(double x, double y, double width, double height, const Colour& colour);
  void line(double x0, double y0, double x1, double y1, double width_px, const Colour& colour);
  void ring(double x, double y, double radius_px, double width_px, const Colour& colour);
  /// Characters that the font lacks are shown as a box; nothing in `text` is markup.
  void text(double x, double y, std::string_view text, const TextStyle& style = {});
  [[nodiscard]] double text_width(std::string_view text, const TextStyle& style) const;

  /// The picture as the bytes of a PNG file.
  [[nodiscard]] std::string png() const;

 private:
  struct Cairo;
  std::unique_ptr<Cairo> cairo_;
};

/// An image by itself as the bytes of a PNG file; what is transparent stays so.
[[nodiscard]] std::string png_of(const Image& image);

/// Opens the fonts once and for good: text can then be drawn in a process that may not open files.
void keep_fonts();

}  // namespace pg
