#include "pipeline/archive/run.hpp"

#include <fmt/format.h>

#include <mutex>
#include <new>

#include "io/file.hpp"
#include "pipeline/analysis/sha256.hpp"
#include "pipeline/archive/container.hpp"
#include "pipeline/archive/content_index.hpp"
#include "pipeline/archive/memory_need.hpp"
#include "pipeline/archive/schedule.hpp"
#include "pipeline/archive/table.hpp"

namespace pg {
namespace {

std::string digest_of(const std::string& text) {
  return hex_sha256(std::as_bytes(std::span(text)));
}

class Run {
 public:
  Run(Journal& journal, const RunOptions& options)
      : journal_(journal), options_(options), limits_(limits_of(options)) {}

  Result<Ok> go() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < journal_.sources().size(); ++i) {
      if (!journal_.has_row(i)) {
        open.push_back(i);
      } else if (options_.dedupe) {
        if (const auto known = remember(i); !known) return known;
      }
    }
    sizes_.resize(open.size());
    run_schedule(
        {.jobs = options_.jobs, .memory_bytes = options_.memory_bytes}, open.size(),
        [&](std::size_t place) { return need_of(journal_.sources()[open[place]], sizes_[place]); },
        [&](std::size_t place) {
          handle(open[place], sizes_[place]);
          const std::lock_guard lock(mutex_);
          return !failed_.has_value();
        });
    if (failed_) return *failed_;
    return ok();
  }

 private:
  Result<Ok> remember(std::size_t source) {
    const auto row = journal_.row(source);
    if (!row) return row.error();
    // The first of its content answers for it, as it did when the row was made.
    if (!row->content.empty() &&
        content_.ask(row->content, source).turn == ContentIndex::Turn::kAnalyse)
      (void)content_.finished(row->content, source);
    return ok();
  }

  [[nodiscard]] Need need_of(const Source& source, Size& size) const {
    constexpr std::uint64_t kLargeTriangles = 200'000;
    if (source.refused) return {};
    size = source.entry.empty() ? size_of_file(source.path) : size_of_entry(source);
    if (over_budget(size)) return {};  // refused, not loaded
    return {.memory_bytes = size.memory_bytes, .large = size.triangles >= kLargeTriangles};
  }
  [[nodiscard]] bool over_budget(const Size& size) const {
    return options_.memory_bytes != 0 && size.memory_bytes > options_.memory_bytes;
  }

  void handle(std::size_t source, const Size& size) {
    constexpr double kMiB = 1 << 20;
    try {
      if (over_budget(size))
        refuse(source,
               {ErrorCode::kTooLarge,
                fmt::format("About {} triangles take about {:.0f} MiB, over the budget of {:.0f}; "
                            "raise --memory, or measure this model on a larger machine.",
                            size.triangles, static_cast<double>(size.memory_bytes) / kMiB,
                            static_cast<double>(options_.memory_bytes) / kMiB)});
      else
        analyse(source);
    } catch (const std::bad_alloc&) {
      refuse(source, {ErrorCode::kTooLarge,
                      "There is not enough memory to load this file; give it a machine with more."});
    }
  }

  void analyse(std::size_t source) {
    const Source& input = journal_.sources()[source];
    if (input.refused) return refuse(source, *input.refused);
    Result<BigVector<std::byte>> bytes =
        input.entry.empty() ? load_file(input.path, limits_) : containers_.read(input, limits_);
    if (!bytes) return refuse(source, bytes.error());
    std::string content;
    if (options_.dedupe) {
      content = content_key(hex_sha256(*bytes), name_of(input));
      const std::lock_guard lock(mutex_);
      const auto answer = content_.ask(content, source);
      if (answer.turn == ContentIndex::Turn::kParked) return;
      if (answer.turn == ContentIndex::Turn::kSame) return write_same(source, answer.earlier);
    }
    const Reading reading = analyze(std::move(*bytes), name_of(input), options_.analyze);
    const Row row = row_of(reading, content);
    const std::lock_guard lock(mutex_);
    write(source, row);
    if (content.empty() || failed_) return;
    for (const std::size_t waiting : content_.finished(content, source))
      write_same(waiting, source);
  }

  void refuse(std::size_t source, const Error& error) {
    Reading reading;
    reading.version = version();
    reading.process = options_.analyze.process;
    reading.refused = error;
    const Row row = row_of(reading, "");
    const std::lock_guard lock(mutex_);
    write(source, row);
  }

  [[nodiscard]] Row row_of(const Reading& reading, const std::string& content) const {
    const std::vector<std::string>& columns = journal_.header().columns;
    return {.refused = reading.refused.has_value(),
            .content = content,
            .cells = columns.empty() ? std::vector<std::string>{to_json(reading, {}, false)}
                                     : row_under(columns, reading, {})};
  }

  // Below: called with the lock held.
  void write(std::size_t source, const Row& row) {
    if (failed_) return;
    note(journal_.append(source, row), row.refused);
  }
  void write_same(std::size_t source, std::size_t earlier) {
    if (failed_) return;
    const auto row = journal_.row(earlier);
    if (!row) return note(row.error(), false);
    note(journal_.append_same(source, earlier), row->refused);
  }
  void note(const Result<Ok>& written, bool refused) {
    if (!written)
      failed_ = written.error();
    else if (options_.on_row)
      options_.on_row(refused);
  }

  Journal& journal_;
  const RunOptions& options_;
  const ArchiveLimits limits_;
  OpenContainers containers_;
  std::vector<Size> sizes_;
  std::mutex mutex_;
  ContentIndex content_;
  std::optional<Error> failed_;
};

}  // namespace

ArchiveLimits limits_of(const RunOptions& options) {
  ArchiveLimits limits;
  static_cast<ReadLimits&>(limits) = options.analyze.limits;
  limits.entries_max = options.entries_max;
  return limits;
}

std::string run_digest(const RunOptions& options, std::span<const std::string> named) {
  const ReadLimits& limits = options.analyze.limits;
  std::string text = fmt::format(
      "{};{};{};{};{};{};{};{};{};{};{};{};{};{}", version(), options_digest(options.analyze),
      limits.input_bytes_max, limits.triangles_max, limits.inflated_bytes_max,
      limits.inflate_ratio_max, limits.zip_entries_max, limits.xml_depth_max,
      limits.token_bytes_max, limits.component_depth_max, limits.instances_max, limits.seconds_max, options.entries_max, options.memory_bytes);
  for (const std::string& name : named) text += '\0' + name;
  return digest_of(text);
}

Result<Ok> run_archive(Journal& journal, const RunOptions& options) {
  return Run(journal, options).go();
}

}  // namespace pg
