#include "geometry/measure/best_pose.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace pg {
namespace {

/// Turns below this are none: nobody sets up a model more exactly.
constexpr double kNoTurnDeg = 0.5;

std::string change(const char* what, double from, double to, const std::string& from_text,
                   const std::string& to_text) {
  const bool same = from_text == to_text;
  return same ? fmt::format("{} stays at {}", what, to_text)
              : fmt::format("{} {} from {} to {}", what, to < from ? "falls" : "rises", from_text,
                            to_text);
}

/// Two numbers in one unit, the larger one choosing it.
std::string volumes(double from, double to) {
  const bool large = std::max(from, to) >= 1000;
  const double scale = large ? 1e-3 : 1;
  const char* const unit = large ? "mL" : "mm3";
  return change("support", from, to, fmt::format("{:.1f}", from * scale),
                fmt::format("{:.1f} {}", to * scale, unit));
}

std::string contacts(double from, double to) {
  const bool large = std::max(from, to) >= 1000;
  const double scale = large ? 1e-2 : 1;
  return change("touched area", from, to, fmt::format("{:.1f}", from * scale),
                fmt::format("{:.1f} {}", to * scale, large ? "cm2" : "mm2"));
}

std::string reason(const BestPose& pose) {
  if (pose.given_is_best) return "no better pose was found than that of the file";
  return fmt::format("{}: {}, {}, {}", turn_in_words(pose.best.up),
                     volumes(pose.given.support_volume_mm3, pose.best.support_volume_mm3),
                     contacts(pose.given.contact_area_mm2, pose.best.contact_area_mm2),
                     change("height", pose.given.height_mm, pose.best.height_mm,
                            fmt::format("{:.0f}", pose.given.height_mm),
                            fmt::format("{:.0f} mm", pose.best.height_mm)));
}

}  // namespace

std::string turn_in_words(const Vec3& up) {
  // A turn by `about_x` takes up into the plane of x and z, one by `about_y` then to z.
  const double degrees = 180 / std::numbers::pi;
  const double about_x = std::hypot(up[1], up[2]) > 1e-9 ? std::atan2(up[1], up[2]) * degrees : 0;
  const double about_y = std::atan2(-up[0], std::hypot(up[1], up[2])) * degrees;
  const bool turns_x = std::abs(about_x) >= kNoTurnDeg, turns_y = std::abs(about_y) >= kNoTurnDeg;
  if (!turns_x && !turns_y) return "leave as it stands";
  if (!turns_y && std::abs(about_x) > 180 - kNoTurnDeg) return "turn upside down";
  const auto turn = [](double angle, const char* axis) {
    return fmt::format("{:.0f} degrees about {}", angle, axis);
  };
  if (!turns_y) return "turn " + turn(about_x, "x");
  if (!turns_x) return "turn " + turn(about_y, "y");
  return "turn " + turn(about_x, "x") + ", then " + turn(about_y, "y");
}

Measurement describe_best_pose() {
  static const std::vector<QuantityInfo> quantities = {
      {"best_pose",
       "Best pose",
       "",
       "The pose that needs the least support (--pose-goal: or least height, or least touched "
       "area), and how much worse the given one is.",
       {{"up", "1", "direction in the file's coordinates that points up", MemberKind::kVector},
        {"support_volume_mm3", "mm3", "support volume in that pose"},
        {"overhang_area_mm2", "mm2", "overhanging area in that pose"},
        {"contact_area_mm2", "mm2", "area touched by supports in that pose"},
        {"height_mm", "mm", "height in that pose"},
        {"score_of_given_pose", "1",
         "100: nothing better was found; 0: as bad as the worst of 500 directions"},
        {"goal", "", "what was looked for: support, height or contact", MemberKind::kText},
        {"turn", "", "how to get there, in words", MemberKind::kText},
        {"reason", "", "what turning brings, in words", MemberKind::kText}}}};
  return {.name = "best_pose",
          .group = "supports",
          .needs = "facets that agree about outside",
          .source = "Search over directions; each pose measured as support_volume_mm3 is",
          .quantities = quantities,
          .run = [](const Subject& subject) -> Measured {
            const auto& [goal, pose] = chosen_pose(subject);
            if (!pose) return all_absent(quantities, pose.error());
            return {.values = {{.id = "best_pose",
                                .members = {{"up", pose->best.up},
                                            {"support_volume_mm3", pose->best.support_volume_mm3},
                                            {"overhang_area_mm2", pose->best.overhang_area_mm2},
                                            {"contact_area_mm2", pose->best.contact_area_mm2},
                                            {"height_mm", pose->best.height_mm},
                                            {"score_of_given_pose", pose->score_of_given_pose},
                                            {"goal", std::string(pose_goal_id(goal))},
                                            {"turn", turn_in_words(pose->best.up)},
                                            {"reason", reason(*pose)}},
                                .plus_minus = {},
                                .method = {}}},
                    .absent = {},
                    .findings = {}};
          }};
}

}  // namespace pg
