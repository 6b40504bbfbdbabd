#include "pipeline/registry/column_map.hpp"

#define TOML_EXCEPTIONS 0
#include <fmt/format.h>
#include <toml++/toml.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace pg {
namespace {

constexpr std::uintmax_t kMapBytesMax = 1 << 20;

Error wrong(const toml::node* node, const std::string& what) {
  const auto line = node != nullptr ? node->source().begin.line : 0;
  return {ErrorCode::kMalformed, fmt::format("The column map, line {}: {}", line, what)};
}

bool known_source(const std::string& from) {
  static const std::regex sources(
      "case\\.(id|created)|form\\.[a-z0-9_]+(\\.[0-9]+\\.[a-z0-9_]+|\\.[a-z0-9_]+)?|"
      "measured\\.[1-9][0-9]*\\.[a-z0-9_]+(\\.[a-z0-9_]+(\\.[0-9]+)?)?|measured\\.count|"
      "billing\\.05(59|60|61|62)T");
  return std::regex_match(from, sources);
}

Result<Column> column_of(const toml::table& table) {
  static const std::set<std::string_view> kKeys = {"name",   "text",   "from",   "required",
                                                   "codes",  "factor", "digits", "length"};
  for (const auto& [key, node] : table)
    if (kKeys.count(key.str()) == 0)
      return wrong(&node, fmt::format("'{}' is not known; a column has name, text or from, "
                                      "required, codes, factor, digits, length.",
                                      std::string(key.str())));
  Column column;
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
  if (!column.from.empty() && !known_source(column.from))
    return wrong(&table,
                 fmt::format("'{}' is no place of the record; there are case.id, case.created, "
                             "form.FIELD, measured.N.QUANTITY, measured.count, billing.CODE.",
                             column.from));
  return column;
}

}  // namespace

Result<std::vector<Column>> column_map_from(std::string_view text) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed)
    return Error{ErrorCode::kMalformed,
                 fmt::format("The column map, line {}: {}", parsed.error().source().begin.line,
                             std::string(parsed.error().description()))};
  std::vector<Column> columns;
  std::set<std::string> names;
  for (const auto& [key, node] : parsed.table()) {
    const toml::array* const list = node.as_array();
    if (key.str() != "column" || list == nullptr)
      return wrong(&node, "only [[column]] stanzas belong here.");
    for (const toml::node& entry : *list) {
      if (entry.as_table() == nullptr) return wrong(&entry, "a column is a [[column]] stanza.");
      Result<Column> column = column_of(*entry.as_table());
      if (!column) return column.error();
      if (!names.insert(column->name).second)
        return wrong(&entry, fmt::format("the column {} stands twice.", column->name));
      columns.push_back(std::move(*column));
    }
  }
  if (columns.empty()) return Error{ErrorCode::kMalformed, "The column map has no [[column]]."};
  return columns;
}

Result<std::vector<Column>> load_column_map(const std::filesystem::path& path) {
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
