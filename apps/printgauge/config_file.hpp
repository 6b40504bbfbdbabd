#pragma once
/// The configuration file: TOML, a table a command, a key an option without its dashes.
///
///   [watch]
///   dir = "/srv/cases"
///   settle = 5

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace pg::app {

/// Reads all of TOML for CLI11, which gives what it holds to the options; options on the command
/// line go before. A key that is no option is an error.
class ConfigFile final : public CLI::Config {
 public:
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;
  std::string to_config(const CLI::App*, bool, bool, std::string) const override { return {}; }
};

/// "settle" for --settle; empty for what is no key: --help and --config.
[[nodiscard]] std::string config_key(const CLI::Option& option);
/// Takes no value on the command line; true or false in a file.
[[nodiscard]] bool is_flag(const CLI::Option& option);
/// The commands that people call, in the order of --help.
[[nodiscard]] std::vector<CLI::App*> shown_commands(const CLI::App& app);
/// The options and arguments of a command that people set.
[[nodiscard]] std::vector<const CLI::Option*> shown_options(const CLI::App& command);

}  // namespace pg::app
