#include "pipeline/picture/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/analysis/catalogue.hpp"
#include "pipeline/analysis/in_words.hpp"
#include "pipeline/picture/html.hpp"
#include "pipeline/picture/labels.hpp"
#include "pipeline/picture/style_data.hpp"
#include "pipeline/picture/summary.hpp"
#include "pipeline/picture/views.hpp"
#include "pipeline/rules/rules.hpp"

namespace pg {
namespace {

constexpr int kSmallWidth = 420;
constexpr int kSmallHeight = 360;
constexpr int kWideWidth = 850;
constexpr int kWideHeight = 410;

std::string figure(const Canvas& canvas, const char* caption, bool wide) {
  return fmt::format("<figure{}>{}<figcaption>{}</figcaption></figure>\n",
                     wide ? " class=\"wide\"" : "", inline_png(canvas.png(), caption), caption);
}

Canvas panel(const Picture& picture) {
  Canvas canvas(picture.image.width, picture.image.height, kPanel);
  canvas.image(0, 0, picture.image);
  scale_bar(canvas, 14, picture.image.height - 18, picture.px_per_mm, picture.image.width * 0.3);
  return canvas;
}

std::string wall_figure(const Subject& subject, const Reading& reading) {
  const std::optional<WallView> wall = wall_view(subject, reading, kWideWidth, kWideHeight);
  if (!wall) return {};
  Canvas canvas = panel(wall->picture);
  wall_legend(canvas, kWideWidth - 118, 24, 210, *wall);
  if (wall->thinnest)
    mark_thinnest(canvas, wall->thinnest->x_px, wall->thinnest->y_px,
                  length_in_words(*reading.number_of("wall_sphere_mm", "min")) + " mm");
  return figure(canvas,
                wall->thinnest ? "Wall thickness by the largest ball that fits; hatched: thinner "
                                 "than the process allows; ringed: the thinnest place"
                               : "Wall thickness by the largest ball that fits; hatched: thinner "
                                 "than the process allows; the thinnest place lies inside",
                true);
}

std::string pictures(const Subject& subject, const Reading& reading) {
  const FourViews views = four_views(subject, kSmallWidth, kSmallHeight);
  std::string html = "<section class=\"pictures\">\n";
  html += figure(panel(views.front), "Front", false);
  html += figure(panel(views.right), "Right", false);
  html += figure(panel(views.top), "Top", false);
  html += figure(panel(views.oblique), "Oblique", false);
  html += wall_figure(subject, reading);
  const PoseView pose = pose_view(subject, reading, kWideWidth, kWideHeight);
  html += figure(panel(pose.picture),
                 pose.best ? "Turned for least support: amber hangs over, on its supports"
                           : "As the file stands: amber hangs over, on its supports",
                 true);
  return html + "</section>\n";
}

std::string head(const Reading& reading, const SheetHead& sheet) {
  std::string right;
  if (!sheet.case_id.empty())
    right += fmt::format("{} · model {} of {}<br>", escaped(sheet.case_id), sheet.model, sheet.models);
  if (!sheet.date.empty()) right += escaped(sheet.date) + " · ";
  right += fmt::format("printgauge {}<br>sha256 {}<br>measured from the file, nothing changed",
                       escaped(reading.version), escaped(reading.sha256.substr(0, 12)));
  std::string evidence;
  if (reading.model_class)
    for (const std::string& sentence : reading.model_class->evidence)
      evidence += (evidence.empty() ? "" : " ") + sentence;
  return fmt::format(
      "<header><div><h1>{}</h1><p>{}</p></div><p class=\"right\">{}</p></header>\n",
      escaped(class_in_words(reading)), escaped(evidence), right);
}

std::string number_in_words(double value) {
  return fmt::format("{:.4g}", value);
}
std::string datum_in_words(const Datum& datum) {
  if (const bool* yes = std::get_if<bool>(&datum)) return *yes ? "yes" : "no";
  if (const auto* count = std::get_if<std::int64_t>(&datum)) return with_commas(*count);
  if (const double* value = std::get_if<double>(&datum)) return number_in_words(*value);
  if (const auto* text = std::get_if<std::string>(&datum)) return *text;
  return {};  // places and lists are for programs
}

/// "0.8 to 11, median 1.9", "12.4 ± 0.1", "yes".
std::string value_in_words(const Quantity& quantity, std::string_view unit) {
  const auto member = [&](std::string_view name) -> const Datum* {
    for (const auto& [id, datum] : quantity.members)
      if (id == name) return &datum;
    return nullptr;
  };
  const std::string suffix = unit.empty() || unit == "1" ? "" : fmt::format(" {}", unit);
  if (const Datum* value = member("value")) {
    const double* number = std::get_if<double>(value);
    if (unit == "mm3" && number) return volume_in_words(*number, quantity.plus_minus);
    if (unit == "mm2" && number) return area_in_words(*number);
    return datum_in_words(*value) + suffix;
  }
  if (const Datum* median = member("median"))
    return fmt::format("{} to {}, median {}{}", datum_in_words(*member("min")),
                       datum_in_words(*member("max")), datum_in_words(*median), suffix);
  if (const Datum* support = member("support_volume_mm3"))
    return "support " + volume_in_words(*std::get_if<double>(support));
  if (const Datum* size = member("size"))
    if (const Vec3* extents = std::get_if<Vec3>(size)) return extents_in_words(*extents) + suffix;
  return {};
}

std::string row(const QuantityInfo& info, const std::string& text) {
  return fmt::format("<tr><td>{}{}</td><td>{}</td></tr>\n", escaped(info.title),
                     info.layer == Layer::kEstimated ? " (estimated)" : "", escaped(text));
}

/// The values of some groups, a table each, in the order given; what was looked for and is zero comes
/// in one sentence at the end of its group.
std::string values(const Reading& reading, std::initializer_list<std::string_view> groups) {
  std::string html;
  for (const std::string_view group : groups) {
    std::string rows;
    std::string none;
    for (const Measurement& measurement : all_measurements()) {
      if (measurement.group != group) continue;
      for (const QuantityInfo& info : measurement.quantities) {
        const Quantity* const quantity = reading.find(info.id);
        const std::string text = quantity ? value_in_words(*quantity, info.unit) : std::string();
        if (text.empty()) continue;
        if (reading.number_of(info.id) == 0.0 && text != "no") {
          none += none.empty() ? "" : ", ";
          none += info.title;
        } else {
          rows += row(info, text);
        }
      }
    }
    if (!none.empty())
      rows += fmt::format("<tr><td class=\"none\" colspan=\"2\">None: {}</td></tr>\n",
                          escaped(none));
    if (rows.empty()) continue;
    std::string title(group);
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
    html += fmt::format("<h2>{}</h2>\n<table>\n{}</table>\n", title, rows);
  }
  return html;
}

std::string findings(const Reading& reading) {
  if (reading.findings.empty()) return "<h2>Findings</h2>\n<p>Nothing was found wrong.</p>\n";
  std::string html = "<h2>Findings</h2>\n<ul>\n";
  for (const Finding& finding : reading.findings) {
    const char* const word = finding.severity == Severity::kError     ? "Error."
                             : finding.severity == Severity::kWarning ? "Warning."
                                                                      : "Note.";
    html += fmt::format("<li class=\"{}\"><b>{}</b> {} <span class=\"hint\">{}</span></li>\n",
                        severity_id(finding.severity), word, escaped(finding.text),
                        escaped(finding.hint));
  }
  return html + "</ul>\n";
}

std::string foot(const Subject& subject, const Reading& reading) {
  const Result<PrintProcess> process = find_process(reading.process);
  const std::string rules = fmt::format(
      "Rules of the process “{}”: walls from {:g} mm, overhang under {:g}°, drain holes from {:g} "
      "mm. ",
      escaped(process ? process->title : reading.process), subject.rules().wall_min_mm,
      subject.rules().overhang_angle_deg, subject.rules().drain_hole_min_mm);
  return fmt::format(
      "<footer>Lengths in the file are taken as {} ({}). {}Values without a word are measured from "
      "the geometry; “estimated” needs an assumption about material or process; “suggested” waits "
      "for a person to accept it. Walls by the largest ball that fits inside and touches the "
      "surface.</footer>\n",
      escaped(reading.unit.value), unit_known_id(reading.unit.known), rules);
}

}  // namespace

std::string sheet_html(const Subject& subject, const Reading& reading, const SheetHead& sheet) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<title>printgauge sheet {}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}{}"
      "<div class=\"columns\"><div>\n{}</div><div>\n{}{}</div></div>\n{}</body>\n</html>\n",
      escaped(reading.sha256.substr(0, 12)), kSheetStyle, head(reading, sheet),
      pictures(subject, reading), values(reading, {"size", "walls", "supports", "trapped", "features"}),
      findings(reading), values(reading, {"fit", "mesh"}),
      foot(subject, reading));
}

}  // namespace pg
