#include "apps/printgauge/reading_table.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "pipeline/analysis/catalogue.hpp"
#include "pipeline/analysis/in_words.hpp"
#include "pipeline/analysis/member.hpp"

namespace pg::app {
namespace {

constexpr int kLabelWidth = 10;

/// A labelled line whose items are added left to right; what does not fit goes to a line of its
/// own.
class Lines {
 public:
  explicit Lines(int columns) : columns_(static_cast<std::size_t>(columns)) {}

  void begin(std::string_view label) {
    label_ = label;
    line_.clear();
  }
  void item(const std::string& text) {
    if (!line_.empty() && 2 + kLabelWidth + width(line_) + 3 + width(text) > columns_) flush();
    line_ += (line_.empty() ? "" : " · ") + text;
  }
  void end() {
    if (!line_.empty()) flush();
  }
  /// Text in sentences, broken between words, indented under its label.
  void paragraph(std::string_view label, std::string_view text, std::string_view before,
                 std::string_view after) {
    const std::size_t room = columns_ > 40 ? columns_ - 2 - kLabelWidth : 30;
    std::string line;
    bool first = true;
    const auto put = [&] {
      out_ += fmt::format("  {}{:<{}}{}{}\n", before, first ? label : "", kLabelWidth, line, after);
      first = false;
      line.clear();
    };
    std::size_t at = 0;
    while (at < text.size()) {
      std::size_t end = text.find(' ', at);
      if (end == std::string_view::npos) end = text.size();
      const std::string_view word = text.substr(at, end - at);
      if (!line.empty() && width(line) + 1 + width(word) > room) put();
      if (!line.empty()) line += ' ';
      line += word;
      at = end + 1;
    }
    if (!line.empty()) put();
  }
  void raw(const std::string& text) { out_ += text; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  /// Code points, not bytes.
  static std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  }
  void flush() {
    out_ += fmt::format("  {:<{}}{}\n", label_, kLabelWidth, line_);
    label_ = "";
    line_.clear();
  }

