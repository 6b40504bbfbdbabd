#include "io/write/canvas.hpp"

#include <cairo.h>
#include <fontconfig/fontconfig.h>

#include <cstdint>
#include <cstring>
#include <vector>

#include "geometry/check.hpp"

namespace pg {
namespace {

constexpr const char* kFont = "DejaVu Sans";

struct SurfaceFree {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct ContextFree {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
using Surface = std::unique_ptr<cairo_surface_t, SurfaceFree>;
using Context = std::unique_ptr<cairo_t, ContextFree>;

void set_colour(cairo_t* context, const Colour& colour) {
  cairo_set_source_rgb(context, colour[0], colour[1], colour[2]);
}

/// Cairo's pixels: 32 bits, opacity highest, colours premultiplied with it.
std::uint32_t premultiplied(const std::uint8_t* rgba) {
  const std::uint32_t opacity = rgba[3];
  const auto times = [&](std::uint32_t channel) { return (channel * opacity + 127) / 255; };
  return opacity << 24U | times(rgba[0]) << 16U | times(rgba[1]) << 8U | times(rgba[2]);
}

Surface surface_of(const Image& image) {
  Surface copy(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, image.width, image.height));
  unsigned char* const pixels = cairo_image_surface_get_data(copy.get());
  PG_CHECK(pixels != nullptr);
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(copy.get()));
  for (int row = 0; row < image.height; ++row) {
    for (int column = 0; column < image.width; ++column) {
      const std::uint32_t pixel = premultiplied(&image.rgba[image.at(column, row)]);
      std::memcpy(pixels + static_cast<std::size_t>(row) * stride +
                      static_cast<std::size_t>(column) * sizeof pixel,
                  &pixel, sizeof pixel);
    }
  }
  cairo_surface_mark_dirty(copy.get());
  return copy;
}

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

std::string png_of_surface(const Surface& surface) {
  std::string bytes;
  cairo_surface_flush(surface.get());
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface.get(), append, &bytes);
  PG_CHECK(status == CAIRO_STATUS_SUCCESS);
  return bytes;
}

}  // namespace

struct Canvas::Cairo {
  Surface surface;
  Context context;

  void use_font(const TextStyle& style) const {
    cairo_select_font_face(context.get(), kFont, CAIRO_FONT_SLANT_NORMAL,
                           style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(context.get(), style.size_px);
  }
};

Canvas::Canvas(int width_px, int height_px, const Colour& background)
    : cairo_(std::make_unique<Cairo>()) {
  cairo_->surface.reset(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width_px, height_px));
  cairo_->context.reset(cairo_create(cairo_->surface.get()));
  PG_CHECK(cairo_status(cairo_->context.get()) == CAIRO_STATUS_SUCCESS);
  fill(0, 0, width_px, height_px, background);
}
Canvas::~Canvas() = default;
Canvas::Canvas(Canvas&&) noexcept = default;
Canvas& Canvas::operator=(Canvas&&) noexcept = default;

void Canvas::image(double x, double y, const Image& image) {
  const Surface copy = surface_of(image);
  cairo_set_source_surface(cairo_->context.get(), copy.get(), x, y);
  cairo_paint(cairo_->context.get());
}

void Canvas::fill(double x, double y, double width, double height, const Colour& colour) {
  set_colour(cairo_->context.get(), colour);
  cairo_rectangle(cairo_->context.get(), x, y, width, height);
  cairo_fill(cairo_->context.get());
}

void Canvas::line(double x0, double y0, double x1, double y1, double width_px,
                  const Colour& colour) {
  cairo_t* const context = cairo_->context.get();
  set_colour(context, colour);
  cairo_set_line_width(context, width_px);
  cairo_move_to(context, x0, y0);
  cairo_line_to(context, x1, y1);
  cairo_stroke(context);
}

void Canvas::ring(double x, double y, double radius_px, double width_px, const Colour& colour) {
  cairo_t* const context = cairo_->context.get();
  set_colour(context, colour);
  cairo_set_line_width(context, width_px);
  cairo_new_sub_path(context);
  cairo_arc(context, x, y, radius_px, 0, 6.283185307179586);
  cairo_stroke(context);
}

void Canvas::text(double x, double y, std::string_view text, const TextStyle& style) {
  cairo_->use_font(style);
  const double width = style.align == Align::kLeft ? 0 : text_width(text, style);
  const double left = style.align == Align::kRight    ? x - width
                      : style.align == Align::kMiddle ? x - width / 2
                                                      : x;
  set_colour(cairo_->context.get(), style.colour);
  cairo_move_to(cairo_->context.get(), left, y);
  cairo_show_text(cairo_->context.get(), std::string(text).c_str());
}

double Canvas::text_width(std::string_view text, const TextStyle& style) const {
  cairo_->use_font(style);
  cairo_text_extents_t extents;
  cairo_text_extents(cairo_->context.get(), std::string(text).c_str(), &extents);
  return extents.x_advance;
}

std::string Canvas::png() const {
  return png_of_surface(cairo_->surface);
}

std::string png_of(const Image& image) {
  return png_of_surface(surface_of(image));
}

void keep_fonts() {
  // Fontconfig would look for new fonts every half a minute.
  FcConfigSetRescanInterval(nullptr, 0);
  Canvas canvas(16, 16, Colour{1, 1, 1});
  for (const bool bold : {false, true}) canvas.text(0, 16, "Aa1", {.bold = bold});
}

}  // namespace pg
