#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/printgauge/analyze_options.hpp"
#include "io/format.hpp"
#include "io/unit_plausibility.hpp"
#include "pipeline/analysis/catalogue.hpp"
#include "pipeline/analysis/face_finding.hpp"
#include "pipeline/archive/column_sets.hpp"
#include "pipeline/archive/table.hpp"
#include "pipeline/classes/model_class.hpp"
#include "pipeline/classes/recogniser.hpp"
#include "pipeline/intake/case_findings.hpp"
#include "pipeline/rules/rules.hpp"

namespace pg::app {
namespace {

/// A catalogue as a table: the same rows for the terminal, Markdown and JSON.
struct Listing {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

std::string text(std::string_view view) {
  return std::string(view);
}

Listing list_measurements(const RuleSet&) {
  Listing listing{{"id", "unit", "layer", "measured by", "needs", "definition", "source"}, {}};
  for (const Measurement& measurement : all_measurements()) {
    for (const QuantityInfo& quantity : measurement.quantities) {
      std::string definition = text(quantity.definition);
      for (const MemberInfo& member : quantity.members)
        if (member.name != "value")
          definition +=
              fmt::format(" {} `{}`: {}.", &member == quantity.members.data() ? "Members:" : "",
                          member.name, member.description);
      listing.rows.push_back({text(quantity.id), text(quantity.unit),
                              text(layer_id(quantity.layer)),
                              text(measurement.group) + "/" + text(measurement.name),
                              text(measurement.needs), definition, text(measurement.source)});
    }
  }
  return listing;
}

Listing list_formats(const RuleSet&) {
  Listing listing{{"id", "format", "suffixes", "units", "notes"}, {}};
  for (const Format& format : all_formats()) {
    std::string suffixes;
    for (const std::string_view suffix : format.suffixes)
      suffixes += (suffixes.empty() ? "" : " ") + text(suffix);
    listing.rows.push_back(
        {text(format.id), text(format.title), suffixes, text(format.units), text(format.notes)});
  }
  return listing;
}

Listing list_findings(const RuleSet&) {
  Listing listing{{"id", "severity", "raised by", "meaning", "what to do"}, {}};
  const auto add = [&](const FindingKind& kind, const std::string& by) {
    for (auto& row : listing.rows) {
      if (row[0] != kind.id) continue;
      row[2] += ", " + by;
      return;
    }
    listing.rows.push_back(
        {text(kind.id), text(severity_id(kind.severity)), by, text(kind.meaning), text(kind.hint)});
  };
  for (const Format& format : all_formats())
    for (const FindingKind& kind : format.findings) add(kind, text(format.id));
  add(kUnitSuspect, "every format");
  add(kFaceSurface, "every format");
  for (const Measurement& measurement : all_measurements())
    for (const FindingKind& kind : measurement.findings) add(kind, text(measurement.name));
  for (const FindingKind& kind : class_finding_kinds()) add(kind, "class");
  for (const FindingKind& kind : kCaseFindings) add(kind, "watch, about the case");
  return listing;
}

Listing list_classes(const RuleSet&) {
  Listing listing{{"id", "class", "group", "object type", "region", "structure", "organ system",
                   "billing", "what speaks for it"},
                  {}};
  for (const ModelClass& kind : all_classes())
    listing.rows.push_back({text(kind.id), text(kind.title), text(coarse_group_words(kind.group)),
                            text(object_type_id(kind.form.object)), text(kind.form.region),
                            text(kind.form.structure), text(kind.form.organ_system),
                            text(cpt_kind_id(kind.form.cpt)), text(kind.speaks_for)});
  return listing;
}

/// Of the tables that batch writes: ours, then those of the study.
Listing list_columns(const RuleSet&) {
  Listing listing{{"column", "unit", "holds", "meaning"}, {}};
  for (const ColumnInfo& column : column_infos())
    listing.rows.push_back({column.name, column.unit,
                            is_text_column(column.name) ? "words"
                            : column.unit.empty()       ? "number or verdict"
                                                        : "number",
                            column.description});
  for (const StudyColumn& column : thingi10k_columns()) {
    std::string from;
    for (const std::string_view name : column.from) from += (from.empty() ? "" : ", ") + text(name);
    listing.rows.push_back({fmt::format("{}:{}", kThingi10k, column.name), "", "number",
                            "Column `" + text(column.name) + "` of that study, from " + from + "."});
  }
  return listing;
}

std::string sourced(const SourcedNumber& number) {
  std::string words = fmt::format("{} [{}]", number.value, number.source);
  if (!number.note.empty()) words += " (" + number.note + ")";
  return words;
}

Listing list_processes(const RuleSet& rules) {
  Listing listing{{"id", "process", "overhang angle, deg", "wall, mm", "drain hole, mm", "hole, mm",
                   "gap, mm", "layer, mm"},
                  {}};
  for (const PrintProcess& process : rules.processes)
    listing.rows.push_back({process.id, process.title, sourced(process.overhang_angle_deg),
                            sourced(process.wall_min_mm), sourced(process.drain_hole_min_mm),
                            sourced(process.hole_min_mm), sourced(process.gap_min_mm),
                            sourced(process.layer_mm)});
  return listing;
}

Listing list_printers(const RuleSet& rules) {
  Listing listing{{"id", "printer", "process", "build volume, mm", "source", "note"}, {}};
  for (const Printer& printer : rules.printers)
    listing.rows.push_back(
        {printer.id, printer.title, printer.process,
         fmt::format("{} x {} x {}", printer.build_mm[0], printer.build_mm[1], printer.build_mm[2]),
         printer.source == "K" ? "K (unverified)" : printer.source, printer.note});
  return listing;
}

Listing list_materials(const RuleSet& rules) {
  Listing listing{{"id", "material", "process", "density, g/cm3", "source", "note"}, {}};
  for (const Material& material : rules.materials)
    listing.rows.push_back(
        {material.id, material.title, material.process, fmt::format("{}", material.density_g_cm3),
         material.source == "K" ? "K (unverified)" : material.source, material.note});
  return listing;
}

struct Kind {
  const char* name;
  Listing (*make)(const RuleSet& rules);
};
constexpr std::array kKinds = {
    Kind{"measurements", list_measurements}, Kind{"formats", list_formats},
    Kind{"findings", list_findings},         Kind{"classes", list_classes},
    Kind{"processes", list_processes},       Kind{"printers", list_printers},
    Kind{"materials", list_materials},       Kind{"columns", list_columns}};

std::string as_markdown(const Listing& listing) {
  const auto line = [](const std::vector<std::string>& cells) {
    std::string row = "|";
    for (std::string cell : cells) {
      for (std::size_t at = 0; (at = cell.find('|', at)) != std::string::npos; at += 2)
        cell.insert(at, "\\");
      row += " " + cell + " |";
    }
    return row + "\n";
  };
  std::string table = line(listing.columns);
  table += "|";
  for (std::size_t i = 0; i < listing.columns.size(); ++i) table += " --- |";
  table += "\n";
  for (const auto& row : listing.rows) table += line(row);
  return table;
}

std::string as_json(const Listing& listing) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& row : listing.rows) {
    nlohmann::ordered_json object;
    for (std::size_t i = 0; i < row.size(); ++i) object[listing.columns[i]] = row[i];
    list.push_back(std::move(object));
  }
  return list.dump(2) + "\n";
}

/// For a terminal: a heading a row, then what there is to say, indented.
std::string as_text(const Listing& listing) {
  std::string out;
  for (const auto& row : listing.rows) {
    out += row[0] + "\n";
    for (std::size_t i = 1; i < row.size(); ++i)
      if (!row[i].empty()) out += fmt::format("  {:<20} {}\n", listing.columns[i], row[i]);
  }
  return out;
}

struct Flags {
  std::string what;
  std::string rules;
  bool markdown = false;
  bool json = false;
};

int run(const Flags& flags) {
  Result<RuleSet> rules = flags.rules.empty() ? builtin_rules() : site_rules(flags.rules);
  if (!rules) return usage_error("list", rules.error());
  for (const Kind& kind : kKinds) {
    if (flags.what != kind.name) continue;
    const Listing listing = kind.make(*rules);
    std::fputs((flags.json       ? as_json(listing)
                : flags.markdown ? as_markdown(listing)
                                 : as_text(listing))
                   .c_str(),
               stdout);
    return kExitOk;
  }
  return usage_error("list",
                     {ErrorCode::kNotApplicable, "There is no list of '" + flags.what + "'."});
}

}  // namespace

std::function<int()> command_list(CLI::App& app) {
  std::string names;
  for (const Kind& kind : kKinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  app.description("Show the catalogues: " + names + ".");
  app.footer(
      "Examples:\n"
      "  printgauge list measurements\n"
      "  printgauge list processes --markdown\n"
      "  printgauge list findings --json\n"
      "  printgauge list printers --rules /etc/printgauge/rules");
  const auto flags = std::make_shared<Flags>();
  app.add_option("WHAT", flags->what, names)->required();
  app.add_option("--rules", flags->rules,
                 "Directory with your own processes.toml, printers.toml or materials.toml");
  app.add_flag("--markdown", flags->markdown, "As a Markdown table");
  app.add_flag("--json", flags->json, "As JSON");
  return [flags] { return run(*flags); };
}

}  // namespace pg::app
