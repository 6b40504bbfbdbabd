#include "apps/printgauge/config_file.hpp"

#include <fmt/format.h>

#include <istream>
#include <toml++/toml.h>

namespace pg::app {
namespace {

std::string text_of(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto number = node.value_exact<double>()) return fmt::format("{}", *number);
  throw CLI::ConversionError(fmt::format(
      "line {}: give a text, a number, true or false, or a list of them", node.source().begin.line));
}

void collect(const toml::table& table, const std::vector<std::string>& parents,
             std::vector<CLI::ConfigItem>& items) {
  for (const auto& [name, node] : table) {
    const std::string key(name.str());
    if (const toml::table* const inner = node.as_table()) {
      std::vector<std::string> path = parents;
      path.push_back(key);
      collect(*inner, path, items);
      continue;
    }
    CLI::ConfigItem item;
    item.parents = parents;
    item.name = key;
    if (const toml::array* const list = node.as_array()) {
      for (const toml::node& each : *list) item.inputs.push_back(text_of(each));
    } else {
      item.inputs.push_back(text_of(node));
    }
    items.push_back(std::move(item));
  }
}

}  // namespace

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  std::vector<CLI::ConfigItem> found;
  try {
    collect(toml::parse(input), {}, found);
  } catch (const toml::parse_error& error) {
    throw CLI::ConversionError(fmt::format("line {} of the configuration: {}",
                                           error.source().begin.line, error.description()));
  }
  return found;
}

std::string config_key(const CLI::Option& option) {
  const std::string name =
      option.get_lnames().empty() ? option.get_name(true) : option.get_lnames().front();
  return name == "help" || name == "config" ? "" : name;
}

bool is_flag(const CLI::Option& option) {
  return option.get_items_expected_max() == 0;
}

std::vector<CLI::App*> shown_commands(const CLI::App& app) {
  std::vector<CLI::App*> shown;
  for (CLI::App* const command : const_cast<CLI::App&>(app).get_subcommands({}))
    if (!command->get_group().empty()) shown.push_back(command);
  return shown;
}

std::vector<const CLI::Option*> shown_options(const CLI::App& command) {
  std::vector<const CLI::Option*> shown;
  for (const CLI::Option* const option : command.get_options())
    if (!config_key(*option).empty()) shown.push_back(option);
  return shown;
}

}  // namespace pg::app
