#include <cstdio>
#include <memory>
#include <string>

#include "apps/printgauge/store_option.hpp"
#include "pipeline/registry/case_file.hpp"

namespace pg::app {
namespace {

int run(const std::string& path) {
  const std::string text = case_file_template();
  if (path.empty()) {
    std::fputs(text.c_str(), stdout);
    return kExitOk;
  }
  // "x": what is there is somebody's work.
  std::FILE* const file = std::fopen(path.c_str(), "wx");
  const bool written = file != nullptr && std::fputs(text.c_str(), file) >= 0;
  if (file != nullptr && std::fclose(file) == 0 && written) return kExitOk;
  return complain("template",
                  {ErrorCode::kUnreadable,
                   "The file cannot be written; is there one already, and may you write there?"},
                  kExitUsage);
}

}  // namespace

std::function<int()> command_template(CLI::App& app) {
  app.description("Write a case.json in which nothing is stated yet.");
  app.footer(
      "Put it beside the models of a case, fill in stated_by and what you know, and delete the rest "
      "or leave it null. `printgauge watch` takes it and takes it again when it changes. The fields "
      "are those of the form.\n"
      "Examples:\n"
      "  printgauge template\n"
      "  printgauge template /srv/cases/case-001/case.json");
  const auto path = std::make_shared<std::string>();
  app.add_option("file", *path, "Where to write it; nothing is overwritten (default: to the terminal)");
  return [path] { return run(*path); };
}

}  // namespace pg::app
