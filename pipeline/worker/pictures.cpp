#include "pipeline/worker/pictures.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "pipeline/picture/preview.hpp"
#include "pipeline/picture/sheet.hpp"
#include "pipeline/picture/surface.hpp"
#include "pipeline/picture/thumbnail.hpp"

namespace pg {
namespace {

bool shows_a_face(const Reading& reading) {
  return std::any_of(reading.findings.begin(), reading.findings.end(),
                     [](const Finding& finding) { return finding.id == kFaceFinding; });
}

void draw(const Subject& subject, const Reading& reading, WorkerPictures& pictures) {
  if (shows_a_face(reading) && !pictures.faces) return;
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

AnalyzeOptions keeping_surface(std::string& surface, AnalyzeOptions options) {
  options.on_measured = [&surface, earlier = std::move(options.on_measured)](
                            const Subject& subject, const Reading& reading) {
    if (earlier) earlier(subject, reading);
    surface = surface_bytes(subject, reading);
  };
  return options;
}

}  // namespace pg
