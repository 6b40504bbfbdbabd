#pragma once
/// --tokens, the same for `serve` and `token`.

#include <CLI/CLI.hpp>
#include <string>

#include "apps/printgauge/store_option.hpp"
#include "apps/service/tokens.hpp"

namespace pg::app {

inline void add_token_option(CLI::App& app, std::string& tokens) {
  app.add_option("--tokens", tokens, "File of the tokens (default: tokens.json beside the record)")
      ->type_name("PATH");
}

inline std::filesystem::path token_path(const std::string& given, const std::string& store) {
  if (!given.empty()) return given;
  return service::token_file(state_folder(store_name(store)));
}

}  // namespace pg::app
