#include "pipeline/archive/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace pg {
namespace {

std::string words(double value) {
  return fmt::format("{}", value);
}
std::string words(std::int64_t value) {
  return fmt::format("{}", value);
}
std::string words(bool value) {
  return value ? "true" : "false";
}
std::string words(const std::string& value) {
  return value;
}

/// Cells of one reading by column name.
std::map<std::string, std::string> cells_of(const Reading& reading) {
  std::map<std::string, std::string> cells;
  for (const Value& value : reading.values) {
    for (const auto& [member, datum] : value.quantity.members) {
      const std::string name =
          member == "value" ? value.quantity.id : value.quantity.id + "_" + member;
      if (const auto* vector = std::get_if<Vec3>(&datum)) {
        cells[name + "_x"] = words((*vector)[0]);
        cells[name + "_y"] = words((*vector)[1]);
        cells[name + "_z"] = words((*vector)[2]);
      } else if (!std::holds_alternative<std::vector<Record>>(datum)) {
        cells[name] = std::visit(
            [](const auto& held) -> std::string {
              using Held = std::decay_t<decltype(held)>;
              if constexpr (std::is_same_v<Held, Vec3> || std::is_same_v<Held, std::vector<Record>>)
                return {};
              else
                return words(held);
            },
            datum);
      }
    }
    if (value.quantity.plus_minus)
      cells[value.quantity.id + "_plus_minus"] = words(*value.quantity.plus_minus);
  }
  return cells;
}

/// Columns of the catalogue that a selection keeps, each quantity's uncertainty beside it.
std::vector<std::string> catalogue_columns(const Selection& only) {
  std::vector<std::string> names;
  const std::vector<Column> columns = all_columns();
  for (const Measurement& measurement : all_measurements()) {
    for (const QuantityInfo& quantity : measurement.quantities) {
      if (!only.wants(measurement, quantity)) continue;
      for (const Column& column : columns) {
        if (column.quantity != quantity.id) continue;
        names.push_back(column.name);
        if (column.name == quantity.id && quantity.has_plus_minus)
          names.push_back(column.name + "_plus_minus");
      }
    }
  }
  return names;
}

}  // namespace

std::vector<std::string> table_columns(const Selection& only) {
  std::vector<std::string> names = {std::string(kPathColumn), "sha256", "bytes", "status",     "error",
                                    "error_text", "format", "unit",  "unit_known", "process"};
  for (std::string& name : catalogue_columns(only)) names.push_back(std::move(name));
  for (const char* const name : {"class", "class_probability", "findings"})
    names.emplace_back(name);
  return names;
}

Result<std::vector<std::string>> chosen_columns(std::span<const std::string> names) {
  const std::vector<std::string> known = table_columns({});
  for (const std::string& name : names)
    if (std::find(known.begin(), known.end(), name) == known.end())
      return Error{ErrorCode::kNotApplicable,
                   "There is no column '" + name +
                       "'; the first line of a table written without --columns shows them all."};
  return std::vector<std::string>(names.begin(), names.end());
}

std::vector<std::string> words_for_columns(std::span<const std::string> names) {
  std::vector<std::string> words;
  const std::vector<Column> columns = all_columns();
  for (const std::string& name : names) {
    if (name == "findings") return {};  // those of every measurement
    if (name.rfind(kClassWord, 0) == 0) words.emplace_back(kClassWord);
    for (const Column& column : columns)
      if (name == column.name || name == column.name + "_plus_minus")
        words.emplace_back(column.quantity);
  }
  // Columns about the file alone still need a selection that is not empty, which means everything.
  if (words.empty()) words.emplace_back("triangles");
  return words;
}

std::vector<std::string> row_under(std::span<const std::string> columns, const Reading& reading,
                                   std::string_view path) {
  std::map<std::string, std::string> cells = cells_of(reading);
  cells[std::string(kPathColumn)] = path;
  cells["sha256"] = reading.sha256;
  cells["bytes"] = words(static_cast<std::int64_t>(reading.bytes));
  cells["status"] = reading.refused ? "refused" : "ok";
  cells["format"] = reading.format_id;
  cells["process"] = reading.process;
  if (reading.refused) {
    cells["error"] = error_code_id(reading.refused->code);
    cells["error_text"] = reading.refused->message;
  } else {
    cells["unit"] = reading.unit.value;
    cells["unit_known"] = unit_known_id(reading.unit.known);
  }
  if (reading.model_class) {
    cells["class"] = reading.model_class->best;
    if (reading.model_class->best != "unknown")
      cells["class_probability"] = words(reading.model_class->probability);
  }
  std::string& findings = cells["findings"];
  for (const Finding& finding : reading.findings)
    findings += (findings.empty() ? "" : ";") + finding.id;
  std::vector<std::string> row;
  for (const std::string& name : columns) {
    const auto cell = cells.find(name);
    row.push_back(cell == cells.end() ? "" : cell->second);
  }
  return row;
}

std::vector<std::string> table_row(const Reading& reading, std::string_view path,
                                   const Selection& only) {
  return row_under(table_columns(only), reading, path);
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    if (&cell != cells.data()) line += ',';
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace pg
