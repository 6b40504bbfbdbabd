#include "pipeline/archive/report/report.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "apps/printgauge/analyze_options.hpp"
#include "pipeline/archive/run.hpp"

namespace pg::app {
namespace {

struct Flags {
  std::string table;
  std::string out;
  bool no_pictures = false;
};

/// Draws models again from their files, where these are still what was measured.
class Painter {
 public:
  Painter() : worker_(drawing()) {}

  std::string picture(const ProfiledModel& model) {
    const std::size_t mark = model.path.find("!/");
    const std::string path = model.path.substr(0, mark);
    const Result<Descriptor> file = open_input(path);
    if (!file) return {};
    WorkerPictures pictures{.small = true};
    WorkerTask task{.file = file->get(),
                    .suffix = std::filesystem::path(model.path).extension().string(),
                    .wanted = [&](const std::string& sha256) { return sha256 == model.sha256; },
                    .pictures = &pictures};
    if (mark != std::string::npos) {
      task.contained = place_of(path, model.path.substr(mark + 2), file->get());
      if (!task.contained) return {};
    }
    AnalyzeOptions options;
    options.only = *Selection::of(std::vector<std::string>{"triangles"});
    const auto reading = worker_.measure(task, options);
    return reading && *reading ? pictures.preview_png : std::string();
  }

 private:
  static WorkerOptions drawing() {
    WorkerOptions options;
    options.command.emplace_back("--pictures");
    return options;
  }
  std::optional<Contained> place_of(const std::string& path, const std::string& entry, int file) {
    const auto kind = container_kind(path);
    if (!kind) return std::nullopt;
    auto known = lists_.find(path);
    if (known == lists_.end()) {
      Result<ContainerList> list = worker_.list(file, *kind, {});
      known = lists_.emplace(path, list ? std::move(*list) : ContainerList{}).first;
    }
    for (const Entry& one : known->second.models)
      if (one.name == entry && !one.refused) return Contained{*kind, one.position};
    return std::nullopt;
  }

  Worker worker_;
  std::map<std::string, ContainerList> lists_;
};

int run(const Flags& flags) {
  const Result<Profile> profile = load_profile(flags.table);
  if (!profile) return usage_error("report", profile.error());
  Painter painter;
  Thumbnail thumbnail;
  if (!flags.no_pictures)
    thumbnail = [&](const ProfiledModel& model) { return painter.picture(model); };
  const std::string html = report_html(*profile, thumbnail);
  const std::string out = flags.out.empty() ? flags.table + ".html" : flags.out;
  std::ofstream file(out, std::ios::binary);
  file << html;
  file.close();
  if (!file) {
    std::fprintf(stderr, "printgauge report: '%s' cannot be written; is the disk full?\n",
                 out.c_str());
    return kExitOurs;
  }
  std::fprintf(stderr, "%s\n", out.c_str());
  return kExitOk;
}

}  // namespace

std::function<int()> command_report(CLI::App& app) {
  app.description("One page about an archive: what batch measured, as charts to read and print.");
  app.footer(
      "Examples:\n"
      "  printgauge batch models/ --out models.csv && printgauge report models.csv\n"
      "  printgauge report models.sqlite --out profile.html --no-pictures\n"
      "The page is one file without scripts. It shows the paths and small pictures of the models "
      "that\n"
      "are unlike the others, which may be faces: --no-pictures leaves them out.");
  const auto flags = std::make_shared<Flags>();
  app.add_option("FILE", flags->table, "A table of batch: .csv, .jsonl or .sqlite")->required();
  app.add_option("--out", flags->out, "The page to write; FILE.html by default");
  app.add_flag("--no-pictures", flags->no_pictures, "Do not look into the model files again");
  return [flags] { return run(*flags); };
}

}  // namespace pg::app
