#pragma once
/// The one call everybody uses: bytes in, Reading out.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "geometry/subject.hpp"
#include "geometry/support/best_pose.hpp"
#include "io/format.hpp"
#include "pipeline/analysis/catalogue.hpp"
#include "pipeline/analysis/frugal.hpp"
#include "pipeline/analysis/reading.hpp"

namespace pg {

struct RuleSet;

struct AnalyzeOptions {
  ReadLimits limits;
  Selection only;
  std::optional<LengthUnit> unit;           ///< Given by the user: beats what the file declares.
  PoseGoal pose_goal = PoseGoal::kSupport;  ///< What the best pose is best for.
  std::string process = "mex";              ///< Id of a print process (printgauge list processes).
  std::shared_ptr<const RuleSet> rules;     ///< A site's own (site_rules); null: those compiled in.
  std::string declared_class;  ///< What a person says it is; empty: nobody said. Only compared.
  /// A whole analysis of a mesh of more triangles than this keeps little in memory at a time
  /// (analysis/frugal.hpp), which takes a little longer; the reading is the same.
  std::size_t frugal_above_triangles = kFrugalAbove;
  /// Called with the step about to run, for progress on a terminal. May be empty.
  std::function<void(std::string_view step)> on_step;
  /// Called once with the finished measurements while the mesh is still there: for what is drawn or
  /// written from it (pictures, fields, defects). Not called for a refused file. May be empty.
  std::function<void(const Subject& subject, const Reading& reading)> on_measured;
};

/// Never throws for bad input; running out of memory becomes a refusal (kTooLarge). `name` is only
/// looked at for its suffix. The result depends on bytes and options alone, not on threads or
/// locale. Takes the bytes over and releases them as soon as the model is read.
[[nodiscard]] Reading analyze(BigVector<std::byte> bytes, std::string_view name,
                              const AnalyzeOptions& options);
/// The same for a model that no file holds: its reading has no digest, no bytes and no format.
[[nodiscard]] Reading analyze_model(Model model, const AnalyzeOptions& options);
/// The same for a file on disk; an unreadable file becomes a refused Reading.
[[nodiscard]] Reading analyze_file(const std::filesystem::path& path,
                                   const AnalyzeOptions& options);

/// A short, stable digest of everything in `options` that can change a reading; part of the key
/// under which a store keeps readings.
[[nodiscard]] std::string options_digest(const AnalyzeOptions& options);

/// "0.1.0"; from the build.
[[nodiscard]] std::string_view version();

}  // namespace pg
