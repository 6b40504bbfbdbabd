#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <memory>

#include "apps/printgauge/analyze_fields.hpp"
#include "apps/printgauge/analyze_options.hpp"
#include "apps/printgauge/store_option.hpp"
#include "pipeline/archive/table.hpp"
#include "pipeline/record/durable.hpp"
#include "pipeline/rules/rules.hpp"

namespace pg::app {
namespace {

struct Options {
  bool xml = false;
  std::string model;
  std::string coloured;
  std::string table;
};

std::string parameter(const char* kind, const char* name, const char* label, const char* channel,
                      int index, const char* description) {
  return fmt::format(
      "    <{0}>\n      <name>{2}</name>\n      <label>{3}</label>\n      <channel>{4}</channel>\n"
      "      <index>{5}</index>\n      <description><![CDATA[{6}]]></description>\n    </{1}>\n",
      kind, std::string(kind).substr(0, std::string(kind).find(' ')), name, label, channel, index,
      description);
}

/// What 3D Slicer asks of a command-line module: its parameters, in the order of the arguments
/// (slicer.readthedocs.io: Slicer Execution Model).
std::string description() {
  std::string processes;
  for (const PrintProcess& process : all_processes())
    processes += fmt::format("      <element>{}</element>\n", process.id);
  return fmt::format(
             "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<executable>\n"
             "  <category>Surface Models</category>\n  <title>Measure for printing</title>\n"
             "  <description><![CDATA[Volume, size, walls, supports and faults of a model, "
             "measured by "
             "printgauge; wall thickness as a coloured model.]]></description>\n"
             "  <version>{}</version>\n  <license>GPL-3.0-or-later</license>\n"
             "  <contributor>printgauge</contributor>\n"
             "  <parameters>\n    <label>Model</label>\n"
             "    <description><![CDATA[The model and what is made of it]]></description>\n",
             version()) +
         parameter("geometry fileExtensions=\".stl\"", "inputModel", "Model", "input", 0,
                   "The model to measure, in mm") +
         parameter("geometry fileExtensions=\".vtp\"", "outputModel", "Wall thickness", "output", 1,
                   "The model with wall_sphere_mm at every vertex, to colour it by") +
         parameter("table fileExtensions=\".csv\"", "outputTable", "Measures", "output", 2,
                   "One row a measure: name, value, unit") +
         fmt::format(
             "    <string-enumeration>\n      <name>process</name>\n      "
             "<longflag>process</longflag>\n"
             "      <label>Print process</label>\n"
             "      <description><![CDATA[Whose rules apply]]></description>\n"
             "      <default>{}</default>\n{}    </string-enumeration>\n  "
             "</parameters>\n</executable>\n",
             kDefaultProcess, processes);
}

std::string measures(const Reading& reading) {
  std::map<std::string, std::string_view> units;
  const std::vector<Column> columns = all_columns();
  for (const Column& column : columns) units[column.name] = column.unit;
  const std::vector<std::string> names = table_columns({});
  const std::vector<std::string> values = table_row(names, reading, {});
  std::string text = csv_line({"measure", "value", "unit"});
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!values[i].empty()) {
      const auto unit = units.find(names[i]);
      text +=
          csv_line({names[i], values[i],
                    unit == units.end() || unit->second == "1" ? "" : std::string(unit->second)});
    }
  return text;
}

int run(const Options& options, const AnalyzeFlags& flags) {
  if (options.xml) {
    std::fputs(description().c_str(), stdout);
    return kExitOk;
  }
  if (options.table.empty())
    return complain(
        "slicer",
        {ErrorCode::kMalformed,
         "3D Slicer calls this with a model, a .vtp and a .csv to write; --xml says so."},
        kExitUsage);
  Result<AnalyzeOptions> chosen = checked(flags);
  if (!chosen) return usage_error("slicer", chosen.error());
  Result<Ok> saved = ok();
  chosen->on_measured = [&](const Subject& subject, const Reading&) {
    saved = save_fields(wall_fields_of(subject), options.coloured);
  };
  const Reading reading = analyze_file(options.model, *chosen);
  if (reading.refused) return complain("slicer", *reading.refused, kExitRefused);
  if (!saved) return complain("slicer", saved.error());
  if (replace_file(options.table, measures(reading), 0666) != 0)
    return complain("slicer", {ErrorCode::kUnreadable, "The table cannot be written."});
  return kExitOk;
}

}  // namespace

std::function<int()> command_slicer(CLI::App& app) {
  app.description(
      "A command-line module of 3D Slicer: a model in, a table and a coloured model out.");
  app.footer(
      "docs/how-to/slicer.md says how Slicer finds it.\n"
      "Examples:\n"
      "  printgauge slicer --xml\n"
      "  printgauge slicer model.stl walls.vtp measures.csv --process vpp");
  const auto options = std::make_shared<Options>();
  const auto flags = std::make_shared<AnalyzeFlags>();
  flags->process = kDefaultProcess;
  app.add_flag("--xml", options->xml, "Describe the module to Slicer");
  app.add_option("MODEL", options->model, "Model file");
  app.add_option("WALLS", options->coloured, "The model with its wall thickness, to write (.vtp)");
  app.add_option("TABLE", options->table, "The measures, to write (.csv)");
  app.add_option("--process", flags->process, "Print process whose rules apply")
      ->capture_default_str();
  return [options, flags] { return run(*options, *flags); };
}

}  // namespace pg::app
