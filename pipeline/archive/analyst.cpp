#include "pipeline/archive/analyst.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <tbb/task_arena.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "io/file.hpp"
#include "pipeline/analysis/sha256.hpp"

namespace pg {
namespace {

bool is_machine_trouble(const Error& error) {
  return error.code == ErrorCode::kStore || error.code == ErrorCode::kUnsupported;
}

class Outside : public Analyst {
 public:
  explicit Outside(const WorkerOptions& options) : worker_(options) {}

  Result<std::optional<Reading>> measure(const WorkerTask& task,
                                         const AnalyzeOptions& options) override {
    Result<std::optional<Reading>> reading = worker_.measure(task, options);
    // Once more: it may have been killed from outside, for want of memory say.
    if (!reading && reading.error().code == ErrorCode::kUnreadable)
      reading = worker_.measure(task, options);
    if (reading || is_machine_trouble(reading.error())) return reading;
    return std::optional<Reading>(refused_reading(options, reading.error()));
  }

  Result<ContainerList> list(int file, ContainerKind kind, const ReadLimits& limits) override {
    Result<ContainerList> list = worker_.list(file, kind, limits);
    if (list || is_machine_trouble(list.error())) return list;
    return ContainerList{.models = {}, .cut = list.error()};
  }

 private:
  Worker worker_;
};

class Inside : public Analyst {
 public:
  Result<std::optional<Reading>> measure(const WorkerTask& task,
                                         const AnalyzeOptions& options) override {
    Result<BigVector<std::byte>> bytes = load(task, options.limits);
    if (!bytes) return std::optional<Reading>(refused_reading(options, bytes.error()));
    if (task.wanted && !task.wanted(hex_sha256(*bytes))) return std::optional<Reading>();
    const auto run = [&] {
      return std::optional<Reading>(analyze(std::move(*bytes), "model" + task.suffix, options));
    };
    return task.one_thread ? alone_.execute(run) : run();
  }

  Result<ContainerList> list(int file, ContainerKind kind, const ReadLimits& limits) override {
    const auto container = Container::open(copy_of(file), kind, limits);
    if (!container) return ContainerList{.models = {}, .cut = container.error()};
    return list_models(**container, kind);
  }

 private:
  static int copy_of(int file) { return fcntl(file, F_DUPFD_CLOEXEC, 0); }

  Result<BigVector<std::byte>> load(const WorkerTask& task, const ReadLimits& limits) {
    try {
      if (!task.contained) return load_descriptor(task.file, limits);
      return last_.read(copy_of(task.file), task.contained->kind, task.contained->position, limits);
    } catch (const std::bad_alloc&) {
      return Error{ErrorCode::kTooLarge,
                   "There is not enough memory to load this file; give it a machine with more."};
    }
  }

  LastContainer last_;
  tbb::task_arena alone_{1, 1};
};

Error not_opened(int reason) {
  return {ErrorCode::kUnreadable, std::string("The file cannot be opened (") +
                                      std::strerror(reason) +
                                      "); check the name, the rights and the disk."};
}

}  // namespace

std::unique_ptr<Analyst> make_analyst(const std::optional<WorkerOptions>& worker) {
  if (worker) return std::make_unique<Outside>(*worker);
  return std::make_unique<Inside>();
}

Result<Descriptor> open_input(const std::string& path) {
  // O_NONBLOCK: opening a pipe must not wait for a writer.
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.open()) return not_opened(errno);
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return not_opened(errno);
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::kUnreadable,
                 "This is not a regular file (a folder, pipe or device); give a model file."};
  return file;
}

Reading refused_reading(const AnalyzeOptions& options, const Error& error) {
  Reading reading;
  reading.version = version();
  reading.process = options.process;
  reading.refused = error;
  return reading;
}

}  // namespace pg
