#include "pipeline/archive/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "pipeline/analysis/in_words.hpp"
#include "pipeline/archive/report/charts.hpp"
#include "pipeline/archive/report/outliers.hpp"
#include "pipeline/archive/report/statistics.hpp"
#include "pipeline/archive/report/style_data.hpp"
#include "pipeline/picture/html.hpp"

namespace pg {
namespace {

using Bars = std::vector<std::pair<std::string, std::size_t>>;

constexpr std::size_t kKindsShown = 5;
constexpr std::size_t kOutliersShown = 16;
constexpr std::size_t kFindingsShown = 20;
constexpr std::size_t kLeastPairs = 8;

Bars by_count(const std::map<std::string, std::size_t>& counts, std::size_t most) {
  Bars bars(counts.begin(), counts.end());
  std::stable_sort(bars.begin(), bars.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (bars.size() > most) bars.resize(most);
  return bars;
}

std::string fact(const std::string& number, const char* words) {
  return fmt::format("<li><b>{}</b><span>{}</span></li>\n", number, words);
}

std::string head(const Profile& profile) {
  std::size_t refused = 0;
  double bytes = 0;
  double triangles = 0;
  std::set<std::string> contents;
  const auto column = std::find_if(profile.properties.begin(), profile.properties.end(),
                                   [](const Property& one) { return one.column == "triangles"; });
  const auto place = static_cast<std::size_t>(column - profile.properties.begin());
  for (const ProfiledModel& model : profile.models) {
    refused += model.error.empty() ? 0 : 1;
    if (!std::isnan(model.bytes)) bytes += model.bytes;
    if (!model.sha256.empty()) contents.insert(model.sha256);
    if (column != profile.properties.end() && !std::isnan(model.values[place]))
      triangles += model.values[place];
  }
  const std::size_t count = profile.models.size();
  std::string html = "<h1>An archive of models</h1>\n<ul class=\"facts\">\n";
  html += fact(with_commas(static_cast<std::int64_t>(count)), "models");
  html += fact(with_commas(static_cast<std::int64_t>(count - refused)), "measured");
  html += fact(with_commas(static_cast<std::int64_t>(refused)), "refused");
  if (!contents.empty())
    html += fact(with_commas(static_cast<std::int64_t>(contents.size())), "different contents");
  if (bytes > 0) html += fact(fmt::format("{:.3g} MB", bytes / 1e6), "of files");
  if (triangles > 0) html += fact(short_number(triangles), "triangles");
  return html + "</ul>\n";
}

std::string refusals(const Profile& profile) {
  std::map<std::string, std::size_t> reasons;
  std::map<std::string, std::size_t> sentences;
  for (const ProfiledModel& model : profile.models) {
    if (model.error.empty()) continue;
    ++reasons[model.error];
    if (!model.error_text.empty()) ++sentences[model.error_text];
  }
  if (reasons.empty()) return "<h2>Refused</h2>\n<p class=\"note\">Every model was measured.</p>\n";
  std::string html = "<h2>Refused, by reason</h2>\n" + bar_chart(by_count(reasons, reasons.size()));
  if (sentences.empty()) return html;
  html += "<table><tr><th class=\"number\">models</th><th>the commonest sentences</th></tr>\n";
  for (const auto& [sentence, count] : by_count(sentences, 6))
    html +=
        fmt::format("<tr><td class=\"number\">{}</td><td>{}</td></tr>\n", count, escaped(sentence));
  return html + "</table>\n";
}

std::string classes(const Profile& profile) {
  const Bars kinds = kinds_of(profile);
  if (kinds.empty() || (kinds.size() == 1 && kinds.front().first == "unknown")) return {};
  return "<h2>Classes</h2>\n<p class=\"note\">What the shape suggests: the class, or its group "
         "where "
         "only that can be told. A suggestion waits for a person.</p>\n" +
         bar_chart(kinds);
}

std::string findings(const Profile& profile) {
  std::map<std::string, std::size_t> counts;
  for (const ProfiledModel& model : profile.models)
    for (const std::string& id :
         std::set<std::string>(model.findings.begin(), model.findings.end()))
      ++counts[id];
  if (counts.empty()) return {};
  return "<h2>Findings</h2>\n<p class=\"note\">Models with each finding; `printgauge list "
         "findings` "
         "says what they mean.</p>\n" +
         bar_chart(by_count(counts, kFindingsShown));
}

std::string summary(const std::vector<double>& values) {
  const std::vector<double> sorted = sorted_present(values);
  if (sorted.empty()) return "none";
  return fmt::format("{} · median {}", sorted.size(), short_number(quantile(sorted, 0.5)));
}

std::string distributions(const Profile& profile) {
  Bars kinds = kinds_of(profile);
  if (kinds.size() == 1) kinds.clear();  // they are all
  if (kinds.size() > kKindsShown) kinds.resize(kKindsShown);
  std::string rows;
  for (std::size_t property = 0; property < profile.properties.size(); ++property) {
    const Property& what = profile.properties[property];
    const std::vector<double> all = values_of(profile, property, {});
    if (sorted_present(all).empty()) continue;
    const Axis axis = axis_for(all, what.logarithmic);
    rows += fmt::format("<tr><td>{}<small>{}</small></td>", what.title, what.unit);
    const auto cell = [&](const std::vector<double>& values) {
      rows += "<td>" + histogram(values, axis) + "<small>" + summary(values) + "</small></td>";
    };
    cell(all);
    for (const auto& kind : kinds) cell(values_of(profile, property, kind.first));
    rows += "</tr>\n";
  }
  if (rows.empty()) return {};
  std::string html =
      "<h2>Distributions</h2>\n<p class=\"note\">A row has one axis. Bars are models, each chart "
      "to its "
      "own height; the red line is the median. Axes of decades leave out zeros; the outermost half "
      "per cent is counted at the ends.</p>\n<table class=\"multiples\"><tr><th></th><th>all</th>";
  for (const auto& [kind, count] : kinds) html += "<th>" + escaped(kind) + "</th>";
  return html + "</tr>\n" + rows + "</table>\n";
}

std::string correlations(const Profile& profile) {
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;
  for (std::size_t property = 0; property < profile.properties.size(); ++property) {
    std::vector<double> values = values_of(profile, property, {});
    const std::vector<double> sorted = sorted_present(values);
    if (sorted.size() < kLeastPairs || sorted.front() == sorted.back()) continue;
    names.emplace_back(profile.properties[property].title);
    columns.push_back(std::move(values));
  }
  if (names.size() < 2) return {};
  std::vector<std::vector<double>> matrix(names.size(), std::vector<double>(names.size()));
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j)
      matrix[i][j] = matrix[j][i] = rank_correlation(columns[i], columns[j], kLeastPairs);
  return "<h2>Correlations</h2>\n<p class=\"note\">Spearman's, over the models that have both "
         "numbers.</p>\n" +
         correlation_map(names, matrix);
}

std::string outliers(const Profile& profile, const Thumbnail& thumbnail) {
  const std::vector<Outlier> found = outliers_of(profile, kOutliersShown);
  if (found.empty()) return {};
  std::string html =
      "<h2>Unlike the others</h2>\n<p class=\"note\">Models whose number lies more than five "
      "robust "
      "standard deviations from the median of their class: a wrong unit, a broken file, or a rare "
      "case. Look before leaving one out.</p>\n<div class=\"outliers\">\n";
  for (const Outlier& outlier : found) {
    const ProfiledModel& model = profile.models[outlier.model];
    const Property& what = profile.properties[outlier.property];
    const std::string png = thumbnail ? thumbnail(model) : std::string();
    html += "<figure>";
    html += png.empty() ? "<div class=\"nothing\">no picture</div>" : inline_png(png, what.title);
    html += fmt::format(
        "<figcaption><b>{}: {} {}</b>median of {}: {} "
        "{}<small><br>{}</small></figcaption></figure>\n",
        what.title, short_number(model.values[outlier.property]), what.unit,
        model.kind == "unknown" ? "models without a class" : escaped(model.kind),
        short_number(outlier.median), what.unit, escaped(model.path));
  }
  return html + "</div>\n";
}

}  // namespace

std::string report_html(const Profile& profile, const Thumbnail& thumbnail) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>printgauge: an archive of "
      "models</title>\n<style>\n{}</style>\n</head>\n<body>\n{}{}{}{}{}{}{}"
      "<footer>Made by printgauge report. Values are measured from the geometry; classes are "
      "suggestions. Absent numbers are left out, never counted as 0.</footer>\n</body>\n</html>\n",
      kReportStyle, head(profile), refusals(profile), classes(profile), findings(profile),
      distributions(profile), correlations(profile), outliers(profile, thumbnail));
}

}  // namespace pg
