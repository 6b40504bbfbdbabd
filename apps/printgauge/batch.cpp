#include <fmt/format.h>
#include <tbb/info.h>
#include <tbb/parallel_pipeline.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "apps/printgauge/analyze_options.hpp"
#include "pipeline/archive/sources.hpp"
#include "pipeline/archive/table.hpp"

namespace pg::app {
namespace {

struct Flags {
  std::vector<std::string> paths;
  std::string out;
};

bool ends_with(const std::string& text, std::string_view tail) {
  return text.size() >= tail.size() &&
         text.compare(text.size() - tail.size(), tail.size(), tail) == 0;
}

/// Rows go to a file beside the target, which takes its name when all are written: a table is whole
/// or not there.
class TableFile {
 public:
  explicit TableFile(const std::string& path)
      : path_(path), part_(path + ".part"), file_(std::fopen(part_.c_str(), "wb")) {}
  ~TableFile() {
    if (file_ != nullptr) {
      std::fclose(file_);
      std::remove(part_.c_str());
    }
  }
  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;
  [[nodiscard]] bool good() const { return file_ != nullptr; }
  void write(const std::string& line) {
    failed_ = failed_ || std::fwrite(line.data(), 1, line.size(), file_) != line.size();
  }
  [[nodiscard]] bool finish() {
    failed_ = failed_ || std::fflush(file_) != 0 || fsync(fileno(file_)) != 0;
    failed_ = std::fclose(file_) != 0 || failed_;
    file_ = nullptr;
    return !failed_ && std::rename(part_.c_str(), path_.c_str()) == 0;
  }

 private:
  std::string path_;
  std::string part_;
  std::FILE* file_;
  bool failed_ = false;
};

class ProgressBar {
 public:
  explicit ProgressBar(std::size_t total) : total_(total) {}
  void done(bool refused) {
    ++done_;
    refused_ += refused ? 1 : 0;
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    if (isatty(STDERR_FILENO) != 1 || seconds < 1) return;
    const double rate = static_cast<double>(done_) / seconds;
    std::fputs(fmt::format("\r\033[K{} of {} models, {:.1f}/s, {:.0f} s left, {} refused", done_,
                           total_, rate, static_cast<double>(total_ - done_) / rate, refused_)
                   .c_str(),
               stderr);
  }
  void finish() const {
    if (isatty(STDERR_FILENO) == 1) std::fputs("\r\033[K", stderr);
    std::fputs(fmt::format("{} models, {} refused\n", done_, refused_).c_str(), stderr);
  }
  [[nodiscard]] std::size_t refused() const { return refused_; }

 private:
  std::size_t total_;
  std::size_t done_ = 0;
  std::size_t refused_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

int run(Flags flags, const AnalyzeFlags& analyze_flags) {
  const Result<AnalyzeOptions> options = checked(analyze_flags);
  if (!options) return usage_error("batch", options.error());
  const bool csv = ends_with(flags.out, ".csv");
  if (!csv && !ends_with(flags.out, ".jsonl"))
    return usage_error("batch", {ErrorCode::kUnsupported, "--out must end in .csv or .jsonl."});
  if (flags.paths == std::vector<std::string>{"-"}) {
    flags.paths.clear();
    for (std::string line; std::getline(std::cin, line);)
      if (!line.empty()) flags.paths.push_back(line);
  }
  const auto sources = collect_sources(flags.paths);
  if (!sources) return usage_error("batch", sources.error());
  TableFile table(flags.out);
  if (!table.good()) {
    std::fprintf(stderr, "printgauge batch: '%s' cannot be written.\n", flags.out.c_str());
    return kExitOurs;
  }
  const JobLimit jobs(analyze_flags.jobs);
  if (csv) table.write(csv_line(table_columns(options->only)));
  ProgressBar progress(sources->size());
  struct Row {
    std::string line;
    bool refused;
  };
  std::size_t next = 0;
  // Rows come out in the order of the sources; a bounded number is in flight.
  const auto in_flight = static_cast<std::size_t>(
      4 *
      std::max(1, analyze_flags.jobs > 0 ? analyze_flags.jobs : tbb::info::default_concurrency()));
  tbb::parallel_pipeline(
      in_flight,
      tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order,
                                          [&](tbb::flow_control& control) -> std::size_t {
                                            if (next < sources->size()) return next++;
                                            control.stop();
                                            return next;
                                          }) &
          tbb::make_filter<std::size_t, Row>(
              tbb::filter_mode::parallel,
              [&](std::size_t source) -> Row {
                const std::filesystem::path& path = (*sources)[source];
                const Reading reading = analyze_file(path, *options);
                const bool refused = reading.refused.has_value();
                if (csv)
                  return {csv_line(table_row(reading, path.string(), options->only)), refused};
                return {to_json(reading, path.string(), false) + "\n", refused};
              }) &
          tbb::make_filter<Row, void>(tbb::filter_mode::serial_in_order, [&](const Row& row) {
            table.write(row.line);
            progress.done(row.refused);
          }));
  progress.finish();
  if (!table.finish()) {
    std::fprintf(stderr, "printgauge batch: '%s' cannot be written to its end; is the disk full?\n",
                 flags.out.c_str());
    return kExitOurs;
  }
  return progress.refused() > 0 ? kExitRefused : kExitOk;
}

}  // namespace

std::function<int()> command_batch(CLI::App& app) {
  app.description(
      "Measure an archive of models into one table: one row a model, failures included.");
  app.footer(
      "Examples:\n"
      "  printgauge batch models/ --out models.csv\n"
      "  printgauge batch models/ --only volume,mesh --out volumes.csv\n"
      "  find . -name '*.stl' | printgauge batch - --out models.jsonl\n"
      "Rows are in the order of the paths, whatever the number of jobs.");
  const auto flags = std::make_shared<Flags>();
  const auto analyze_flags = std::make_shared<AnalyzeFlags>();
  app.add_option("PATH", flags->paths, "Files and folders; - reads a list of paths from stdin")
      ->required();
  app.add_option("--out", flags->out, "The table to write: .csv or .jsonl")->required();
  add_analyze_options(app, analyze_flags);
  return [flags, analyze_flags] { return run(*flags, *analyze_flags); };
}

}  // namespace pg::app
