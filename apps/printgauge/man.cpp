#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>

#include "apps/printgauge/command.hpp"
#include "apps/printgauge/config_file.hpp"
#include "pipeline/analyze.hpp"

namespace pg::app {
namespace {

/// Text for troff (man(7)): what it would take for its own signs is escaped.
std::string troff(const std::string& text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') out += "\\e";
    else if (c == '-') out += "\\-";
    else out += c;
    line_start = c == '\n';
  }
  return out;
}

std::string synopsis_of(const CLI::Option& option) {
  if (option.get_lnames().empty()) return "\\fI" + troff(option.get_name(true)) + "\\fR";
  std::string names;
  for (const std::string& name : option.get_snames()) names += "\\fB\\-" + troff(name) + "\\fR, ";
  names += "\\fB\\-\\-" + troff(option.get_lnames().front()) + "\\fR";
  if (!is_flag(option)) names += " \\fI" + troff(option.get_type_name()) + "\\fR";
  return names;
}

void print_command(const CLI::App& command, const std::string& path) {
  fmt::print(".SS {}\n{}\n", troff(path), troff(command.get_description()));
  for (const CLI::Option* const option : shown_options(command)) {
    fmt::print(".TP\n{}\n{}", synopsis_of(*option), troff(option->get_description()));
    if (!option->get_default_str().empty() && !is_flag(*option))
      fmt::print(" (default {})", troff(option->get_default_str()));
    fmt::print("\n");
  }
  if (!command.get_footer().empty())
    fmt::print(".PP\n.nf\n{}\n.fi\n", troff(command.get_footer()));
  for (const CLI::App* const part : shown_commands(command))
    print_command(*part, path + " " + part->get_name());
}

int run(const CLI::App& app) {
  fmt::print(
      ".\\\" Written by printgauge from its own options.\n"
      ".TH PRINTGAUGE 1 \"\" \"printgauge {}\" \"User Commands\"\n"
      ".SH NAME\nprintgauge \\- {}\n"
      ".SH SYNOPSIS\n\\fBprintgauge\\fR [\\fB\\-\\-config\\fR FILE] \\fICOMMAND\\fR ...\n"
      ".SH COMMANDS\n",
      version(), troff(app.get_description()));
  for (const CLI::App* const command : shown_commands(app))
    print_command(*command, command->get_name());
  fmt::print(
      ".SH EXIT STATUS\n0: done. 1: some input was refused or failed, the rest is done. 2: wrong "
      "use. 3: the record, the disk, or a fault of printgauge.\n"
      ".SH FILES\n.TP\n/etc/printgauge/printgauge.toml\nSettings of the service "
      "(printgauge config \\-\\-explain).\n"
      ".TP\n/var/lib/printgauge/record.sqlite\nThe record of the service, with its site.key beside "
      "it.\n"
      ".TP\n~/.local/state/printgauge/record.sqlite\nThe record of everybody else.\n"
      ".SH ENVIRONMENT\n.TP\nPRINTGAUGE_STORE\nThe record, where \\-\\-store is not given.\n");
  return kExitOk;
}

}  // namespace

std::function<int()> command_man(CLI::App& app) {
  app.description("This manual as a man page.");
  app.group("");  // for the package, not for people
  return [&app] { return run(*app.get_parent()); };
}

}  // namespace pg::app
