#include "geometry/measure/drill_holes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "geometry/feature/drill_features.hpp"

namespace pg {
namespace {

constexpr std::size_t kHolesListed = 200;  // in JSON; the count is of all

constexpr FindingKind kDrillHoles{"drill_holes", Severity::kInfo,
                                  "Round holes of 1 to 7 mm that look drilled.",
                                  "Check that a drill or screw of that size is meant."};
constexpr FindingKind kNotAllTried{
    "drill_holes_not_all_tried", Severity::kInfo,
    "So many places look like a drill hole that not all could be examined.",
    "Count the holes by eye: there may be more."};

Record record_of(const DrillHole& hole) {
  Record record = {{"diameter_mm", hole.diameter_mm},
                   {"length_mm", hole.length_mm},
                   {"axis", hole.axis},
                   {"at", hole.at},
                   {"through", hole.through}};
  if (hole.sides > 0) {
    record.push_back({"sides", static_cast<std::int64_t>(hole.sides)});
    record.push_back({"flat_diameter_mm", hole.flat_diameter_mm});
  }
  if (hole.sleeve_mm) record.push_back({"sleeve_mm", *hole.sleeve_mm});
  return record;
}

/// "12 drill holes, 1.5 to 6 mm across: 10 go through, 2 end blind; 4 in sleeves."
std::string in_words(const std::vector<DrillHole>& holes) {
  const auto one_digit = [](double mm) { return fmt::format("{:.3g}", 0.1 * std::round(10 * mm)); };
  const std::string widest = one_digit(holes.front().diameter_mm);
  const std::string narrowest = one_digit(holes.back().diameter_mm);
  const auto through =
      std::count_if(holes.begin(), holes.end(), [](const DrillHole& hole) { return hole.through; });
  const auto sleeves = std::count_if(
      holes.begin(), holes.end(), [](const DrillHole& hole) { return hole.sleeve_mm.has_value(); });
  const auto blind = static_cast<std::ptrdiff_t>(holes.size()) - through;
  std::string text =
      fmt::format("{} drill hole{}, {} mm across", holes.size(), holes.size() == 1 ? "" : "s",
                  narrowest == widest ? widest : narrowest + " to " + widest);
  if (blind == 0) {
    text += holes.size() == 1 ? ", going through" : ", all going through";
  } else if (through == 0) {
    text += holes.size() == 1 ? ", ending blind" : ", all ending blind";
  } else {
    text += fmt::format(": {} through, {} blind", through, blind);
  }
  if (sleeves > 0)
    text += fmt::format("; {} in {}", sleeves, sleeves == 1 ? "a sleeve" : "sleeves");
  return text + ".";
}

}  // namespace

Measurement describe_drill_holes() {
  static const std::vector<QuantityInfo> quantities = {
      {"drill_holes",
       "Drill holes",
       "1",
       "Round holes of 1 to 7 mm diameter with straight walls.",
       {{"value", "1", "how many"},
        {"smallest", "mm", "diameter of the narrowest"},
        {"largest", "mm", "diameter of the widest"},
        {"holes", "mm",
         "each: diameter_mm, length_mm, axis (of a blind hole outward), at (its middle), through; "
         "sides and flat_diameter_mm (the largest pin) where the wall is an even polygon; "
         "sleeve_mm "
         "(outer diameter) where one surrounds it; widest first, 200 at most",
         MemberKind::kRecords}}}};
  return {
      .name = "drill_holes",
      .group = "features",
      .needs = "facets that agree about outside; lengths in mm",
      .source =
          "Own method: votes of chords through the air (after Rabbani and van den Heuvel, "
          "Efficient Hough transform for automatic detection of cylinders in point clouds, "
          "ISPRS 2005), faithful least squares (Lukacs, Martin and Marshall, ECCV 1998)",
      .quantities = quantities,
      .findings = {kDrillHoles, kNotAllTried},
      .run = [](const Subject& subject) -> Measured {
        if (subject.mesh().triangles.empty())
          return all_absent(quantities, {ErrorCode::kNotApplicable,
                                         "every triangle has collapsed to a line or point"});
        const DrillFeatures& features = drill_features(subject);
        if (features.none)
          return all_absent(quantities, {ErrorCode::kNotApplicable, features.none});
        const std::vector<DrillHole>& holes = features.holes;
        Measured measured;
        Quantity quantity = count("drill_holes", holes.size());
        if (!holes.empty()) {
          quantity.members.emplace_back("smallest", holes.back().diameter_mm);
          quantity.members.emplace_back("largest", holes.front().diameter_mm);
          Finding finding =
              make_finding(kDrillHoles, in_words(holes), static_cast<std::int64_t>(holes.size()));
          for (const DrillHole& hole : holes) add_place(finding, hole.at);
          measured.findings.push_back(std::move(finding));
        }
        std::vector<Record> records;
        for (std::size_t i = 0; i < std::min(holes.size(), kHolesListed); ++i)
          records.push_back(record_of(holes[i]));
        quantity.members.emplace_back("holes", std::move(records));
        measured.values.push_back(std::move(quantity));
        if (!features.complete)
          measured.findings.push_back(make_finding(
              kNotAllTried,
              "More places look like drill holes than could be examined; some may be missing."));
        return measured;
      }};
}

}  // namespace pg
