#include <tbb/global_control.h>

#include <cstdio>
#include <exception>

#include "apps/printgauge/command.hpp"
#include "apps/printgauge/config_file.hpp"
#include "pipeline/worker/sandbox.hpp"

// A subcommand is a file in this folder and a line here; the order is that of `--help`.
#define PG_COMMANDS(ROW) \
  ROW(analyze)           \
  ROW(watch)             \
  ROW(cases)             \
  ROW(show)              \
  ROW(search)            \
  ROW(form)              \
  ROW(export)            \
  ROW(dicom)             \
  ROW(profile)           \
  ROW(slicer)            \
  ROW(template)          \
  ROW(status)            \
  ROW(retry)             \
  ROW(store)             \
  ROW(serve)             \
  ROW(token)             \
  ROW(batch)             \
  ROW(merge)             \
  ROW(report)            \
  ROW(list)              \
  ROW(config)            \
  ROW(version)           \
  ROW(man)               \
  ROW(worker)

namespace pg::app {

#define PG_DECLARE(name) std::function<int()> command_##name(CLI::App& app);
PG_COMMANDS(PG_DECLARE)
#undef PG_DECLARE

namespace {

int run(int argc, char** argv) {
  CLI::App app("True numbers for the model files of a hospital's 3D-printing case.", "printgauge");
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  printgauge analyze heart.stl\n"
      "  printgauge analyze --json *.stl > readings.jsonl\n"
      "  printgauge watch /srv/cases\n"
      "Each command has a --help of its own.");
  app.config_formatter(std::make_shared<ConfigFile>());
  app.set_config("--config", "", "TOML file with settings: printgauge config --explain")
      ->type_name("FILE");
  app.allow_config_extras(CLI::config_extras_mode::error);
  std::function<int()> chosen;
#define PG_ENTRY(name)                                 \
  {                                                    \
    CLI::App* const sub = app.add_subcommand(#name);   \
    sub->fallthrough(); /* for --config */             \
    std::function<int()> work = command_##name(*sub);  \
    sub->callback([&chosen, work] { chosen = work; }); \
  }
  PG_COMMANDS(PG_ENTRY)
#undef PG_ENTRY
  try {
    app.parse(argc, argv);
  } catch (const CLI::ConfigError& error) {
    const std::string said = error.what();  // "... parse TABLE.KEY"
    std::fprintf(stderr, "printgauge: There is no setting %s; `printgauge config --explain` lists all.\n",
                 said.substr(said.rfind(' ') + 1).c_str());
    return kExitUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  return chosen();
}

}  // namespace
}  // namespace pg::app

int main(int argc, char** argv) {
  pg::leave_no_core();
  try {
    return pg::app::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "printgauge: %s\n", error.what());
    return pg::app::kExitOurs;
  }
}
