#include "pipeline/registry/column_map.hpp"

#include <fmt/format.h>
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <fstream>
#include <set>
#include <sstream>

#include "pipeline/registry/case_values.hpp"

namespace pg {
namespace {

constexpr std::uintmax_t kMapBytesMax = 1 << 20;

Error wrong(const toml::node* node, const std::string& what) {
  const auto line = node != nullptr ? node->source().begin.line : 0;
  return {ErrorCode::kMalformed, fmt::format("The column map, line {}: {}", line, what)};
}

bool of_its_kind(std::string_view key, const toml::node& node) {
  if (key == "required") return node.is_boolean();
  if (key == "codes") return node.is_table();
  if (key == "factor") return node.is_number();
  if (key == "digits" || key == "length") return node.is_integer();
  return node.is_string();
}

/// A key that is not known, or of another kind: a slip must not become a default.
std::optional<Error> unknown_key(const toml::table& table) {
  static const std::set<std::string_view> kKeys = {"name",  "text",   "from",   "required",
                                                   "codes", "factor", "digits", "length"};
  for (const auto& [key, node] : table) {
    if (kKeys.count(key.str()) == 0)
      return wrong(&node, fmt::format("'{}' is not known; a column has name, text or from, "
                                      "required, codes, factor, digits, length.",
                                      std::string(key.str())));
    if (!of_its_kind(key.str(), node))
      return wrong(&node, fmt::format("'{}' is of another kind in a column: required is true or "
                                      "false, codes a table, factor, digits and length are "
                                      "numbers, the others texts.",
                                      std::string(key.str())));
  }
  return std::nullopt;
}

Result<UploadColumn> column_of(const toml::table& table) {
  if (const auto error = unknown_key(table)) return *error;
  UploadColumn column;
  column.name = table["name"].value_or(std::string());
  column.text = table["text"].value_or(std::string());
  column.from = table["from"].value_or(std::string());
  column.required = table["required"].value_or(false);
  column.factor = table["factor"].value_or(1.0);
  if (const auto digits = table["digits"].value<std::int64_t>()) {
    if (*digits < 0 || *digits > 9) return wrong(&table, "digits are 0 to 9.");
    column.digits = static_cast<int>(*digits);
  }
  const std::int64_t length = table["length"].value_or(std::int64_t{0});
  if (length < 0) return wrong(&table, "the length is a number of bytes.");
  column.length_max = static_cast<std::size_t>(length);
  if (const toml::table* const codes = table["codes"].as_table())
    for (const auto& [value, code] : *codes) {
      const auto text = code.value<std::string>();
      if (!text) return wrong(&code, "a code is a text.");
      column.codes[std::string(value.str())] = *text;
    }
  if (column.name.empty()) return wrong(&table, "a column needs a name.");
  if (!column.text.empty() && !column.from.empty())
    return wrong(&table, fmt::format("the column {} has a text or a from, not both.", column.name));
  if (!column.from.empty() && !is_place(column.from))
    return wrong(&table,
                 fmt::format("'{}' is no place of the record; there are case.id, case.created, "
                             "form.FIELD, measured.N.QUANTITY, measured.count, billing.CODE.",
                             column.from));
  if (column.text.find_first_of("|\r\n") != std::string::npos)
    return wrong(&table, "a text cannot hold | or a line break: the file cannot carry them.");
  return column;
}

}  // namespace

Result<ColumnMap> column_map_from(std::string_view text) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed)
    return Error{ErrorCode::kMalformed,
                 fmt::format("The column map, line {}: {}", parsed.error().source().begin.line,
                             std::string(parsed.error().description()))};
  ColumnMap map;
  std::set<std::string> names;
  for (const auto& [key, node] : parsed.table()) {
    if (key.str() == "sheet_heading" && node.is_boolean()) {
      map.sheet_heading = node.value_or(false);
      continue;
    }
    const toml::array* const list = node.as_array();
    if (key.str() != "column" || list == nullptr)
      return wrong(&node, "only [[column]] stanzas and sheet_heading = true belong here.");
    for (const toml::node& entry : *list) {
      if (entry.as_table() == nullptr) return wrong(&entry, "a column is a [[column]] stanza.");
      Result<UploadColumn> column = column_of(*entry.as_table());
      if (!column) return column.error();
      if (!names.insert(column->name).second)
        return wrong(&entry, fmt::format("the column {} stands twice.", column->name));
      map.columns.push_back(std::move(*column));
    }
  }
  if (map.columns.empty()) return Error{ErrorCode::kMalformed, "The column map has no [[column]]."};
  return map;
}

Result<ColumnMap> load_column_map(const std::filesystem::path& path) {
  std::error_code failed;
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return Error{ErrorCode::kUnreadable, "The column map cannot be read; name one with --map."};
  if (std::filesystem::file_size(path, failed) > kMapBytesMax)
    return Error{ErrorCode::kTooLarge, "The column map has over 1 MiB; that is none of ours."};
  std::ostringstream text;
  text << file.rdbuf();
  return column_map_from(text.str());
}

}  // namespace pg
