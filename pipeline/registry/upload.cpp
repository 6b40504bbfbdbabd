#include "pipeline/registry/upload.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "geometry/check.hpp"
#include "pipeline/registry/case_values.hpp"

namespace pg {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kUploadName = "3dp_case_";
constexpr std::size_t kUploadNameMax = 100;

/// What readers take for the end of an element or a line, NEL, LS and PS among it.
bool carried(const std::string& text) {
  for (const std::string_view end :
       {"|", "\r", "\n", "\v", "\f", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"})
    if (text.find(end) != std::string::npos) return false;
  return true;
}

std::string text_of(const Json& value, const UploadColumn& column) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (!value.is_number()) return value.dump();
  const double number = value.get<double>() * column.factor;
  if (column.digits) return fmt::format("{:.{}f}", number, *column.digits);
  return value.is_number_integer() && column.factor == 1.0 ? value.dump()
                                                           : fmt::format("{}", number);
}

std::string cell(const UploadColumn& column, const CaseValues& values,
                 std::vector<std::string>& problems) {
  const auto problem = [&](const std::string& what) {
    problems.push_back(fmt::format("{}: {}.", column.name, what));
  };
  PlacedValue placed{.json = Json(column.text).dump(), .why_not = {}};
  if (!column.from.empty()) placed = values.at(column.from);
  const Json value = Json::parse(placed.json);
  std::string text;
  if (value.is_object() || value.is_array()) {
    problem(column.from + " is a list; name one of its members");
  } else if (!value.is_null()) {
    text = text_of(value, column);
  }
  if (!column.codes.empty() && !text.empty()) {
    const auto code = column.codes.find(text);
    if (code == column.codes.end()) {
      problem("the map has no code for this value");
    } else {
      text = code->second;
    }
  }
  if (text.empty() && column.required)
    problem("required, but " + (placed.why_not.empty() ? "it is empty" : placed.why_not));
  if (!carried(text))
    problem("the value holds a | or a line break, which the file cannot carry; reword it");
  if (column.length_max > 0 && text.size() > column.length_max)
    problem(fmt::format("the value has {} bytes, {} are taken", text.size(), column.length_max));
  return text;
}

}  // namespace

Upload upload_of(const std::vector<ExportCase>& cases, const ColumnMap& map) {
  Upload upload;
  for (const ExportCase& one : cases) {
    const CaseValues values(one);
    UploadRow row{.case_id = one.subject.id, .cells = {}, .problems = {}};
    for (const UploadColumn& column : map.columns)
      row.cells.push_back(cell(column, values, row.problems));
    upload.good += row.problems.empty();
    upload.rows.push_back(std::move(row));
  }
  return upload;
}

std::string upload_text(const Upload& upload) {
  std::string text;
  for (const UploadRow& row : upload.rows) {
    if (!row.problems.empty()) continue;
    for (std::size_t i = 0; i < row.cells.size(); ++i) text += (i == 0 ? "" : "|") + row.cells[i];
    text += "\r\n";
  }
  return text;
}

std::string upload_file_name(std::string_view suffix) {
  std::string time = stamp_now("").at;
  std::erase_if(time, [](char c) { return c < '0' || c > '9'; });
  std::uint64_t chance = 0;
  PG_CHECK(getrandom(&chance, sizeof chance, 0) == sizeof chance);
  return fmt::format("{}{}{:016x}{}", kUploadName, time, chance, suffix);
}

bool is_upload_file_name(std::string_view name) {
  if (!name.starts_with(kUploadName) || name.size() > kUploadNameMax) return false;
  name.remove_prefix(kUploadName.size());
  const std::size_t dot = name.find('.');
  if (dot == 0 || dot == std::string_view::npos) return false;
  return (name.substr(dot) == ".txt" || name.substr(dot) == ".xlsx") &&
         std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(dot), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
         });
}

}  // namespace pg
