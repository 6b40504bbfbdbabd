#include "pipeline/worker/pictures.hpp"

#include <new>
#include <utility>

#include "pipeline/analysis/face_finding.hpp"
#include "pipeline/picture/preview.hpp"
#include "pipeline/picture/sheet.hpp"
#include "pipeline/picture/surface.hpp"
#include "pipeline/picture/thumbnail.hpp"

namespace pg {
namespace {

void draw(const Subject& subject, const Reading& reading, WorkerPictures& pictures) {
  if (shows_face(reading) && !pictures.faces) return;
  try {
    if (pictures.small) {
      pictures.preview_png = thumbnail_png(subject);
      return;
    }
    pictures.preview_png = preview_png(subject, reading);
    // Without a date: the same model gives the same sheet.
    pictures.sheet_html = sheet_html(
        subject, reading, {.case_id = pictures.case_id, .model = 1, .models = 1, .date = ""});
  } catch (const std::bad_alloc&) {
    // The numbers are worth more than their picture.
    pictures.preview_png.clear();
    pictures.sheet_html.clear();
  }
}

}  // namespace

AnalyzeOptions drawing_into(WorkerPictures& pictures, AnalyzeOptions options) {
  options.on_measured = [&pictures](const Subject& subject, const Reading& reading) {
    draw(subject, reading, pictures);
  };
  return options;
}

AnalyzeOptions keeping_shape(PageShape& shape, bool faces, AnalyzeOptions options) {
  options.on_measured = [&shape, faces, earlier = std::move(options.on_measured)](
                            const Subject& subject, const Reading& reading) {
    if (earlier) earlier(subject, reading);
    if (!faces && shows_face(reading)) return;
    try {
      shape.surface = surface_bytes(subject, reading);
      shape.picture_png = list_picture_png(subject);
    } catch (const std::bad_alloc&) {
      shape = {};
    }
  };
  return options;
}

}  // namespace pg
