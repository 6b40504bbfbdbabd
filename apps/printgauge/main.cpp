#include <tbb/global_control.h>

#include <cstdio>
#include <exception>

#include "apps/printgauge/command.hpp"

// A subcommand is a file in this folder and a line here; the order is that of `--help`.
#define PG_COMMANDS(ROW) \
  ROW(analyze)           \
  ROW(watch)             \
  ROW(cases)             \
  ROW(show)              \
  ROW(form)              \
  ROW(batch)             \
  ROW(merge)             \
  ROW(list)              \
  ROW(version)           \
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
  std::function<int()> chosen;
#define PG_ENTRY(name)                                 \
  {                                                    \
    CLI::App* const sub = app.add_subcommand(#name);   \
    std::function<int()> work = command_##name(*sub);  \
    sub->callback([&chosen, work] { chosen = work; }); \
  }
  PG_COMMANDS(PG_ENTRY)
#undef PG_ENTRY
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  return chosen();
}

}  // namespace
}  // namespace pg::app

int main(int argc, char** argv) {
  try {
    return pg::app::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "printgauge: %s\n", error.what());
    return pg::app::kExitOurs;
  }
}
