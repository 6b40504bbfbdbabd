#include "pipeline/analysis/build_id.hpp"
#include "pipeline/archive/run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <mutex>

#include "pipeline/analysis/sha256.hpp"
#include "pipeline/archive/content_index.hpp"
#include "pipeline/archive/memory_need.hpp"
#include "pipeline/archive/schedule.hpp"
#include "pipeline/archive/table.hpp"

namespace pg {
namespace {

std::uint64_t most_of_this_machine() {
  const auto pages = static_cast<std::uint64_t>(std::max(sysconf(_SC_PHYS_PAGES), 1L));
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) / 4 * 3;
}

class Run {
 public:
  Run(Journal& journal, const RunOptions& options) : journal_(journal), options_(options) {}

  Result<Ok> go() {
    for (std::size_t i = 0; i < journal_.sources().size(); ++i) {
      if (!journal_.has_row(i)) {
        open_.push_back(i);
      } else if (options_.dedupe) {
        if (const auto known = remember(i); !known) return known;
      }
    }
    run_schedule(
        {.jobs = options_.jobs,
         .memory_bytes =
             options_.memory_bytes != 0 ? options_.memory_bytes : most_of_this_machine()},
        open_.size(), [&](std::size_t place) { return need_of(journal_.sources()[open_[place]]); },
        [&]() -> Work {
          return [this, analyst = std::shared_ptr(make_analyst(options_.worker))](
                     std::size_t place, const Need& need) {
            handle(*analyst, open_[place], need);
            const std::lock_guard lock(mutex_);
            return !failed_.has_value();
          };
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

  [[nodiscard]] Need need_of(const Source& source) const {
    constexpr std::uint64_t kLargeTriangles = 200'000;
    if (source.refused) return {};
    const Size size = source.entry.empty() ? size_of_file(source.path) : size_of_entry(source);
    return {.memory_bytes = analysis_bytes(size, options_.analyze.only.everything()),
            .large = size.triangles >= kLargeTriangles,
            .in_turn = !source.entry.empty() && container_kind(source.path) == ContainerKind::kTar};
  }

  void handle(Analyst& analyst, std::size_t source, const Need& need) {
    constexpr double kMiB = 1 << 20;
    const Source& input = journal_.sources()[source];
    if (input.refused) return refuse(source, *input.refused);
    if (options_.memory_bytes != 0 && need.memory_bytes > options_.memory_bytes)
      return refuse(
          source,
          {ErrorCode::kTooLarge,
           fmt::format("By its size this model takes about {:.0f} MiB, over the budget of {:.0f}; "
                       "raise --memory, or measure it on a larger machine.",
                       static_cast<double>(need.memory_bytes) / kMiB,
                       static_cast<double>(options_.memory_bytes) / kMiB)});
    const Result<Descriptor> file = open_input(input.path);
    if (!file) return refuse(source, file.error());
    analyse(analyst, source, file->get(), need);
  }

  void analyse(Analyst& analyst, std::size_t source, int file, const Need& need) {
    const Source& input = journal_.sources()[source];
    const std::string name = name_of(input);
    WorkerTask task{.file = file,
                    .suffix = std::filesystem::path(name).extension().string(),
                    .one_thread = !need.large};
    if (!input.entry.empty())
      task.contained = Contained{*container_kind(input.path), input.position};
    std::string content;
    if (options_.dedupe || options_.cache != nullptr)
      task.wanted = [&](const std::string& sha256) { return takes(source, sha256, name, content); };
    const Result<std::optional<Reading>> reading = analyst.measure(task, options_.analyze);
    if (!reading) {
      const std::lock_guard lock(mutex_);
      if (!failed_) failed_ = reading.error();
      return;
    }
    if (!*reading) return;  // its row is, or will be, that of an equal one
    if (options_.cache != nullptr && !content.empty()) options_.cache->keep(content, **reading);
    const Row row = row_of(**reading, content);
    const std::lock_guard lock(mutex_);
    write(source, row);
    if (content.empty() || !options_.dedupe) return;
    for (const std::size_t waiting : content_.finished(content, source))
      write_same(waiting, source);
  }

  /// Whether `source` is the one to analyse its content, which it keeps in `content`.
  bool takes(std::size_t source, const std::string& sha256, const std::string& name,
             std::string& content) {
    const std::string key = content_key(sha256, name);
    if (key == content) return true;  // asked again, after its process was lost
    if (options_.cache != nullptr)
      if (const auto known = options_.cache->find(key)) {
        const Row row = row_of(*known, key);
        const std::lock_guard lock(mutex_);
        write(source, row);
        return false;
      }
    const std::lock_guard lock(mutex_);
    if (!options_.dedupe) {
      content = key;
      return true;
    }
    const auto answer = content_.ask(key, source);
    if (answer.turn == ContentIndex::Turn::kSame) write_same(source, answer.earlier);
    if (answer.turn == ContentIndex::Turn::kAnalyse) content = key;
    return answer.turn == ContentIndex::Turn::kAnalyse;
  }

  void refuse(std::size_t source, const Error& error) {
    const Row row = row_of(refused_reading(options_.analyze, error), "");
    const std::lock_guard lock(mutex_);
    write(source, row);
  }

  [[nodiscard]] Row row_of(const Reading& reading, const std::string& content) const {
    const std::vector<std::string>& columns = journal_.header().columns;
    return {.refused = reading.refused.has_value(),
            .content = content,
            .cells = columns.empty() ? std::vector<std::string>{to_json(reading, {}, false)}
                                     : table_row(columns, reading, {})};
  }

  // Below: called with the lock held.
  void write(std::size_t source, const Row& row) {
    if (failed_) return;
    note(journal_.append(source, row), row.refused);
  }
  void write_same(std::size_t source, std::size_t earlier) {
    if (failed_ || !journal_.has_row(earlier)) return;
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
  std::vector<std::size_t> open_;  ///< Sources without a row.
  std::mutex mutex_;
  ContentIndex content_;
  std::optional<Error> failed_;
};

}  // namespace

std::string reading_digest(const AnalyzeOptions& options) {
  const ReadLimits& limits = options.limits;
  return fmt::format("{};{};{};{};{};{};{};{};{};{};{};{};{};{}", version(), build_id(), options_digest(options),
                     limits.input_bytes_max, limits.triangles_max, limits.inflated_bytes_max,
                     limits.inflate_ratio_max, limits.zip_entries_max, limits.archive_entries_max,
                     limits.xml_depth_max, limits.token_bytes_max, limits.component_depth_max,
                     limits.instances_max, limits.seconds_max);
}

std::string run_digest(const RunOptions& options, std::span<const std::string> named) {
  std::string text = fmt::format("{};{}", reading_digest(options.analyze), options.memory_bytes);
  for (const std::string& name : named) text += '\0' + name;
  return hex_sha256(std::as_bytes(std::span(text)));
}

Result<ContainerList> list_archive(Analyst& analyst, const std::string& path, ContainerKind kind,
                                   const ReadLimits& limits) {
  const Result<Descriptor> file = open_input(path);
  if (!file) return ContainerList{.models = {}, .cut = file.error()};
  return analyst.list(file->get(), kind, limits);
}

Result<Ok> run_archive(Journal& journal, const RunOptions& options) {
  return Run(journal, options).go();
}

}  // namespace pg
