#include <cstdio>

#include "apps/printgauge/command.hpp"
#include "pipeline/analyze.hpp"

namespace pg::app {

std::function<int()> command_version(CLI::App& app) {
  app.description("Print the version and the schema of its readings.");
  app.footer("Example:\n  printgauge version");
  return [] {
    std::printf("printgauge %s\nreading schema %s\n", std::string(version()).c_str(),
                std::string(kReadingSchema).c_str());
    return kExitOk;
  };
}

}  // namespace pg::app
