#include "pipeline/archive/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "pipeline/archive/column_sets.hpp"

namespace pg {
namespace {

/// What is said of the file and of the model as a whole, around the catalogue's columns.
constexpr struct {
  std::string_view name;
  bool is_text;
  std::string_view description;
} kBefore[] = {{kPathColumn, true,
                "As given, or below a folder so given; ARCHIVE!/ENTRY in an archive."},
               {"sha256", true, "Of the file's bytes; empty where they could not be had."},
               {"bytes", false, "Size of the file."},
               {"status", true, "ok, or refused: then nothing was measured."},
               {"error", true,
                "Why it was refused: unreadable, malformed, unsupported, too_large."},
               {"error_text", true, "The same as a sentence."},
               {"format", true, "As printgauge list formats has it."},
               {"unit", true, "Of the coordinates."},
               {"unit_known", true, "declared by the file, given by the user, or assumed."},
               {"process", true, "Print process whose rules applied."}},
  kAfter[] = {{"class", true, "What the shape suggests; a person has to accept it."},
              {"class_probability", false, "Of that class; empty for unknown."},
              {"class_group", true, "What can be told more surely: heart, vessel, bone_tooth ..."},
              {"class_group_probability", false, "Of that group; empty for unknown."},
              {"findings", true, "Ids, separated by semicolons, errors first."}};

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

using Cells = std::map<std::string, std::string>;

void add_cells(const Value& value, Cells& cells) {
  for (const auto& [member, datum] : value.quantity.members) {
    const std::string name =
        member == "value" ? value.quantity.id : value.quantity.id + "_" + member;
    std::visit(
        [&](const auto& held) {
          using Held = std::decay_t<decltype(held)>;
          if constexpr (std::is_same_v<Held, Vec3>) {
            cells[name + "_x"] = words(held[0]);
            cells[name + "_y"] = words(held[1]);
            cells[name + "_z"] = words(held[2]);
          } else if constexpr (!std::is_same_v<Held, std::vector<Record>>) {
            cells[name] = words(held);
          }
        },
        datum);
  }
  if (value.quantity.plus_minus)
    cells[value.quantity.id + "_plus_minus"] = words(*value.quantity.plus_minus);
}

/// Cells of one reading by column name.
Cells cells_of(const Reading& reading, std::string_view path) {
  Cells cells;
  for (const Value& value : reading.values) add_cells(value, cells);
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
    const ClassSuggestion& suggestion = *reading.model_class;
    cells["class"] = suggestion.best;
    cells["class_group"] = suggestion.group;
    if (suggestion.best != "unknown") cells["class_probability"] = words(suggestion.probability);
    if (suggestion.group != "unknown")
      cells["class_group_probability"] = words(suggestion.group_probability);
  }
  std::string& findings = cells["findings"];
  for (const Finding& finding : reading.findings)
    findings += (findings.empty() ? "" : ";") + finding.id;
  return cells;
}

/// Columns of the catalogue that a selection keeps, each quantity's uncertainty beside it.
std::vector<ColumnInfo> catalogue_columns(const Selection& only) {
  std::vector<ColumnInfo> found;
  const std::vector<Column> columns = all_columns();
  for (const Measurement& measurement : all_measurements()) {
    for (const QuantityInfo& quantity : measurement.quantities) {
      if (!only.wants(measurement, quantity)) continue;
      for (const Column& column : columns) {
        if (column.quantity != quantity.id) continue;
        found.push_back({column.name, std::string(column.unit), std::string(column.description)});
        if (column.name == quantity.id && quantity.has_plus_minus)
          found.push_back({column.name + "_plus_minus", std::string(column.unit),
                           "95 % uncertainty of " + column.name + "."});
      }
    }
  }
  return found;
}

std::set<std::string> texts_of_the_catalogue() {
  std::set<std::string> names;
  for (const Measurement& measurement : all_measurements())
    for (const QuantityInfo& quantity : measurement.quantities)
      for (const MemberInfo& member : quantity.members)
        if (member.kind == MemberKind::kText)
          names.insert(member.name == "value"
                           ? std::string(quantity.id)
                           : std::string(quantity.id) + "_" + std::string(member.name));
  return names;
}

}  // namespace

std::vector<std::string> table_columns(const Selection& only) {
  std::vector<std::string> names;
  for (const auto& column : kBefore) names.emplace_back(column.name);
  for (ColumnInfo& column : catalogue_columns(only)) names.push_back(std::move(column.name));
  for (const auto& column : kAfter) names.emplace_back(column.name);
  return names;
}

std::vector<ColumnInfo> column_infos() {
  std::vector<ColumnInfo> infos;
  for (const auto& column : kBefore)
    infos.push_back({std::string(column.name), "", std::string(column.description)});
  for (ColumnInfo& column : catalogue_columns({})) infos.push_back(std::move(column));
  for (const auto& column : kAfter)
    infos.push_back({std::string(column.name), "", std::string(column.description)});
  return infos;
}

bool is_text_column(std::string_view name) {
  for (const auto& column : kBefore)
    if (column.name == name) return column.is_text;
  for (const auto& column : kAfter)
    if (column.name == name) return column.is_text;
  static const std::set<std::string> texts = texts_of_the_catalogue();
  return texts.count(std::string(name)) > 0;
}

Result<std::vector<std::string>> chosen_columns(std::span<const std::string> names) {
  const std::vector<std::string> known = table_columns({});
  std::vector<std::string> chosen;
  for (const std::string& name : names) {
    if (name == kThingi10k) {
      chosen.insert(chosen.end(), {std::string(kPathColumn), "status"});
      for (const StudyColumn& column : thingi10k_columns())
        chosen.push_back(fmt::format("{}:{}", kThingi10k, column.name));
      continue;
    }
    if (find_study_column(name) == nullptr &&
        std::find(known.begin(), known.end(), name) == known.end())
      return Error{ErrorCode::kNotApplicable,
                   "There is no column '" + name +
                       "'; printgauge list columns shows them all (or give thingi10k)."};
    chosen.push_back(name);
  }
  std::set<std::string_view> heads;
  for (const std::string& name : chosen)
    if (!heads.insert(head_of(name)).second)
      return Error{ErrorCode::kNotApplicable,
                   "The column '" + std::string(head_of(name)) + "' would be there twice."};
  return chosen;
}

std::vector<std::string> words_for_columns(std::span<const std::string> names) {
  std::vector<std::string> words;
  const std::vector<Column> columns = all_columns();
  const auto add = [&](std::string_view name) {
    for (const Column& column : columns)
      if (name == column.name || name == column.name + "_plus_minus")
        words.emplace_back(column.quantity);
  };
  for (const std::string& name : names) {
    if (name == "findings") return {};  // those of every measurement
    if (name.rfind(kClassWord, 0) == 0) words.emplace_back(kClassWord);
    if (const StudyColumn* const column = find_study_column(name))
      for (const std::string_view from : column->from) add(from);
    else
      add(name);
  }
  // Columns about the file alone still need a selection that is not empty, which means everything.
  if (words.empty()) words.emplace_back("triangles");
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

std::vector<std::string> table_row(std::span<const std::string> columns, const Reading& reading,
                                   std::string_view path) {
  Cells cells = cells_of(reading, path);
  std::vector<std::string> row;
  for (const std::string& name : columns) {
    if (const StudyColumn* const column = find_study_column(name)) {
      row.push_back(study_cell(*column, cells));
      continue;
    }
    const auto cell = cells.find(name);
    row.push_back(cell == cells.end() ? "" : cell->second);
  }
  return row;
}

std::string csv_line(std::span<const std::string> cells) {
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
