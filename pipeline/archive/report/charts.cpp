#include "pipeline/archive/report/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/archive/report/statistics.hpp"
#include "pipeline/picture/html.hpp"

namespace pg {
namespace {

constexpr int kBins = 24;

std::string svg(int width, int height, const std::string& body) {
  return fmt::format(
      "<svg viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" role=\"img\">{}</svg>\n", width,
      height, width, height, body);
}

std::string text(double x, double y, const char* anchor, std::string_view words,
                 const char* kind = "") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" class=\"{}\">{}</text>", x,
                     y, anchor, kind, escaped(words));
}

/// Round numbers on an axis: decades, or at most three even steps.
std::vector<double> ticks(const Axis& axis) {
  std::vector<double> values;
  if (axis.logarithmic) {
    const double step = std::max(1.0, std::ceil((axis.high - axis.low) / 4));
    for (double decade = std::ceil(axis.low); decade <= axis.high; decade += step)
      values.push_back(std::pow(10.0, decade));
    return values;
  }
  const double rough = (axis.high - axis.low) / 3;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double step = power * (rough / power > 5 ? 10 : rough / power > 2 ? 5 : 2);
  for (double value = std::ceil(axis.low / step) * step; value <= axis.high * (1 + 1e-9);
       value += step)
    values.push_back(value);
  return values;
}

/// From blue over white to red.
std::string colour_of(double correlation) {
  const double share = std::abs(correlation);
  const auto mix = [&](int end) {
    return static_cast<int>(std::lround(255 + share * (end - 255)));
  };
  return correlation < 0 ? fmt::format("rgb({},{},{})", mix(44), mix(106), mix(170))
                         : fmt::format("rgb({},{},{})", mix(184), mix(62), mix(46));
}

}  // namespace

std::string short_number(double value) {
  const double size = std::abs(value);
  for (const auto& [from, mark] : {std::pair{1e9, "G"}, std::pair{1e6, "M"}, std::pair{1e4, "k"}})
    if (size >= from) return fmt::format("{:.3g}{}", value / (from == 1e4 ? 1e3 : from), mark);
  return size >= 1000 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

std::string bar_chart(const std::vector<std::pair<std::string, std::size_t>>& bars) {
  constexpr int kWidth = 620, kRow = 19, kLabel = 210, kRoom = 330;
  std::size_t most = 1;
  for (const auto& bar : bars) most = std::max(most, bar.second);
  std::string body;
  double y = 0;
  for (const auto& [name, count] : bars) {
    const double length = kRoom * static_cast<double>(count) / static_cast<double>(most);
    body += text(kLabel - 8, y + 13, "end", name);
    body +=
        fmt::format("<rect class=\"bar\" x=\"{}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"13\"/>",
                    kLabel, y + 2, std::max(length, 1.0));
    body += text(kLabel + std::max(length, 1.0) + 6, y + 13, "start", fmt::format("{}", count),
                 "quiet");
    y += kRow;
  }
  return svg(kWidth, static_cast<int>(bars.size()) * kRow + 4, body);
}

double Axis::place(double value) const {
  return ((logarithmic ? std::log10(value) : value) - low) / (high - low);
}

Axis axis_for(std::span<const double> values, bool logarithmic) {
  std::vector<double> sorted = sorted_present(values);
  if (logarithmic)
    sorted.erase(sorted.begin(), std::upper_bound(sorted.begin(), sorted.end(), 0.0));
  Axis axis{.logarithmic = logarithmic};
  if (sorted.empty()) return axis;
  axis.low = quantile(sorted, 0.005);
  axis.high = quantile(sorted, 0.995);
  if (logarithmic) {
    axis.low = std::log10(axis.low);
    axis.high = std::log10(axis.high);
  }
  const double least = logarithmic ? 0.5 : std::max(1e-9, std::abs(axis.high) * 0.1);
  if (axis.high - axis.low < least) {
    axis.low -= least / 2;
    axis.high += least / 2;
  }
  return axis;
}

std::string histogram(std::span<const double> values, const Axis& axis) {
  constexpr double kWidth = 132, kHeight = 44;
  std::vector<std::size_t> bins(kBins, 0);
  const std::vector<double> sorted = sorted_present(values);
  for (const double value : sorted) {
    if (axis.logarithmic && value <= 0) continue;
    // What lies beyond the axis is counted at its ends.
    const double place = std::clamp(axis.place(value), 0.0, 1.0);
    ++bins[std::min<std::size_t>(static_cast<std::size_t>(place * kBins), kBins - 1)];
  }
  const std::size_t most = std::max<std::size_t>(1, *std::max_element(bins.begin(), bins.end()));
  std::string body;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    if (bins[i] == 0) continue;
    const double height =
        std::max(1.0, kHeight * static_cast<double>(bins[i]) / static_cast<double>(most));
    body += fmt::format(
        "<rect class=\"bar\" x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\"/>",
        4 + static_cast<double>(i) * kWidth / kBins, kHeight + 2 - height, kWidth / kBins - 0.6,
        height);
  }
  body += fmt::format("<line class=\"axis\" x1=\"4\" y1=\"{0}\" x2=\"{1}\" y2=\"{0}\"/>",
                      kHeight + 2.5, kWidth + 4);
  for (const double tick : ticks(axis)) {
    const double place = axis.place(tick);  // at the ends a label would be cut off
    const char* const anchor = place < 0.1 ? "start" : place > 0.9 ? "end" : "middle";
    body += text(4 + kWidth * place, kHeight + 13, anchor, short_number(tick), "tick");
  }
  const double median = quantile(sorted, 0.5);
  if (!sorted.empty() && (!axis.logarithmic || median > 0)) {
    const double x = 4 + kWidth * std::clamp(axis.place(median), 0.0, 1.0);
    body +=
        fmt::format("<line class=\"median\" x1=\"{0:.2f}\" y1=\"2\" x2=\"{0:.2f}\" y2=\"{1}\"/>", x,
                    kHeight + 2);
  }
  return svg(static_cast<int>(kWidth) + 8, static_cast<int>(kHeight) + 17, body);
}

std::string correlation_map(const std::vector<std::string>& names,
                            const std::vector<std::vector<double>>& matrix) {
  constexpr int kCell = 36, kRow = 24, kLabel = 190;
  std::string body;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double y = static_cast<double>(i) * kRow + 20;
    body += text(kLabel - 8, y + 16, "end", fmt::format("{} {}", names[i], i + 1));
    body += text(kLabel + (static_cast<double>(i) + 0.5) * kCell, 14, "middle",
                 fmt::format("{}", i + 1), "quiet");
    for (std::size_t j = 0; j < names.size(); ++j) {
      const double value = matrix[i][j];
      if (std::isnan(value)) continue;
      const double x = kLabel + static_cast<double>(j) * kCell;
      body +=
          fmt::format("<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>", x,
                      y, kCell - 1, kRow - 1, colour_of(value));
      body += text(x + kCell / 2.0, y + 15, "middle", fmt::format("{:.2f}", value),
                   std::abs(value) > 0.6 ? "light" : "");
    }
  }
  const int count = static_cast<int>(names.size());
  return svg(kLabel + count * kCell + 4, count * kRow + 26, body);
}

}  // namespace pg
