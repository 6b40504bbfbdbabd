#include "pipeline/rules/rules.hpp"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <optional>

#include "pipeline/rules/data.hpp"

namespace pg {
namespace {

// The data is compiled in, so a fault in it is ours: PG_CHECK, and the tests read it all.
toml::table parsed(std::string_view text) {
  toml::parse_result result = toml::parse(text);
  PG_CHECK(result.succeeded());
  return std::move(result).table();
}

std::string text_of(const toml::table& table, std::string_view key) {
  return table[key].value_or(std::string());
}

double number_of(const toml::node_view<const toml::node>& node) {
  const std::optional<double> number = node.value<double>();
  PG_CHECK(number.has_value());
  return *number;
}

SourcedNumber sourced(const toml::table& table, std::string_view key) {
  const toml::table* const entry = table[key].as_table();
  PG_CHECK(entry != nullptr);
  return {.value = number_of((*entry)["value"]),
          .source = text_of(*entry, "source"),
          .note = text_of(*entry, "note")};
}

/// TOML tables are ordered by key; reports follow the order of the file.
template <class Row, class Make>
std::vector<Row> rows_in_file_order(std::string_view text, Make&& make) {
  const toml::table file = parsed(text);
  std::vector<std::pair<toml::source_index, Row>> rows;
  for (const auto& [key, node] : file) {
    const toml::table* const table = node.as_table();
    PG_CHECK(table != nullptr);
    rows.emplace_back(node.source().begin.line, make(std::string(key.str()), *table));
  }
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Row> ordered;
  for (auto& [line, row] : rows) ordered.push_back(std::move(row));
  return ordered;
}

PrintProcess process_of(std::string id, const toml::table& table) {
  return {.id = std::move(id),
          .title = text_of(table, "title"),
          .overhang_angle_deg = sourced(table, "overhang_angle_deg"),
          .wall_min_mm = sourced(table, "wall_min_mm"),
          .drain_hole_min_mm = sourced(table, "drain_hole_min_mm"),
          .hole_min_mm = sourced(table, "hole_min_mm"),
          .gap_min_mm = sourced(table, "gap_min_mm"),
          .layer_mm = sourced(table, "layer_mm")};
}

Printer printer_of(std::string id, const toml::table& table) {
  return {.id = std::move(id),
          .title = text_of(table, "title"),
          .process = text_of(table, "process"),
          .build_mm = Vec3(number_of(table["build_mm"][0]), number_of(table["build_mm"][1]),
                           number_of(table["build_mm"][2])),
          .source = text_of(table, "source"),
          .note = text_of(table, "note")};
}

Material material_of(std::string id, const toml::table& table) {
  return {.id = std::move(id),
          .title = text_of(table, "title"),
          .process = text_of(table, "process"),
          .density_g_cm3 = number_of(table["density_g_cm3"]),
          .source = text_of(table, "source"),
          .note = text_of(table, "note")};
}

}  // namespace

std::span<const PrintProcess> all_processes() {
  static const auto rows = rows_in_file_order<PrintProcess>(data::kProcesses, process_of);
  return rows;
}

std::span<const Printer> all_printers() {
  static const auto rows = rows_in_file_order<Printer>(data::kPrinters, printer_of);
  return rows;
}

std::span<const Material> all_materials() {
  static const auto rows = rows_in_file_order<Material>(data::kMaterials, material_of);
  return rows;
}

Result<PrintProcess> find_process(std::string_view id) {
  std::string known;
  for (const PrintProcess& process : all_processes()) {
    if (process.id == id) return process;
    known += (known.empty() ? "" : ", ") + process.id;
  }
  return Error{ErrorCode::kNotApplicable,
               "There is no print process '" + std::string(id) + "'; there are " + known + "."};
}

}  // namespace pg
