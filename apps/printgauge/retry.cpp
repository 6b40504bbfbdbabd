#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>

#include "apps/printgauge/store_option.hpp"
#include "pipeline/analyze.hpp"

namespace pg::app {
namespace {

struct Options {
  std::string store;
  ModelQuery query;
};

int run(const Options& options) {
  Result<std::unique_ptr<Store>> store =
      open_store(store_name(options.store), StoreMode::kExisting);
  if (!store) return complain("retry", store.error());
  const Result<std::size_t> queued =
      (*store)->retry(options.query, stamp_now(fmt::format("printgauge retry {}", version())));
  if (!queued) return complain("retry", queued.error());
  if (*queued == 0) {
    fmt::print("No failed model fits; `printgauge status` shows what failed.\n");
  } else {
    fmt::print("{} failed model{} put back into the queue; `printgauge watch` takes {} up.\n",
               *queued, *queued == 1 ? "" : "s", *queued == 1 ? "it" : "them");
  }
  return kExitOk;
}

CLI::Validator hash_validator() {
  return {[](std::string& text) -> std::string {
            std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
              return static_cast<char>(std::tolower(c));
            });
            const bool hex = std::all_of(text.begin(), text.end(), [](unsigned char c) {
              return std::isxdigit(c) != 0;
            });
            return hex && text.size() >= 4 ? "" : "give at least 4 hexadecimal digits";
          },
          "HASH"};
}

}  // namespace

std::function<int()> command_retry(CLI::App& app) {
  app.description("Put failed models back into the queue.");
  app.footer(
      "A failed file is tried again by itself when it changes; this is for what failed by something "
      "else: a limit, a full disk, a share that was away.\n"
      "Examples:\n"
      "  printgauge retry                    every failed model\n"
      "  printgauge retry case-001\n"
      "  printgauge retry --model 3f9a01c2   one content, by the beginning of its hash");
  const auto options = std::make_shared<Options>();
  app.add_option("case", options->query.case_id, "Only the models of this case");
  app.add_option("--model", options->query.sha256, "Only this content: the beginning of its SHA-256")
      ->transform(hash_validator());
  add_store_option(app, options->store);
  return [options] { return run(*options); };
}

}  // namespace pg::app
