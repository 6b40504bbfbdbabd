#include "pipeline/worker/worker.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "pipeline/worker/request.hpp"

namespace pg {
namespace {

constexpr std::size_t kReadingBytesMax = std::size_t{1} << 30;
constexpr std::chrono::seconds kStartTime{60};
constexpr int kChildSocket = 3;

/// Starts the command with the socket as its descriptor 3 and nothing else but 0, 1 and 2; an empty
/// environment but for what libraries need, so that the child knows no secrets.
int spawn(const std::vector<std::string>& command, int socket, int* process) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  char locale[] = "LC_ALL=C.UTF-8";
  char* environment[] = {locale, nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, socket, kChildSocket);
  posix_spawn_file_actions_addclosefrom_np(&actions, kChildSocket + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  // A group of its own: Ctrl-C at a terminal is the daemon's to handle.
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  const int error = posix_spawn(process, command.front().c_str(), &actions, &attributes,
                                arguments.data(), environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

std::string ended_by(int signal, const SandboxLimits& limits) {
  switch (signal) {
    case SIGSYS:
      return "it tried something that the sandbox forbids. Treat the file as hostile";
    case SIGXCPU:
    case SIGKILL:
      return fmt::format("it was stopped from outside or used over {} s of processor time; give it "
                         "more, or a smaller model",
                         limits.cpu_seconds);
    default:
      return fmt::format("it crashed (signal {}). Please report it", signal);
  }
}

}  // namespace

Result<Ok> Worker::start() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return Error{ErrorCode::kStore, std::string("No socket for a worker: ") + std::strerror(errno)};
  socket_ = Descriptor(ends[0]);
  // adddup2 onto itself would leave close-on-exec set: the child's end must not be number 3.
  Descriptor theirs(ends[1] == kChildSocket ? fcntl(ends[1], F_DUPFD_CLOEXEC, kChildSocket + 1)
                                            : ends[1]);
  if (theirs.get() != ends[1]) close(ends[1]);
  const int error = spawn(options_.command, theirs.get(), &process_);
  if (error != 0) {
    process_ = -1;
    socket_ = Descriptor();
    return Error{ErrorCode::kStore,
                 std::string("The worker cannot be started: ") + std::strerror(error)};
  }
  theirs = Descriptor();
  files_ = 0;
  Result<Ok> sent = send_message(socket_.get(), to_text(options_.limits));
  if (sent && wait_for_answer(kStartTime)) {
    const Result<Message> ready = receive_message(socket_.get(), 4096);
    if (ready && ready->text.empty()) return ok();
    if (ready) {
      end();
      return Error{ErrorCode::kUnsupported, ready->text};
    }
  }
  return Error{ErrorCode::kStore, "The worker did not start: " + why_it_ended() + "."};
}

bool Worker::wait_for_answer(std::chrono::seconds most) const {
  const auto until = std::chrono::steady_clock::now() + most;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd answer{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    const int ready = poll(&answer, 1, static_cast<int>(std::min<long>(left.count(), 60'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

std::string Worker::why_it_ended() {
  socket_ = Descriptor();
  int status = 0;
  pid_t ended = 0;
  do ended = waitpid(process_, &status, 0);
  while (ended < 0 && errno == EINTR);
  process_ = -1;
  if (ended >= 0 && WIFSIGNALED(status)) return ended_by(WTERMSIG(status), options_.limits);
  return fmt::format("it ended with status {}. Please report it",
                     ended >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

void Worker::end() {
  if (process_ < 0) return;
  kill(process_, SIGKILL);
  (void)why_it_ended();
}

Result<Ok> Worker::ask(const WorkerRequest& request, int file) {
  if (files_ >= options_.files_most) end();
  if (process_ < 0)
    if (Result<Ok> started = start(); !started) return started;
  ++files_;
  shape_ = {};
  // Where the process is gone already, waiting for the answer says why.
  (void)send_message(socket_.get(), to_text(request), file);
  return ok();
}

Result<std::string> Worker::answer() {
  if (!wait_for_answer(options_.time)) {
    end();
    return Error{ErrorCode::kTooLarge,
                 fmt::format("The analysis took longer than {} s and was stopped; give it more "
                             "time, or a smaller model.",
                             options_.time.count())};
  }
  Result<Message> message = receive_message(socket_.get(), kReadingBytesMax);
  if (!message)
    return Error{ErrorCode::kUnreadable,
                 "The process that measured this file ended: " + why_it_ended() + "."};
  return std::move(message->text);
}

Result<bool> Worker::is_wanted(const WorkerTask& task) {
  const Result<std::string> digest = answer();
  if (!digest) return digest.error();
  if (digest->empty()) return true;  // it could not be read: the reading says why
  const bool wanted = task.wanted(*digest);
  (void)send_message(socket_.get(), wanted ? kGoOn : std::string_view());
  return wanted;
}

Result<Reading> Worker::receive(WorkerPictures* pictures) {
  Result<std::string> text = answer();
  if (!text) return text.error();
  std::vector<std::string*> more;
  if (options_.shapes) more = {&shape_.surface, &shape_.picture_png};
  if (pictures != nullptr)
    more.insert(more.end(), {&pictures->preview_png, &pictures->sheet_html});
  for (std::string* const bytes : more) {
    Result<std::string> message = answer();
    if (!message) return message.error();
    *bytes = std::move(*message);
  }
  return reading_from_json(*text);
}

Result<std::optional<Reading>> Worker::measure(const WorkerTask& task,
                                               const AnalyzeOptions& options) {
  WorkerRequest request{.suffix = task.suffix,
                        .shape = options_.shapes,
                        .faces = options_.faces,
                        .options = options,
                        .pictures = {},
                        .contained = task.contained,
                        .one_thread = task.one_thread,
                        .says_digest = static_cast<bool>(task.wanted)};
  if (task.pictures != nullptr) request.pictures = *task.pictures;
  if (Result<Ok> asked = ask(request, task.file); !asked) return asked.error();
  if (task.wanted) {
    const Result<bool> wanted = is_wanted(task);
    if (!wanted) return wanted.error();
    if (!*wanted) return std::optional<Reading>();
  }
  Result<Reading> reading = receive(task.pictures);
  if (!reading) return reading.error();
  return std::optional<Reading>(std::move(*reading));
}

Result<ContainerList> Worker::list(int file, ContainerKind kind, const ReadLimits& limits) {
  WorkerRequest request{.suffix = {}, .options = {}, .contained = Contained{.kind = kind}, .list = true};
  request.options.limits = limits;
  if (Result<Ok> asked = ask(request, file); !asked) return asked.error();
  const Result<std::string> text = answer();
  if (!text) return text.error();
  return container_list_from(*text);
}

}  // namespace pg
