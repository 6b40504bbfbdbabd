#include "geometry/measure/trapped.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "geometry/hollow/hollows.hpp"
#include "geometry/solid/solid.hpp"

namespace pg {
namespace {

constexpr std::size_t kListed = 100;
constexpr double kMillilitre = 1000;  // mm3

const FindingKind kDrains = {
    "drains", Severity::kWarning,
    "Empty space behind openings smaller than the process's drain hole: what is in it stays in it.",
    "Widen an opening or add a drain hole of that size; two, opposite each other, drain best."};
const FindingKind kCups = {
    "cups", Severity::kInfo,
    "Hollows open upward as the file stands: they hold what is poured in, and make suction in a "
    "vat.",
    "Turn the part, or put a drain hole at the bottom."};

const std::vector<QuantityInfo>& quantities() {
  static const std::vector<QuantityInfo> list = {
      {.id = "cavity_volume_mm3",
       .title = "Sealed",
       .unit = "mm3",
       .definition = "Closed cavities: nothing leads out.",
       .members = {{"value", "mm3", "all together"},
                   {"spaces", "mm3", "volume and place of each, the largest first; 100 at most",
                    MemberKind::kRecords}},
       .has_plus_minus = true},
      {.id = "trapped_volume_mm3",
       .title = "Behind openings",
       .unit = "mm3",
       .definition = "Empty space that a ball as wide as the process's drain hole cannot leave, "
                     "though there may be openings.",
       .members = {{"value", "mm3", "all together"},
                   {"spaces", "mm3",
                    "volume and place of each, its openings, and the largest of these; 100 at most",
                    MemberKind::kRecords}},
       .has_plus_minus = true},
      {.id = "cup_volume_mm3",
       .title = "In cups",
       .unit = "mm3",
       .definition = "Water that stays when the part is filled and left to drain, as the file "
                     "stands, z up; openings smaller than the drain hole do not drain.",
       .members = {{"value", "mm3", "all together"},
                   {"spaces", "mm3", "volume and lowest place of each; 100 at most",
                    MemberKind::kRecords}},
       .has_plus_minus = true},
      {.id = "best_pose_cup_volume_mm3",
       .title = "In cups, best pose",
       .unit = "mm3",
       .definition = "Water that stays in the same way when the part stands in its best pose.",
       .members = {{"value", "mm3", "all together"},
                   {"spaces", "mm3",
                    "volume and lowest place of each, in the file's coordinates; 100 at most",
                    MemberKind::kRecords}},
       .has_plus_minus = true},
      {.id = "openings",
       .title = "Openings",
       .unit = "1",
       .definition = "Openings of hollow spaces a quarter wider than they are, by the largest ball "
                     "that passes.",
       .members = {{"value", "1", "how many"},
                   {"smallest_mm", "mm", "diameter of the smallest; absent where there is none"},
                   {"largest_mm", "mm", "diameter of the largest; absent where there is none"},
                   {"places", "mm",
                    "diameter and narrowest place of each, and whether it drains, the largest "
                    "first; 100 at most",
                    MemberKind::kRecords}}}};
  return list;
}

double total(const std::vector<HollowSpace>& spaces) {
  double sum = 0;
  for (const HollowSpace& space : spaces) sum += space.volume_mm3;
  return sum;
}

Quantity quantity_of(std::string id, const std::vector<HollowSpace>& spaces, double more_mm3) {
  double plus_minus = more_mm3;
  for (const HollowSpace& space : spaces) plus_minus += space.plus_minus_mm3;
  std::vector<Record> records;
  for (std::size_t i = 0; i < std::min(spaces.size(), kListed); ++i) {
    const HollowSpace& space = spaces[i];
    Record record = {{"volume_mm3", space.volume_mm3},
                     {"at", space.at_mm},
                     {"openings", static_cast<std::int64_t>(space.openings.size())}};
    if (!space.openings.empty()) {
      record.emplace_back("largest_opening_mm", space.openings.front().diameter_mm);
      record.emplace_back("opening_at", space.openings.front().at_mm);
    }
    records.push_back(std::move(record));
  }
  return {.id = std::move(id),
          .members = {{"value", total(spaces)}, {"spaces", std::move(records)}},
          .plus_minus = plus_minus,
          .method = {}};
}

Quantity openings_of(const Hollows& hollows) {
  const auto& all = hollows.openings;
  Quantity quantity = count("openings", all.size());
  if (!all.empty()) {
    quantity.members.emplace_back("smallest_mm", all.back().diameter_mm);
    quantity.members.emplace_back("largest_mm", all.front().diameter_mm);
  }
  std::vector<Record> records;
  for (std::size_t i = 0; i < std::min(all.size(), kListed); ++i)
    records.push_back(
        {{"diameter_mm", all[i].diameter_mm}, {"at", all[i].at_mm}, {"drains", all[i].drains}});
  quantity.members.emplace_back("places", std::move(records));
  return quantity;
}

std::string millilitres(double mm3) {
  return mm3 >= 100 * kMillilitre ? fmt::format("{:.0f} mL", mm3 / kMillilitre)
         : mm3 >= kMillilitre     ? fmt::format("{:.1f} mL", mm3 / kMillilitre)
                                  : fmt::format("{:.2g} mL", mm3 / kMillilitre);
}

std::string place(const Vec3& at) {
  return fmt::format("({:.1f}, {:.1f}, {:.1f})", at[0], at[1], at[2]);
}

Finding tell_trapped(const Hollows& hollows, double hole_mm) {
  std::string text =
      millilitres(total(hollows.trapped)) + fmt::format(" behind openings under {:g} mm", hole_mm);
  if (hollows.trapped.size() > 1) text += fmt::format(", in {} spaces", hollows.trapped.size());
  const HollowSpace& first = hollows.trapped.front();
  if (first.openings.empty()) {
    text += fmt::format("; no opening of {:.2g} mm or more was found.", 2 * hollows.step_mm);
  } else {
    text += fmt::format("; the {}opening is {:.2f} mm wide, at {}.",
                        first.openings.size() + hollows.trapped.size() > 2 ? "largest " : "",
                        first.openings.front().diameter_mm, place(first.openings.front().at_mm));
  }
  Finding finding =
      make_finding(kDrains, std::move(text), static_cast<std::int64_t>(hollows.trapped.size()));
  for (const HollowSpace& space : hollows.trapped)
    add_place(finding, space.openings.empty() ? space.at_mm : space.openings.front().at_mm);
  return finding;
}

/// "; in the best pose they hold nothing"
std::string in_best_pose(const BestPoseCups& best) {
  if (best.none) return "";
  if (best.cups.empty()) return "; in the best pose nothing stays";
  return fmt::format("; in the best pose {} stays", millilitres(total(best.cups)));
}

Finding tell_cups(const Hollows& hollows, const BestPoseCups& best) {
  const auto count = static_cast<std::int64_t>(hollows.cups.size());
  Finding finding = make_finding(
      kCups,
      fmt::format("As the file stands, {} {}{}; the lowest place of the largest is {}{}.",
                  count == 1 ? "a cup holds" : fmt::format("{} cups hold", count),
                  millilitres(total(hollows.cups)), count == 1 ? "" : " together",
                  place(hollows.cups.front().at_mm), in_best_pose(best)),
      count);
  for (const HollowSpace& cup : hollows.cups) add_place(finding, cup.at_mm);
  return finding;
}

Measured run(const Subject& subject) {
  const Hollows& hollows = hollows_of(subject);
  if (hollows.none) return all_absent(quantities(), {ErrorCode::kNotApplicable, *hollows.none});
  const double reading = solid_of(subject).plus_minus_mm3;
  Measured measured{
      .values = {quantity_of("cavity_volume_mm3", hollows.sealed, reading),
                 quantity_of("trapped_volume_mm3", hollows.trapped, hollows.unseen_mm3),
                 quantity_of("cup_volume_mm3", hollows.cups, 0)},
      .absent = {},
      .findings = {}};
  const BestPoseCups& best = best_pose_cups_of(subject);
  if (best.none) {
    measured.absent.push_back({"best_pose_cup_volume_mm3", *best.none});
  } else {
    measured.values.push_back(quantity_of("best_pose_cup_volume_mm3", best.cups, 0));
  }
  measured.values.push_back(openings_of(hollows));
  if (!hollows.trapped.empty())
    measured.findings.push_back(tell_trapped(hollows, subject.rules().drain_hole_min_mm));
  if (!hollows.cups.empty()) measured.findings.push_back(tell_cups(hollows, best));
  return measured;
}

}  // namespace

Measurement describe_trapped() {
  return {.name = "trapped",
          .group = "trapped",
          .needs = "surface that encloses something",
          .source =
              "Vincent and Soille, Watersheds in digital spaces, PAMI 13, 1991; Felzenszwalb and "
              "Huttenlocher, Distance transforms of sampled functions, Theory of Computing 8, 2012",
          .quantities = quantities(),
          .findings = {kDrains, kCups},
          .run = run};
}

}  // namespace pg
