#pragma once
/// How a measurement describes itself, and the shape of what it returns.
///
/// These types sit below the files in measure/, so that a new measurement is one file there and one
/// line in pipeline/analysis/catalogue.cpp.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "geometry/finding.hpp"
#include "geometry/result.hpp"
#include "geometry/subject.hpp"
#include "geometry/vec3.hpp"

namespace pg {

using Scalar = std::variant<bool, std::int64_t, double, Vec3, std::string>;
using Record = std::vector<std::pair<std::string, Scalar>>;
/// A member of a quantity: a scalar or a list of records (drill holes, thin regions).
using Datum = std::variant<bool, std::int64_t, double, Vec3, std::string, std::vector<Record>>;

/// Layers are never mixed: what was measured from the geometry, what needs an assumption, what a
/// person has yet to accept, what a person said.
enum class Layer : std::uint8_t { kMeasured, kEstimated, kSuggested, kDeclared };

[[nodiscard]] std::string_view layer_id(Layer layer);

/// The numbers of one catalogue id. A plain number is one member called "value".
struct Quantity {
  std::string id;
  std::vector<std::pair<std::string, Datum>> members;
  std::optional<double>
      plus_minus;      ///< 95 %, in the unit of "value"; absent: nothing known about it.
  std::string method;  ///< Optional: which way was taken, where there are several.
};

[[nodiscard]] inline Quantity number(std::string id, double value) {
  return Quantity{
      .id = std::move(id), .members = {{"value", value}}, .plus_minus = {}, .method = {}};
}
[[nodiscard]] inline Quantity count(std::string id, std::size_t value) {
  return Quantity{.id = std::move(id),
                  .members = {{"value", static_cast<std::int64_t>(value)}},
                  .plus_minus = {},
                  .method = {}};
}
[[nodiscard]] inline Quantity verdict(std::string id, bool value) {
  return Quantity{
      .id = std::move(id), .members = {{"value", value}}, .plus_minus = {}, .method = {}};
}

/// A quantity that cannot be had for this mesh, and why: absent is never 0.
struct Absence {
  std::string id;
  std::string reason;
};

/// What a measurement returns. Every output of its description is in `values` or in `absent`.
struct Measured {
  std::vector<Quantity> values;
  std::vector<Absence> absent;
  std::vector<Finding> findings;
};

/// What a member holds; decides its columns in flat tables.
enum class MemberKind : std::uint8_t {
  kNumber,   ///< One column `id_name`.
  kVector,   ///< Three columns `id_name_x`, `_y`, `_z`.
  kText,     ///< One column.
  kRecords,  ///< A list of records: JSON only, no column.
};

struct MemberInfo {
  std::string_view name;  ///< As in JSON; nested in tables as `id_name`.
  std::string_view unit;  ///< "mm", "mm2", "mm3", "deg", "1" (a count or ratio), "" (a verdict).
  std::string_view description;
  MemberKind kind = MemberKind::kNumber;
};

struct QuantityInfo {
  std::string_view id;     ///< Public, with its unit as suffix.
  std::string_view title;  ///< For tables and pages: "Surface area".
  std::string_view unit;
  std::string_view definition;           ///< One line.
  std::vector<MemberInfo> members = {};  ///< Empty: a plain "value".
  Layer layer = Layer::kMeasured;
  bool has_plus_minus = false;  ///< Its values come with an uncertainty: a column of its own.
};

struct Measurement {
  std::string_view name;    ///< The file's name: geometry/measure/<name>.cpp.
  std::string_view group;   ///< "mesh", "size", "walls", "supports", "trapped", "features", "fit".
  std::string_view needs;   ///< What the mesh must be, in words.
  std::string_view source;  ///< Paper, standard or textbook fact the method comes from.
  std::vector<QuantityInfo> quantities;
  std::vector<FindingKind> findings = {};
  Measured (*run)(const Subject& subject);
};

/// For a measurement that either works or does not: all its quantities absent with the error's
/// reason.
[[nodiscard]] Measured all_absent(const std::vector<QuantityInfo>& quantities, const Error& error);

}  // namespace pg
