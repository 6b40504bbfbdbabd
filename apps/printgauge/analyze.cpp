#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "apps/printgauge/analyze_fields.hpp"
#include "apps/printgauge/analyze_options.hpp"
#include "apps/printgauge/analyze_pictures.hpp"
#include "apps/printgauge/reading_table.hpp"

namespace pg::app {
namespace {

struct Flags {
  std::vector<std::string> files;
  bool json = false;
  bool strict = false;
  bool full = false;
  bool timings = false;
  std::vector<std::string> fail_on;
  std::string fields;
};

/// A line on stderr that says what is being done, on a terminal and after a second only.
class Progress {
 public:
  explicit Progress(std::string name) : name_(std::move(name)) {}
  ~Progress() {
    if (shown_) std::fputs("\r\033[K", stderr);
  }
  void step(std::string_view step) {
    if (isatty(STDERR_FILENO) != 1) return;
    if (std::chrono::steady_clock::now() - start_ < std::chrono::seconds(1)) return;
    shown_ = true;
    std::fprintf(stderr, "\r\033[K%s: %.*s ...", name_.c_str(), static_cast<int>(step.size()),
                 step.data());
  }

 private:
  std::string name_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  bool shown_ = false;
};

bool counts_as_failure(const Reading& reading, const Flags& flags) {
  if (reading.refused) return true;
  if (flags.strict && reading.has_error_finding()) return true;
  return std::any_of(reading.findings.begin(), reading.findings.end(), [&](const Finding& finding) {
    return std::find(flags.fail_on.begin(), flags.fail_on.end(), finding.id) != flags.fail_on.end();
  });
}

int run(const Flags& flags, const AnalyzeFlags& analyze_flags, const PictureFlags& picture_flags) {
  Result<AnalyzeOptions> options = checked(analyze_flags);
  if (!options) return usage_error("analyze", options.error());
  FieldsWriter fields(flags.fields);
  if (const auto ready = fields.prepare(); !ready) return usage_error("analyze", ready.error());
  if (const auto ready = prepared(picture_flags); !ready)
    return usage_error("analyze", ready.error());
  const JobLimit jobs(analyze_flags.jobs);
  PictureWriter pictures(picture_flags);
  bool failed = false;
  bool all_written = true;
  bool first = true;
  for (const std::string& file : flags.files) {
    Reading reading;
    {
      Progress progress(file);
      options->on_step = [&](std::string_view step) { progress.step(step); };
      options->on_measured = [&](const Subject& subject, const Reading& measured) {
        fields.write(subject, file);
        if (!pictures.wanted()) return;
        progress.step("pictures");
        all_written = pictures.write(subject, measured, file) && all_written;
      };
      reading = analyze_file(file, *options);
    }
    if (flags.json) {
      std::puts(to_json(reading, file).c_str());
    } else {
      if (!first) std::puts("");
      std::fputs(reading_table(reading, file, terminal_columns(), terminal_colour()).c_str(),
                 stdout);
      if (flags.full) std::fputs(full_table(reading).c_str(), stdout);
      if (flags.timings) std::fputs(timing_table(reading).c_str(), stdout);
    }
    std::fflush(stdout);
    first = false;
    failed = failed || counts_as_failure(reading, flags);
  }
  if (!all_written || fields.failed()) return kExitOurs;
  return failed ? kExitRefused : kExitOk;
}

}  // namespace

std::function<int()> command_analyze(CLI::App& app) {
  app.description("Measure model files: one reading a file.");
  app.footer(
      "Examples:\n"
      "  printgauge analyze heart.stl                      a table for people\n"
      "  printgauge analyze --json *.stl > readings.jsonl  a document a line, for programs\n"
      "  printgauge analyze --only volume,size part.3mf    only some measurements\n"
      "  printgauge analyze --sheet out --preview out *.stl  a page and a picture a model\n"
      "  printgauge analyze --units inch --process vpp part.obj\n"
      "  printgauge analyze --fields out part.stl          wall thickness at every vertex\n"
      "Exit status: 0 all well; 1 a file was refused (the others are done), or --strict or "
      "--fail-on found\n"
      "what they look for; 2 a mistake in the command line; 3 a fault of printgauge's own.");
  const auto flags = std::make_shared<Flags>();
  const auto analyze_flags = std::make_shared<AnalyzeFlags>();
  const auto picture_flags = std::make_shared<PictureFlags>();
  app.add_option("FILE", flags->files, "Model files (STL, OBJ, 3MF, PLY)")->required();
  app.add_flag("--json", flags->json,
               "One JSON document a line (docs/reference/reading.schema.json)");
  app.add_flag("--full", flags->full, "Every value of the catalogue, not only the headlines");
  app.add_flag("--strict", flags->strict, "An error finding makes the exit status 1");
  app.add_option(
         "--fail-on", flags->fail_on,
         "A finding with one of these ids makes the exit status 1 (printgauge list findings)")
      ->delimiter(',');
  app.add_option("--fields", flags->fields,
                 "Write the wall thickness at every vertex into this folder, a .vtp a model, for "
                 "ParaView")
      ->type_name("DIR");
  app.add_flag("--timings", flags->timings, "Show how long each step took");
  add_picture_options(app, picture_flags);
  add_analyze_options(app, analyze_flags);
  return
      [flags, analyze_flags, picture_flags] { return run(*flags, *analyze_flags, *picture_flags); };
}

}  // namespace pg::app
