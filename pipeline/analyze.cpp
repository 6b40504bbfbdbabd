#include "pipeline/analyze.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <new>
#include <thread>

#include "geometry/measure/best_pose.hpp"
#include "geometry/mesh/weld.hpp"
#include "geometry/side_by_side.hpp"
#include "geometry/spatial/convex_hull.hpp"
#include "io/file.hpp"
#include "io/unit_plausibility.hpp"
#include "pipeline/analysis/face_finding.hpp"
#include "pipeline/analysis/sha256.hpp"
#include "pipeline/classes/recogniser.hpp"
#include "pipeline/rules/rules.hpp"

namespace pg {
namespace {

class Stopwatch {
 public:
  explicit Stopwatch(Reading& reading, const AnalyzeOptions& options)
      : reading_(reading), options_(options) {}
  template <class Work>
  auto time(std::string_view step, Work&& work) {
    if (options_.on_step) options_.on_step(step);
    const auto start = std::chrono::steady_clock::now();
    auto result = work();
    note(step, start);
    return result;
  }
  void note(std::string_view step, std::chrono::steady_clock::time_point start) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    reading_.timings.push_back({std::string(step), passed.count()});
  }

 private:
  Reading& reading_;
  const AnalyzeOptions& options_;
};

const RuleSet& rules_of(const AnalyzeOptions& options) {
  return options.rules ? *options.rules : builtin_rules();
}

UnitUse choose_unit(const Model& model, const AnalyzeOptions& options) {
  if (options.unit)
    return {std::string(unit_symbol(*options.unit)), mm_per(*options.unit), UnitKnown::kGiven};
  if (model.declared_mm_per_unit) {
    // fmt, not std::to_string: the locale must not put a comma into a reading.
    return {fmt::format("{} mm", *model.declared_mm_per_unit), *model.declared_mm_per_unit,
            UnitKnown::kDeclared};
  }
  if (model.declared_unit)
    return {std::string(unit_symbol(*model.declared_unit)), mm_per(*model.declared_unit),
            UnitKnown::kDeclared};
  return {"mm", 1.0, UnitKnown::kAssumed};
}

/// Keeps what was asked for, in catalogue order; all else is absent with the reason.
void collect(const Measurement& measurement, Measured measured, const Selection& only,
             Reading& reading) {
  for (const QuantityInfo& info : measurement.quantities) {
    if (!only.wants(measurement, info)) {
      reading.absent.push_back({std::string(info.id), std::string(kNotAskedFor)});
      continue;
    }
    const auto value =
        std::find_if(measured.values.begin(), measured.values.end(),
                     [&](const Quantity& quantity) { return quantity.id == info.id; });
    if (value != measured.values.end()) {
      reading.values.push_back({std::move(*value), info.layer});
      continue;
    }
    const auto absence = std::find_if(measured.absent.begin(), measured.absent.end(),
                                      [&](const Absence& entry) { return entry.id == info.id; });
    PG_CHECK(absence != measured.absent.end());
    reading.absent.push_back(std::move(*absence));
  }
  for (Finding& finding : measured.findings) reading.findings.push_back(std::move(finding));
}

void suggest(const Subject& subject, const AnalyzeOptions& options, Reading& reading) {
  ClassOpinion opinion = class_opinion(subject);
  if (std::optional<Finding> found = contradiction(opinion.suggestion, options.declared_class))
    opinion.findings.push_back(std::move(*found));
  // Who gives a unit has answered the question; and one such warning is enough.
  const bool said = reading.unit.known == UnitKnown::kGiven ||
                    std::any_of(reading.findings.begin(), reading.findings.end(),
                                [](const Finding& one) { return one.id == "unit_suspect"; });
  for (Finding& finding : opinion.findings)
    if (!said || finding.id != "unit_unlike_shape") reading.findings.push_back(std::move(finding));
  reading.model_class = std::move(opinion.suggestion);
}

/// All of the catalogue, with little in memory at a time.
void measure_frugally(const Subject& subject, const AnalyzeOptions& options, Stopwatch& watch,
                      Reading& reading) {
  const auto all = all_measurements();
  std::vector<Measured> measured(all.size());
  SharedBy group = SharedBy::kSurface;
  for (const std::size_t i : frugal_order()) {
    if (shared_by(all[i]) != group) {
      group = shared_by(all[i]);
      give_up_before(group, subject, static_cast<bool>(options.on_measured));
    }
    measured[i] = watch.time(all[i].name, [&] { return all[i].run(subject); });
    return_freed_memory();
  }
  for (std::size_t i = 0; i != all.size(); ++i)
    collect(all[i], std::move(measured[i]), options.only, reading);
}

void measure_all(const Subject& subject, const AnalyzeOptions& options, Stopwatch& watch,
                 Reading& reading) {
  const auto one_by_one = [&] {
    for (const Measurement& measurement : all_measurements()) {
      Measured measured;
      if (options.only.wants(measurement))
        measured = watch.time(measurement.name, [&] { return measurement.run(subject); });
      collect(measurement, std::move(measured), options.only, reading);
    }
  };
  if (options.only.everything() &&
      subject.mesh().triangles.size() > options.frugal_above_triangles) {
    measure_frugally(subject, options, watch, reading);
  } else if (options.only.everything()) {
    // Growing the hull is the one long step that no loop shares out: beside the first others.
    side_by_side(one_by_one, [&] { (void)hull_of(subject); });
  } else {
    one_by_one();
  }
  if (!options.only.everything() && !options.on_measured) return;
  if (auto finding = watch.time("face", [&] { return face_finding(subject); }))
    reading.findings.push_back(std::move(*finding));
}

void measure_model(Model model, const AnalyzeOptions& options, Stopwatch& watch, Reading& reading) {
  reading.format_id = model.format_id;
  reading.findings = std::move(model.findings);
  reading.unit = choose_unit(model, options);

  MeshOrigin origin{.file_triangles = model.triangle_count(), .collapsed_triangles = 0};
  Welded welded = watch.time("weld", [&] {
    std::vector<Soup> soups;
    for (Part& part : model.parts) soups.push_back(std::move(part.soup));
    return weld_exactly(std::move(soups), reading.unit.mm_per_unit);
  });
  // Who gives a unit has answered the question.
  if (reading.unit.known != UnitKnown::kGiven)
    if (auto finding = suspect_unit(longest_side_mm(welded.mesh), reading.unit.mm_per_unit))
      reading.findings.push_back(std::move(*finding));
  origin.collapsed_triangles = welded.collapsed_triangles;
  const RuleSet& rules = rules_of(options);
  const Result<PrintProcess> process = rules.find_process(options.process);
  PG_CHECK(process.has_value());  // callers check what a user typed
  const Subject subject(std::move(welded.mesh), rules.rules_for(*process), origin);
  choose_pose_goal(subject, options.pose_goal);
  measure_all(subject, options, watch, reading);
  if (options.only.wants_class())
    watch.time("class", [&] {
      suggest(subject, options, reading);
      return true;
    });
  std::stable_sort(reading.findings.begin(), reading.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  if (options.on_measured) options.on_measured(subject, reading);
}

void analyze_into(BigVector<std::byte> bytes, std::string_view name, const AnalyzeOptions& options,
                  Stopwatch& watch, Reading& reading) {
  // The digest needs as long as reading does: beside it, on a thread of its own, where that is
  // worth a thread.
  constexpr std::size_t kThreadFromBytes = std::size_t{1} << 20;
  std::jthread digest;  // joins also when reading runs out of memory
  if (bytes.size() < kThreadFromBytes)
    reading.sha256 = hex_sha256(bytes);
  else
    digest = std::jthread([&] { reading.sha256 = hex_sha256(bytes); });
  Result<Model> model = watch.time("read", [&] { return read_model(bytes, name, options.limits); });
  if (digest.joinable()) digest.join();
  bytes = BigVector<std::byte>();  // "= {}" would keep the memory
  if (!model)
    reading.refused = model.error();
  else
    measure_model(std::move(*model), options, watch, reading);
}

/// A reading with `work(watch, reading)` done; running out of memory is a refusal.
template <class Work>
Reading guarded(const AnalyzeOptions& options, Work&& work) {
  Reading reading;
  reading.version = version();
  reading.process = options.process;
  Stopwatch watch(reading, options);
  const auto start = std::chrono::steady_clock::now();
  try {
    work(watch, reading);
  } catch (const std::bad_alloc&) {
    reading.values.clear();
    reading.absent.clear();
    reading.refused = Error{ErrorCode::kTooLarge,
                            "There is not enough memory for this model; give it a machine with "
                            "more, or raise the limit."};
  }
  watch.note("total", start);
  return reading;
}

}  // namespace

Reading analyze(BigVector<std::byte> bytes, std::string_view name, const AnalyzeOptions& options) {
  return guarded(options, [&](Stopwatch& watch, Reading& reading) {
    reading.bytes = bytes.size();
    analyze_into(std::move(bytes), name, options, watch, reading);
  });
}

Reading analyze_model(Model model, const AnalyzeOptions& options) {
  return guarded(options, [&](Stopwatch& watch, Reading& reading) {
    measure_model(std::move(model), options, watch, reading);
  });
}

Reading analyze_file(const std::filesystem::path& path, const AnalyzeOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  Result<BigVector<std::byte>> bytes = load_file(path, options.limits);
  if (!bytes) {
    Reading reading;
    reading.version = version();
    reading.process = options.process;
    reading.refused = bytes.error();
    return reading;
  }
  const std::chrono::duration<double> loading = std::chrono::steady_clock::now() - start;
  Reading reading = analyze(std::move(*bytes), path.filename().string(), options);
  reading.timings.insert(reading.timings.begin(), {"load", loading.count()});
  return reading;
}

std::string options_digest(const AnalyzeOptions& options) {
  std::string text = "process=" + options.process;
  text += ";unit=" + (options.unit ? std::string(unit_symbol(*options.unit)) : std::string("file"));
  if (options.pose_goal != PoseGoal::kSupport)
    text += fmt::format(";pose_goal={}", pose_goal_id(options.pose_goal));
  for (const std::string& word : options.only.words()) text += ";only=" + word;
  if (options.rules) text += ";rules=" + options.rules->site_text;
  if (!options.declared_class.empty()) text += ";declared=" + options.declared_class;
  const auto* const data = reinterpret_cast<const std::byte*>(text.data());
  return hex_sha256({data, text.size()}).substr(0, 16);
}

std::string_view version() {
  return PG_VERSION;
}

}  // namespace pg
