#pragma once
/// Print processes, printers and materials: data files compiled in (processes.toml and its
/// neighbours), every number with its source.

#include <span>
#include <string>
#include <vector>

#include "geometry/result.hpp"
#include "geometry/subject.hpp"
#include "geometry/vec3.hpp"

namespace pg {

/// A number of a rule with where it comes from. Source "K": general knowledge, unverified.
struct SourcedNumber {
  double value = 0.0;
  std::string source;
  std::string note;
};

struct PrintProcess {
  std::string id;  ///< "mex", "vpp", ...
  std::string title;
  SourcedNumber overhang_angle_deg;
  SourcedNumber wall_min_mm;
  SourcedNumber drain_hole_min_mm;
  SourcedNumber hole_min_mm;
  SourcedNumber gap_min_mm;
  SourcedNumber layer_mm;

  [[nodiscard]] PrintRules rules() const {
    return {.overhang_angle_deg = overhang_angle_deg.value,
            .wall_min_mm = wall_min_mm.value,
            .drain_hole_min_mm = drain_hole_min_mm.value};
  }
};

struct Printer {
  std::string id;
  std::string title;
  std::string process;  ///< Id of a PrintProcess.
  Vec3 build_mm = Vec3::Zero();
  std::string source;
  std::string note;
};

struct Material {
  std::string id;
  std::string title;
  std::string process;  ///< Id of a PrintProcess.
  double density_g_cm3 = 0.0;
  std::string source;
  std::string note;
};

/// In the order of the data files.
[[nodiscard]] std::span<const PrintProcess> all_processes();
[[nodiscard]] std::span<const Printer> all_printers();
[[nodiscard]] std::span<const Material> all_materials();

/// The process used where none is named: what everybody means by "45 degrees".
inline constexpr std::string_view kDefaultProcess = "mex";

/// Error (kNotApplicable) lists the ids there are.
[[nodiscard]] Result<PrintProcess> find_process(std::string_view id);

}  // namespace pg
