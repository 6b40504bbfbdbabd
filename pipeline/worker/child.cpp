#include "pipeline/worker/child.hpp"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <thread>
#include <vector>

#include "io/container/container.hpp"
#include "io/file.hpp"
#include "io/write/canvas.hpp"
#include "pipeline/analysis/sha256.hpp"
#include "pipeline/worker/message.hpp"
#include "pipeline/worker/pictures.hpp"
#include "pipeline/worker/request.hpp"

namespace pg {
namespace {

constexpr std::size_t kRequestBytesMax = std::size_t{1} << 20;

/// A tetrahedron as binary STL.
BigVector<std::byte> warm_up_model() {
  constexpr float kCorners[4][3] = {{0, 0, 0}, {10, 0, 0}, {0, 10, 0}, {0, 0, 10}};
  constexpr int kFaces[4][3] = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};
  constexpr std::size_t kHeader = 80;
  constexpr std::size_t kFacet = 50;
  BigVector<std::byte> bytes(kHeader + 4 + 4 * kFacet, std::byte{0});
  bytes[kHeader] = std::byte{4};
  for (std::size_t face = 0; face < 4; ++face)
    for (std::size_t corner = 0; corner < 3; ++corner)
      std::memcpy(&bytes[kHeader + 4 + face * kFacet + 12 * (corner + 1)],
                  kCorners[kFaces[face][corner]], 12);
  return bytes;
}

/// A thread that gives memory back for the first time makes the C library's allocator look up the
/// kernel's overcommit rule, in a file.
void give_memory_back() {
  std::thread([] {
    constexpr std::size_t kBlocks = 400;
    constexpr std::size_t kBlockBytes = 100'000;  // small enough to come from the thread's heap
    std::vector<std::unique_ptr<char[]>> blocks;
    for (std::size_t i = 0; i < kBlocks; ++i) blocks.push_back(std::make_unique<char[]>(kBlockBytes));
  }).join();
}

/// Every measurement, but not the class: its weights take a quarter of a second to read, out of
/// memory, which may wait until somebody asks.
AnalyzeOptions all_measured() {
  std::vector<std::string> names;
  for (const Measurement& measurement : all_measurements()) names.emplace_back(measurement.name);
  AnalyzeOptions options;
  options.only = *Selection::of(names);
  return options;
}

/// Makes every library open what it wants while that is allowed.
void warm_up(bool draws) {
  // Reading a zip archive asks for the time zone; one that is set is looked up once only.
  setenv("TZ", "UTC0", 1);
  tzset();
  give_memory_back();
  keep_alphabets();
  WorkerPictures pictures;
  if (draws) keep_fonts();
  (void)to_json(analyze(warm_up_model(), "model.stl",
                        draws ? drawing_into(pictures, all_measured()) : all_measured()));
}

/// Answers one request after the other. False: the other side is gone.
class Server {
 public:
  Server(int socket, const std::shared_ptr<const RuleSet>& rules, const AnalyzeFunction& work)
      : socket_(socket), rules_(rules), work_(work) {}

  bool answer(Message message) {
    Result<WorkerRequest> request = worker_request_from(message.text);
    if (!request) return refuse(request.error(), {});
    if (request->list) return list(std::move(message.file), *request);
    request->options.rules = rules_;
    Result<BigVector<std::byte>> bytes = load(std::move(message.file), *request);
    if (request->says_digest) {
      if (!say(bytes ? hex_sha256(*bytes) : std::string())) return false;
      if (bytes) {
        const Result<Message> reply = receive_message(socket_, kRequestBytesMax);
        if (!reply) return false;
        if (reply->text != kGoOn) return true;
      }
    }
    if (!bytes) return refuse(bytes.error(), *request);
    if (!request->one_thread) return measure(std::move(*bytes), *request);
    bool sent = false;
    alone_.execute([&] { sent = measure(std::move(*bytes), *request); });
    return sent;
  }

 private:
  [[nodiscard]] bool say(const std::string& text) const {
    return send_message(socket_, text).has_value();
  }

  Result<BigVector<std::byte>> load(Descriptor file, const WorkerRequest& request) {
    if (!request.contained) return load_descriptor(file.get(), request.options.limits);
    return last_.read(file.release(), request.contained->kind, request.contained->position,
                      request.options.limits);
  }

  [[nodiscard]] bool list(Descriptor file, const WorkerRequest& request) const {
    const ContainerKind kind = request.contained ? request.contained->kind : ContainerKind::kZip;
    const auto container = Container::open(file.release(), kind, request.options.limits);
    if (!container) return say(to_text(ContainerList{.models = {}, .cut = container.error()}));
    return say(to_text(list_models(**container, kind)));
  }

  bool measure(BigVector<std::byte> bytes, WorkerRequest& request) const {
    AnalyzeOptions options = request.pictures ? drawing_into(*request.pictures, request.options)
                                              : request.options;
    PageShape shape;
    if (request.shape) options = keeping_shape(shape, request.faces, options);
    return say(to_json(work_(std::move(bytes), "model" + request.suffix, options))) &&
           say_shape(request, shape) && say_pictures(request);
  }

  bool refuse(const Error& error, const WorkerRequest& request) const {
    Reading reading;
    reading.version = version();
    reading.process = request.options.process;
    reading.refused = error;
    return say(to_json(reading)) && say_shape(request, {}) && say_pictures(request);
  }

  [[nodiscard]] bool say_shape(const WorkerRequest& request, const PageShape& shape) const {
    return !request.shape || (say(shape.surface) && say(shape.picture_png));
  }

  [[nodiscard]] bool say_pictures(const WorkerRequest& request) const {
    return !request.pictures ||
           (say(request.pictures->preview_png) && say(request.pictures->sheet_html));
  }

  int socket_;
  const std::shared_ptr<const RuleSet>& rules_;
  const AnalyzeFunction& work_;
  LastContainer last_;
  tbb::task_arena alone_{1, 1};
};

}  // namespace

void step_back() {
  constexpr int kNiceness = 5;  // a third of what an ordinary program gets: other work must not starve it
  (void)setpriority(PRIO_PROCESS, 0, std::max(getpriority(PRIO_PROCESS, 0), kNiceness));
  // Runs in longer turns, and does not interrupt who is at work when it wakes.
  const sched_param none{};
  (void)sched_setscheduler(0, SCHED_BATCH, &none);
}

int serve_requests(int socket, const std::shared_ptr<const RuleSet>& rules, bool draws,
                   const AnalyzeFunction& work) {
  constexpr int kNoSandbox = 3;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const Result<Message> first = receive_message(socket, kRequestBytesMax);
  if (!first) return 0;
  const Result<SandboxLimits> limits = sandbox_limits_from(first->text);
  if (!limits) return kNoSandbox;
  warm_up(draws);
  const Result<Ok> locked = lock_down(*limits);
  if (Result<Ok> told = send_message(socket, locked ? std::string() : locked.error().message); !told)
    return 0;
  if (!locked) return kNoSandbox;
  Server server(socket, rules, work);
  while (true) {
    Result<Message> message = receive_message(socket, kRequestBytesMax);
    if (!message || !server.answer(std::move(*message))) return 0;
  }
}

}  // namespace pg
