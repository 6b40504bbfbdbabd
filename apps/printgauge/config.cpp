#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "apps/printgauge/command.hpp"
#include "apps/printgauge/config_file.hpp"

namespace pg::app {
namespace {

/// As TOML writes it.
std::string toml_word(const CLI::Option& option, const std::string& text) {
  const bool number = !text.empty() && text.find_first_not_of("+-.0123456789eE") == std::string::npos &&
                      text.find_first_of("0123456789") != std::string::npos;
  if (is_flag(option) || number) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string toml_value(const CLI::Option& option, const std::vector<std::string>& values) {
  if (is_flag(option)) return values.empty() ? "false" : values.front();
  if (values.size() == 1 && option.get_expected_max() == 1)
    return toml_word(option, values.front());
  std::string list;
  for (const std::string& value : values)
    list += (list.empty() ? "" : ", ") + toml_word(option, value);
  return "[" + list + "]";
}

std::string default_value(const CLI::Option& option) {
  if (is_flag(option)) return "false";
  const std::string text = option.get_default_str();
  if (option.get_expected_max() > 1) return "[]";
  return toml_word(option, text);
}

void explain(const CLI::Option& option) {
  const bool given = option.count() > 0;
  std::string text = option.get_description();
  std::replace(text.begin(), text.end(), '\n', ' ');
  fmt::print("\n# {}\n", text);
  if (given) {
    fmt::print("# default: {}\n{} = {}\n", default_value(option), config_key(option),
               toml_value(option, option.results()));
  } else {
    fmt::print("#{} = {}\n", config_key(option), default_value(option));
  }
}

/// Store's commands are commands themselves: [store.backup].
void print_command(const CLI::App& command, const std::string& path, bool all) {
  const std::vector<const CLI::Option*> options = shown_options(command);
  const bool any = std::any_of(options.begin(), options.end(),
                               [](const CLI::Option* option) { return option->count() > 0; });
  if (!options.empty() && (all || any)) {
    if (all) fmt::print("# {}\n", command.get_description());
    fmt::print("[{}]\n", path);
    for (const CLI::Option* const option : options) {
      if (all) {
        explain(*option);
      } else if (option->count() > 0) {
        fmt::print("{} = {}\n", config_key(*option), toml_value(*option, option->results()));
      }
    }
    std::puts("");
  }
  for (const CLI::App* const part : shown_commands(command))
    print_command(*part, path + "." + part->get_name(), all);
}

}  // namespace

std::function<int()> command_config(CLI::App& app) {
  app.description("Show the settings of a configuration file, and what can be set.");
  app.footer(
      "A file is TOML, a table a command, a key an option; the command line goes before it.\n"
      "Examples:\n"
      "  printgauge config --explain                       everything, with its default\n"
      "  printgauge --config /etc/printgauge/printgauge.toml config\n"
      "  printgauge --config /etc/printgauge/printgauge.toml watch");
  const auto explained = std::make_shared<bool>(false);
  app.add_flag("--explain", *explained,
               "Every key with its meaning and default, as a file to begin with");
  return [&app, explained] {
    for (const CLI::App* const command : shown_commands(*app.get_parent()))
      if (command != &app) print_command(*command, command->get_name(), *explained);
    return kExitOk;
  };
}

}  // namespace pg::app
