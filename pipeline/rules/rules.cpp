#include "pipeline/rules/rules.hpp"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>

#include "pipeline/rules/data.hpp"

namespace pg {
namespace {

constexpr std::size_t kSiteFileMost = 1 << 20;  // bytes; ours have under 4,000

/// One stanza of a data file, read key by key; the first thing wrong with it is kept.
class Stanza {
 public:
  Stanza(std::string file, std::string id, const toml::table& table)
      : file_(std::move(file)), id_(std::move(id)), table_(table) {}

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  std::string text(std::string_view key, bool needed = true) {
    const toml::node* const node = get(key);
    const std::optional<std::string> value =
        node != nullptr ? node->value<std::string>() : std::nullopt;
    if (needed && (!value || value->empty())) fail(node, key, "a text");
    return value.value_or(std::string());
  }
  double number(std::string_view key, double low, double high) {
    return number_of(get(key), key, low, high);
  }
  Vec3 sizes(std::string_view key) {
    const toml::node* const node = get(key);
    const toml::array* const list = node != nullptr ? node->as_array() : nullptr;
    if (list == nullptr || list->size() != 3) {
      fail(node, key, "three lengths in mm, [x, y, z]");
      return Vec3::Zero();
    }
    return {number_of(list->get(0), key, 1, 1e4), number_of(list->get(1), key, 1, 1e4),
            number_of(list->get(2), key, 1, 1e4)};
  }
  SourcedNumber sourced(std::string_view key, double low, double high) {
    const toml::node* const node = get(key);
    const toml::table* const entry = node != nullptr ? node->as_table() : nullptr;
    if (entry == nullptr) {
      fail(node, key, "{value = NUMBER, source = \"WHERE FROM\"}");
      return {};
    }
    Stanza inner(file_, id_ + "." + std::string(key), *entry);
    SourcedNumber number{.value = inner.number("value", low, high),
                         .source = inner.text("source"),
                         .note = inner.text("note", false)};
    inner.no_more();
    if (!error_) error_ = inner.error_;
    return number;
  }
  /// Every key that was not asked for is a mistake: most often a typing error.
  void no_more() {
    for (const auto& [key, node] : table_)
      if (std::find(asked_.begin(), asked_.end(), key.str()) == asked_.end()) {
        std::string known;
        for (const std::string& name : asked_) known += (known.empty() ? "" : ", ") + name;
        if (!error_)
          error_ = Error{ErrorCode::kMalformed,
                         fmt::format("{} line {}: '{}' of [{}] is not known; there are {}.", file_,
                                     node.source().begin.line, std::string(key.str()), id_, known)};
      }
  }

 private:
  const toml::node* get(std::string_view key) {
    asked_.emplace_back(key);
    return table_.get(key);
  }
  double number_of(const toml::node* node, std::string_view key, double low, double high) {
    const std::optional<double> value = node != nullptr ? node->value<double>() : std::nullopt;
    if (value && std::isfinite(*value) && *value >= low && *value <= high) return *value;
    fail(node, key, fmt::format("a number from {} to {}", low, high));
    return low;
  }
  void fail(const toml::node* node, std::string_view key, const std::string& expected) {
    if (error_) return;
    const auto line = node != nullptr ? node->source().begin.line : table_.source().begin.line;
    error_ = Error{ErrorCode::kMalformed,
                   fmt::format("{} line {}: '{}' of [{}] {}; give {}.", file_, line, key, id_,
                               node != nullptr ? "is not understood" : "is missing", expected)};
  }

  std::string file_, id_;
  const toml::table& table_;
  std::vector<std::string> asked_;
  std::optional<Error> error_;
};

PrintProcess process_of(Stanza& s) {
  return {.id = s.id(),
          .title = s.text("title"),
          .overhang_angle_deg = s.sourced("overhang_angle_deg", 0, 90),
          .wall_min_mm = s.sourced("wall_min_mm", 1e-3, 100),
          .drain_hole_min_mm = s.sourced("drain_hole_min_mm", 1e-2, 100),
          .hole_min_mm = s.sourced("hole_min_mm", 1e-3, 100),
          .gap_min_mm = s.sourced("gap_min_mm", 1e-3, 100),
          .layer_mm = s.sourced("layer_mm", 1e-3, 10)};
}

Printer printer_of(Stanza& s) {
  return {.id = s.id(),
          .title = s.text("title"),
          .process = s.text("process"),
          .build_mm = s.sizes("build_mm"),
          .source = s.text("source"),
          .note = s.text("note", false)};
}

Material material_of(Stanza& s) {
  return {.id = s.id(),
          .title = s.text("title"),
          .process = s.text("process"),
          .density_g_cm3 = s.number("density_g_cm3", 0.05, 25),
          .source = s.text("source"),
          .note = s.text("note", false)};
}

/// Puts the rows of a file into `rows`, in place of those with the same id or after them. TOML
/// tables are ordered by key; reports follow the order of the file.
template <class Row>
std::optional<Error> read_rows(const std::string& file, std::string_view text, Row (*make)(Stanza&),
                               std::vector<Row>& rows) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed)
    return Error{ErrorCode::kMalformed,
                 fmt::format("{} line {}: this is not TOML: {}.", file,
                             parsed.error().source().begin.line, parsed.error().description())};
  std::vector<std::pair<toml::source_index, Row>> found;
  for (const auto& [key, node] : parsed.table()) {
    const toml::table* const table = node.as_table();
    if (table == nullptr)
      return Error{ErrorCode::kMalformed,
                   fmt::format("{} line {}: '{}' stands outside of a [section].", file,
                               node.source().begin.line, std::string(key.str()))};
    Stanza stanza(file, std::string(key.str()), *table);
    found.emplace_back(table->source().begin.line, make(stanza));
    stanza.no_more();
    if (stanza.error()) return stanza.error();
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [line, row] : found) {
    const auto same = std::find_if(rows.begin(), rows.end(),
                                   [&](const Row& other) { return other.id == row.id; });
    if (same != rows.end()) {
      *same = std::move(row);
    } else {
      rows.push_back(std::move(row));
    }
  }
  return std::nullopt;
}

