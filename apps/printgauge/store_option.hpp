#pragma once
/// --store, the same for every command that reads or writes the record.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "apps/printgauge/command.hpp"
#include "pipeline/record/store.hpp"

namespace pg::app {

inline void add_store_option(CLI::App& app, std::string& store) {
  app.add_option(
         "--store", store,
         "File of the case record, or postgresql://USER@HOST/DATABASE (default: $PRINTGAUGE_STORE, "
         "else printgauge/record.sqlite in $XDG_STATE_HOME or ~/.local/state)")
      ->type_name("PATH|URL");
}

inline std::string store_name(const std::string& given) {
  return given.empty() ? default_store_path().string() : given;
}

/// What went wrong, on stderr: "printgauge COMMAND: sentence".
inline int complain(const char* command, const Error& error, int status = kExitOurs) {
  std::fprintf(stderr, "printgauge %s: %s\n", command, error.message.c_str());
  return status;
}

}  // namespace pg::app
