#include "pipeline/worker/child.hpp"

#include <signal.h>
#include <sys/prctl.h>

#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <thread>
#include <vector>

#include "io/file.hpp"
#include "io/write/canvas.hpp"
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

/// Makes every library open what it wants while that is allowed.
void warm_up(bool draws) {
  // Reading a zip archive asks for the time zone; one that is set is looked up once only.
  setenv("TZ", "UTC0", 1);
  tzset();
  give_memory_back();
  WorkerPictures pictures;
  if (draws) keep_fonts();
  (void)to_json(analyze(warm_up_model(), "model.stl",
                        draws ? drawing_into(pictures, {}) : AnalyzeOptions{}));
}

struct Answer {
  std::string reading;  ///< On one line; after it the surface, when one was asked for.
  std::optional<WorkerPictures> pictures;  ///< When they were asked for.
};

Answer answer(const Message& message, const std::shared_ptr<const RuleSet>& rules,
              const AnalyzeFunction& work) {
  Reading reading;
  reading.version = version();
  Result<WorkerRequest> request = worker_request_from(message.text);
  if (!request) {
    reading.refused = request.error();
    return {to_json(reading), std::nullopt};
  }
  Answer out{{}, std::move(request->pictures)};
  request->options.rules = rules;
  reading.process = request->options.process;
  Result<BigVector<std::byte>> bytes = load_descriptor(message.file.get(), request->options.limits);
  if (bytes) {
    AnalyzeOptions options =
        out.pictures ? drawing_into(*out.pictures, request->options) : request->options;
    std::string surface;
    if (request->surface) options = keeping_surface(surface, request->faces, options);
    out.reading = to_json(work(std::move(*bytes), "model" + request->suffix, options));
    if (!surface.empty()) out.reading += '\n' + surface;
  } else {
    reading.refused = bytes.error();
    out.reading = to_json(reading);
  }
  return out;
}

bool send(int socket, const Answer& answer) {
  if (!send_message(socket, answer.reading)) return false;
  return !answer.pictures || (send_message(socket, answer.pictures->preview_png) &&
                              send_message(socket, answer.pictures->sheet_html));
}

}  // namespace

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
  while (true) {
    const Result<Message> message = receive_message(socket, kRequestBytesMax);
    if (!message) return 0;
    if (!send(socket, answer(*message, rules, work))) return 0;
  }
}

}  // namespace pg