template <class Row>
std::optional<Error> check_processes(const RuleSet& rules, const std::vector<Row>& rows) {
  for (const Row& row : rows)
    if (const auto process = rules.find_process(row.process); !process)
      return Error{ErrorCode::kMalformed, fmt::format("[{}]: {}", row.id, process.error().message)};
  return std::nullopt;
}

/// The file's text; nothing where there is no such file.
Result<std::optional<std::string>> site_file(const std::filesystem::path& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code)) return std::optional<std::string>();
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf()))
    return Error{ErrorCode::kUnreadable, "The rules in '" + path.string() + "' cannot be read."};
  if (text.str().size() > kSiteFileMost)
    return Error{ErrorCode::kTooLarge, "The rules in '" + path.string() + "' are over 1 MiB."};
  return std::optional<std::string>(text.str());
}

}  // namespace

Result<PrintProcess> RuleSet::find_process(std::string_view id) const {
  std::string known;
  for (const PrintProcess& process : processes) {
    if (process.id == id) return process;
    known += (known.empty() ? "" : ", ") + process.id;
  }
  return Error{ErrorCode::kNotApplicable,
               "There is no print process '" + std::string(id) + "'; there are " + known + "."};
}

PrintRules RuleSet::rules_for(const PrintProcess& process) const {
  PrintRules rules = process.rules();
  for (const Printer& printer : printers) rules.printers.push_back({printer.id, printer.build_mm});
  for (const Material& material : materials)
    if (material.process == process.id)
      rules.materials.push_back({material.id, material.density_g_cm3});
  return rules;
}

const RuleSet& builtin_rules() {
  static const RuleSet rules = [] {
    RuleSet made;
    // Compiled in, so a fault in it is ours; the tests read it all.
    PG_CHECK(!read_rows("processes.toml", data::kProcesses, process_of, made.processes));
    PG_CHECK(!read_rows("printers.toml", data::kPrinters, printer_of, made.printers));
    PG_CHECK(!read_rows("materials.toml", data::kMaterials, material_of, made.materials));
    return made;
  }();
  return rules;
}

Result<RuleSet> site_rules(const std::filesystem::path& directory) {
  RuleSet rules = builtin_rules();
  std::optional<Error> error;
  const auto read = [&](const char* name, auto make, auto& rows) {
    if (error) return;
    const std::filesystem::path path = directory / name;
    const Result<std::optional<std::string>> text = site_file(path);
    if (!text) {
      error = text.error();
    } else if (*text) {
      rules.site_text += fmt::format("{}\n{}\n", name, **text);
      error = read_rows(path.string(), **text, make, rows);
    }
  };
  read("processes.toml", process_of, rules.processes);
  read("printers.toml", printer_of, rules.printers);
  read("materials.toml", material_of, rules.materials);
  if (!error) error = check_processes(rules, rules.printers);
  if (!error) error = check_processes(rules, rules.materials);
  if (!error && rules.site_text.empty())
    error = Error{ErrorCode::kUnreadable,
                  "There is no processes.toml, printers.toml or materials.toml in '" +
                      directory.string() + "'."};
  if (error) return *error;
  return rules;
}

std::span<const PrintProcess> all_processes() {
  return builtin_rules().processes;
}

std::span<const Printer> all_printers() {
  return builtin_rules().printers;
}

std::span<const Material> all_materials() {
  return builtin_rules().materials;
}

Result<PrintProcess> find_process(std::string_view id) {
  return builtin_rules().find_process(id);
}

}  // namespace pg
