#pragma once
/// Print processes, printers and materials: data files compiled in (processes.toml and its
/// neighbours), every number with its source; a site may put its own in place of them.

#include <filesystem>
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
    PrintRules rules;
    rules.overhang_angle_deg = overhang_angle_deg.value;
    rules.wall_min_mm = wall_min_mm.value;
    rules.drain_hole_min_mm = drain_hole_min_mm.value;
    rules.layer_mm = layer_mm.value;
    return rules;
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

/// The process used where none is named: what everybody means by "45 degrees".
inline constexpr std::string_view kDefaultProcess = "mex";

/// Everything one analysis goes by, in the order of the data files.
struct RuleSet {
  std::vector<PrintProcess> processes;
  std::vector<Printer> printers;
  std::vector<Material> materials;
  std::string site_text;  ///< The site's own files, whole; empty: as compiled in.

  /// Error (kNotApplicable) lists the ids there are.
  [[nodiscard]] Result<PrintProcess> find_process(std::string_view id) const;
  /// What measurements need: the numbers of the process, all printers, the process's materials.
  [[nodiscard]] PrintRules rules_for(const PrintProcess& process) const;
};

[[nodiscard]] const RuleSet& builtin_rules();

/// The rules with a site's own: `directory` holds any of processes.toml, printers.toml and
/// materials.toml, laid out as those in pipeline/rules. An entry takes the place of the one with
/// the same id, or is added. Errors name file, line, what is wrong and what is expected; a
/// directory without any of the three is one.
[[nodiscard]] Result<RuleSet> site_rules(const std::filesystem::path& directory);

[[nodiscard]] std::span<const PrintProcess> all_processes();
[[nodiscard]] std::span<const Printer> all_printers();
[[nodiscard]] std::span<const Material> all_materials();
[[nodiscard]] Result<PrintProcess> find_process(std::string_view id);

}  // namespace pg
