#include "pipeline/picture/preview.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/analysis/in_words.hpp"
#include "pipeline/picture/labels.hpp"
#include "pipeline/picture/summary.hpp"
#include "pipeline/picture/views.hpp"

namespace pg {
namespace {

constexpr int kWidth = 1800;
constexpr int kLineHeight = 29;
constexpr int kMargin = 32;
constexpr int kHeadHeight = 92;
constexpr int kGap = 16;
constexpr int kCellWidth = (kWidth - 2 * kMargin - 2 * kGap) / 3;
constexpr int kCellHeight = 440;
constexpr int kLabelWidth = 122;
constexpr std::size_t kMostFindings = 3;

struct Cell {
  double x, y;
};
Cell cell(int column, int row) {
  return {static_cast<double>(kMargin + column * (kCellWidth + kGap)),
          static_cast<double>(kHeadHeight + row * (kCellHeight + kGap))};
}

void put(Canvas& canvas, const Cell& at, const char* caption, const Picture* picture) {
  canvas.fill(at.x, at.y, kCellWidth, kCellHeight, kPanel);
  if (picture != nullptr) canvas.image(at.x, at.y, picture->image);
  canvas.text(at.x + 14, at.y + 26, caption, {.size_px = 17, .colour = kInk, .bold = true});
}

void put_scale(Canvas& canvas, const Cell& at, const Picture& picture) {
  scale_bar(canvas, at.x + 16, at.y + kCellHeight - 20, picture.px_per_mm, kCellWidth * 0.3);
}

void put_four_views(Canvas& canvas, const Subject& subject) {
  const FourViews views = four_views(subject, kCellWidth, kCellHeight);
  put(canvas, cell(0, 0), "Front", &views.front);
  put(canvas, cell(1, 0), "Right", &views.right);
  put(canvas, cell(0, 1), "Top", &views.top);
  put(canvas, cell(1, 1), "Oblique", &views.oblique);
  for (const int column : {0, 1})
    for (const int row : {0, 1}) put_scale(canvas, cell(column, row), views.front);
}

void put_walls(Canvas& canvas, const Subject& subject, const Reading& reading) {
  const Cell at = cell(2, 0);
  const std::optional<WallView> wall = wall_view(subject, reading, kCellWidth, kCellHeight);
  put(canvas, at, "Wall thickness, by the largest ball that fits", wall ? &wall->picture : nullptr);
  if (!wall) {
    canvas.text(at.x + kCellWidth / 2.0, at.y + kCellHeight / 2.0, "not measured",
                {.size_px = 18, .colour = kQuietInk, .align = Align::kMiddle});
    return;
  }
  put_scale(canvas, at, wall->picture);
  wall_legend(canvas, at.x + kCellWidth - 112, at.y + 50, 170, *wall);
  if (wall->thinnest)
    mark_thinnest(canvas, at.x + wall->thinnest->x_px, at.y + wall->thinnest->y_px,
                  length_in_words(*reading.number_of("wall_sphere_mm", "min")) + " mm");
}

void put_pose(Canvas& canvas, const Subject& subject, const Reading& reading) {
  const PoseView pose = pose_view(subject, reading, kCellWidth, kCellHeight);
  put(canvas, cell(2, 1),
      pose.best ? "Best pose: overhang and its support" : "As posed: overhang and its support",
      &pose.picture);
  put_scale(canvas, cell(2, 1), pose.picture);
}

void put_head(Canvas& canvas, const Reading& reading) {
  canvas.text(kMargin, 50, class_in_words(reading), {.size_px = 30, .colour = kInk, .bold = true});
  std::string evidence;
  if (reading.model_class && reading.model_class->best != "unknown")
    for (const std::string& sentence : reading.model_class->evidence)
      evidence += (evidence.empty() ? "" : " ") + sentence;
  const TextStyle quiet{.size_px = 15, .colour = kQuietInk};
  canvas.text(kMargin, 76, fitted_text(canvas, evidence, kWidth - 2 * kMargin - 620, quiet), quiet);
  const TextStyle right{.size_px = 15, .colour = kQuietInk, .align = Align::kRight};
  canvas.text(kWidth - kMargin, 46,
              fmt::format("printgauge {} · sha256 {}", reading.version,
                          reading.sha256.substr(0, 12)),
              right);
  canvas.text(kWidth - kMargin, 68, "Measured from the file; nothing was changed.", right);
}

/// What a person has to act on, the gravest first.
std::vector<const Finding*> grave_findings(const Reading& reading) {
  std::vector<const Finding*> grave;
  for (const Finding& finding : reading.findings)
    if (finding.severity != Severity::kInfo) grave.push_back(&finding);
  return grave;
}

int height_for(const Reading& reading) {
  const std::size_t grave = grave_findings(reading).size();
  const std::size_t lines = summary_of(reading).size() + std::min(grave, kMostFindings + 1);
  return kHeadHeight + 2 * kCellHeight + kGap + kMargin + 16 +
         static_cast<int>(lines) * kLineHeight;
}

void put_numbers(Canvas& canvas, const Reading& reading) {
  double y = kHeadHeight + 2 * kCellHeight + kGap + 40;
  const TextStyle text{.size_px = 18, .colour = kInk};
  const TextStyle quiet{.size_px = 18, .colour = kQuietInk};
  for (const SummaryLine& line : summary_of(reading)) {
    std::string items;
    for (const std::string& item : line.items) items += (items.empty() ? "" : "   ·   ") + item;
    canvas.text(kMargin, y, line.label, quiet);
    canvas.text(kMargin + kLabelWidth, y, items, text);
    y += kLineHeight;
  }
  y += 6;
  const std::vector<const Finding*> grave = grave_findings(reading);
  for (std::size_t i = 0; i < std::min(grave.size(), kMostFindings); ++i) {
    const bool error = grave[i]->severity == Severity::kError;
    canvas.text(kMargin, y, error ? "! Error" : "! Warning",
                {.size_px = 18, .colour = error ? kRed : kAmber, .bold = true});
    canvas.text(kMargin + kLabelWidth, y,
                fitted_text(canvas, grave[i]->text, kWidth - 2 * kMargin - kLabelWidth, text),
                text);
    y += kLineHeight;
  }
  if (grave.size() > kMostFindings)
    canvas.text(kMargin + kLabelWidth, y,
                fmt::format("and {} more", grave.size() - kMostFindings), quiet);
}

}  // namespace

std::string preview_png(const Subject& subject, const Reading& reading) {
  Canvas canvas(kWidth, height_for(reading), kPaper);
  put_head(canvas, reading);
  put_four_views(canvas, subject);
  put_walls(canvas, subject, reading);
  put_pose(canvas, subject, reading);
  put_numbers(canvas, reading);
  return canvas.png();
}

}  // namespace pg
