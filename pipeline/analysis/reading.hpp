#pragma once
/// A reading: everything printgauge has to say about one file.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "geometry/finding.hpp"
#include "geometry/measurement.hpp"
#include "geometry/result.hpp"

namespace pg {

inline constexpr std::string_view kReadingSchema = "printgauge.reading/1";

/// Reason of quantities that --only left out.
inline constexpr std::string_view kNotAskedFor = "not asked for";

/// One catalogue quantity with the layer it belongs to.
struct Value {
  Quantity quantity;
  Layer layer = Layer::kMeasured;
};

/// Which length a coordinate of 1 stands for, and who says so.
enum class UnitKnown : std::uint8_t { kDeclared, kGiven, kAssumed };

[[nodiscard]] std::string_view unit_known_id(UnitKnown known);  ///< "declared", "given", "assumed"

struct UnitUse {
  std::string value = "mm";  ///< Symbol, or "N mm" for a scale stated in a comment.
  double mm_per_unit = 1.0;
  UnitKnown known = UnitKnown::kAssumed;
};

/// What kind of model the shape suggests; a person has to accept it.
struct ClassSuggestion {
  std::string best = "unknown";
  double probability = 0.0;                                  ///< Of `best`; 0 for unknown.
  std::vector<std::pair<std::string, double>> alternatives;  ///< Likeliest first.
  std::string sub_kind;                                      ///< Empty where it cannot be told.
  std::vector<std::string> evidence;                         ///< In words.
  /// What can be told more surely than the class: "heart", "vessel" ...; "unknown" where not.
  std::string group = "unknown";
  double group_probability = 0.0;  ///< Of `group`; 0 for unknown.
};

struct Timing {
  std::string step;  ///< "read", "weld", a measurement's name, ..., "total"
  double seconds = 0.0;
};

struct Reading {
  std::string version;  ///< Of printgauge.
  std::string sha256;   ///< Of the file's bytes, hex; empty when they could not be had.
  std::uint64_t bytes = 0;
  std::string format_id;  ///< Empty when not recognised.
  UnitUse unit;
  std::string process;            ///< Id of the print process whose rules applied.
  std::optional<Error> refused;   ///< Set: nothing was measured, and why.
  std::vector<Value> values;      ///< In catalogue order.
  std::vector<Absence> absent;    ///< In catalogue order.
  std::vector<Finding> findings;  ///< The reader's, then the measurements', errors first.
  std::optional<ClassSuggestion> model_class;
  std::vector<Timing> timings;  ///< The only part that may differ between two runs.

  [[nodiscard]] const Quantity* find(std::string_view id) const;
  /// Member "value" (or another) of a quantity as a number, where there is one.
  [[nodiscard]] std::optional<double> number_of(std::string_view id,
                                                std::string_view member = "value") const;
  [[nodiscard]] bool has_error_finding() const;
};

/// The JSON document of DESIGN 5: one line, schema docs/reference/reading.schema.json. `input` is
/// the name the caller may show (empty: left out, as in stores and over HTTP).
[[nodiscard]] std::string to_json(const Reading& reading, std::string_view input = {},
                                  bool with_timings = true);
[[nodiscard]] Result<Reading> reading_from_json(std::string_view json);

}  // namespace pg