  std::size_t columns_;
  std::string_view label_;
  std::string line_;
  std::string out_;
};

void add_size(Lines& lines, const Reading& reading) {
  lines.begin("size");
  if (const Vec3* size = member_of<Vec3>(reading, "aligned_box_mm", "size"))
    lines.item(extents_in_words(*size) + " mm");
  if (const Vec3* size = member_of<Vec3>(reading, "oriented_box_mm", "size"))
    lines.item("oriented " + extents_in_words(*size));
  if (const Quantity* quantity = reading.find("volume_mm3"))
    lines.item("volume " + volume_in_words(*reading.number_of("volume_mm3"), quantity->plus_minus));
  if (const auto mm2 = reading.number_of("surface_area_mm2"))
    lines.item("area " + area_in_words(*mm2));
  lines.end();
}

void add_walls(Lines& lines, const Reading& reading) {
  lines.begin("walls");
  const auto wall = [&](const char* name, const char* id) {
    const auto thinnest = reading.number_of(id, "min");
    const auto median = reading.number_of(id, "median");
    const auto thickest = reading.number_of(id, "max");
    if (thinnest && median && thickest)
      lines.item(fmt::format("{} {} thinnest, {} median, {} thickest mm", name,
                             length_in_words(*thinnest), length_in_words(*median),
                             length_in_words(*thickest)));
  };
  wall("sphere", "wall_sphere_mm");
  wall("ray", "wall_ray_mm");
  if (const auto mm = reading.number_of("gap_mm"))
    lines.item("gap " + length_in_words(*mm) + " mm");
  lines.end();
}

void add_supports(Lines& lines, const Reading& reading) {
  lines.begin("supports");
  if (const auto mm3 = reading.number_of("support_volume_mm3"))
    lines.item(*mm3 == 0 ? std::string("none needed as posed")
                         : volume_in_words(*mm3) + " as posed");
  const auto best = reading.number_of("best_pose", "support_volume_mm3");
  if (const std::string* turn = member_of<std::string>(reading, "best_pose", "turn");
      turn != nullptr && best)
    lines.item(
        fmt::format("best pose {} ({})", *best == 0 ? "none" : volume_in_words(*best), *turn));
  if (const auto score = reading.number_of("best_pose", "score_of_given_pose"))
    lines.item(fmt::format("pose scores {:.0f} of 100", *score));
  if (const auto mm2 = reading.number_of("overhang_area_mm2"); mm2 && *mm2 > 0)
    lines.item("overhang " + area_in_words(*mm2));
  if (const auto mm = reading.number_of("height_mm"))
    lines.item("height " + length_in_words(*mm) + " mm");
  lines.item("rules " + reading.process);
  lines.end();
}

/// Absent, or 0 without doubt: nothing to say.
void add_trapped(Lines& lines, const Reading& reading) {
  lines.begin("trapped");
  const auto space = [&](const char* id, const char* words) {
    const Quantity* const quantity = reading.find(id);
    const auto mm3 = reading.number_of(id);
    if (mm3 && *mm3 > 0) lines.item(volume_in_words(*mm3, quantity->plus_minus) + words);
  };
  space("cavity_volume_mm3", " sealed");
  space("trapped_volume_mm3", " behind small openings");
  space("cup_volume_mm3", " in cups as posed");
  lines.end();
}

void add_fits(Lines& lines, const Reading& reading) {
  lines.begin("print");
  if (const Quantity* const fits = reading.find("fits")) {
    std::size_t printers = 0;
    for (const auto& [name, datum] : fits->members)
      if (const auto* records = std::get_if<std::vector<Record>>(&datum))
        printers = records->size();
    const auto posed = *reading.number_of("fits", "as_posed"), turned = *reading.number_of("fits");
    std::string text = fmt::format("fits {:.0f} of {}", posed, plural(printers, "printer"));
    if (turned > posed) text += fmt::format(", {:.0f} when turned", turned);
    lines.item(text);
  }
  if (const auto ml = reading.number_of("material_ml")) {
    const auto support = reading.number_of("material_ml", "support");
    std::string text = fmt::format("about {:.1f} mL", *ml);
    if (support && *support > 0) text += " with support";
    if (const auto g = reading.number_of("mass_g")) text += fmt::format(", {:.1f} g", *g);
    if (const Quantity* const mass = reading.find("mass_g"))
      for (const auto& [name, datum] : mass->members)
        if (name == "material") text += " " + std::get<std::string>(datum);
    lines.item(text);
  }
  if (const auto layers = reading.number_of("layers"))
    lines.item(with_commas(static_cast<std::int64_t>(*layers)) +
               (*layers == 1 ? " layer" : " layers"));
  lines.end();
}

void add_mesh(Lines& lines, const Reading& reading) {
  lines.begin("mesh");
  if (const auto yes = reading.number_of("watertight"))
    lines.item(*yes != 0 ? "watertight" : "not watertight");
  if (const auto shells = reading.number_of("components"))
    lines.item(with_commas(static_cast<std::int64_t>(*shells)) +
               (*shells == 1 ? " shell" : " shells"));
  if (const auto triangles = reading.number_of("triangles"))
    lines.item(with_commas(static_cast<std::int64_t>(*triangles)) +
               (*triangles == 1 ? " triangle" : " triangles"));
  lines.item(fmt::format("{} ({})", reading.unit.value, unit_known_id(reading.unit.known)));
  lines.item(reading.format_id);
  lines.end();
}

std::string headline(const Reading& reading, std::string_view name) {
  std::string line(name);
  if (reading.refused) return line + "   refused";
  if (reading.model_class) {
    line += "   " + reading.model_class->best;
    if (reading.model_class->best != "unknown")
      line += fmt::format(" ({:.2f})", reading.model_class->probability);
    else if (reading.model_class->group != "unknown")
      line += fmt::format(" ({} {:.2f})", reading.model_class->group,
                          reading.model_class->group_probability);
  }
  const auto count = [&](Severity severity) {
    return static_cast<std::size_t>(
        std::count_if(reading.findings.begin(), reading.findings.end(),
                      [&](const Finding& finding) { return finding.severity == severity; }));
  };
  if (const std::size_t errors = count(Severity::kError)) line += "   " + plural(errors, "error");
  if (const std::size_t warnings = count(Severity::kWarning))
    line += "   " + plural(warnings, "warning");
  return line;
}

}  // namespace

std::string reading_table(const Reading& reading, std::string_view name, int columns, bool colour) {
  const std::string_view amber = colour ? "\033[33m" : "";
  const std::string_view red = colour ? "\033[31m" : "";
  const std::string_view bold = colour ? "\033[1m" : "";
  const std::string_view plain = colour ? "\033[0m" : "";
  Lines lines(columns);
  lines.raw(fmt::format("{}{}{}\n", bold, headline(reading, name), plain));
  if (reading.refused) {
    lines.paragraph("why", reading.refused->message, red, plain);
    return lines.take();
  }
  add_size(lines, reading);
  add_walls(lines, reading);
  add_supports(lines, reading);
  add_trapped(lines, reading);
  add_fits(lines, reading);
  add_mesh(lines, reading);
  if (reading.model_class)
    for (const std::string& evidence : reading.model_class->evidence)
      lines.paragraph("class", evidence, "", "");
  for (const Finding& finding : reading.findings) {
    const bool error = finding.severity == Severity::kError;
    const bool info = finding.severity == Severity::kInfo;
    lines.paragraph(info    ? "note"
                    : error ? "! error"
                            : "! warning",
                    finding.text + (finding.hint.empty() ? "" : " " + finding.hint),
                    info    ? std::string_view()
                    : error ? red
                            : amber,
                    info ? std::string_view() : plain);
  }
  return lines.take();
}

namespace {

std::string in_words(double value) {
  return fmt::format("{:.6g}", value);
}
std::string in_words(std::int64_t value) {
  return with_commas(value);
}
std::string in_words(bool value) {
  return value ? "yes" : "no";
}
std::string in_words(const std::string& value) {
  return value;
}
std::string in_words(const Vec3& v) {
  return fmt::format("({:.6g}, {:.6g}, {:.6g})", v[0], v[1], v[2]);
}
std::string in_words(const std::vector<Record>& records) {
  return plural(records.size(), "record") + " (--json)";
}

std::string in_words(const Quantity& quantity) {
  std::string text;
  for (const auto& [name, datum] : quantity.members) {
    if (!text.empty()) text += "  ";
    if (name != "value") text += name + " ";
    text += std::visit([](const auto& value) { return in_words(value); }, datum);
    if (name == "value" && quantity.plus_minus)
      text += fmt::format(" ± {:.3g}", *quantity.plus_minus);
  }
  return text;
}

}  // namespace

std::string full_table(const Reading& reading) {
  std::string table;
  std::string_view group;
  for (const Measurement& measurement : all_measurements()) {
    for (const QuantityInfo& info : measurement.quantities) {
      std::string text;
      if (const Quantity* quantity = reading.find(info.id)) {
        text = in_words(*quantity);
        if (info.unit != "1" && !info.unit.empty()) text += fmt::format(" {}", info.unit);
      } else {
        const auto absence =
            std::find_if(reading.absent.begin(), reading.absent.end(),
                         [&](const Absence& entry) { return entry.id == info.id; });
        if (absence == reading.absent.end() || absence->reason == kNotAskedFor) continue;
        text = "- (" + absence->reason + ")";
      }
      table += fmt::format("  {:<10}{:<26} {}\n",
                           measurement.group == group ? "" : measurement.group, info.title, text);
      group = measurement.group;
    }
  }
  return table;
}

std::string timing_table(const Reading& reading) {
  double total = 0;
  for (const Timing& timing : reading.timings)
    if (timing.step == "total") total = timing.seconds;
  std::string table;
  for (const Timing& timing : reading.timings)
    table += fmt::format("  {:<22}{:>9.4f} s{:>7.1f} %\n", timing.step, timing.seconds,
                         total > 0 ? 100 * timing.seconds / total : 0.0);
  return table;
}

int terminal_columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
    return std::min<int>(size.ws_col, 120);
  return 100;
}

bool terminal_colour() {
  return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

}  // namespace pg::app
