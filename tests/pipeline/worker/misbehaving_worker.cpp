// A worker whose analysis does what the file says: for the tests of the sandbox.

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/worker/child.hpp"

namespace {

pg::Reading misbehave(pg::BigVector<std::byte> bytes, std::string_view, const pg::AnalyzeOptions&) {
  const std::string deed(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  pg::Reading reading;
  reading.version = "test";
  if (deed == "open") (void)open("/etc/passwd", O_RDONLY);
  if (deed == "socket") (void)socket(AF_INET, SOCK_STREAM, 0);
  if (deed == "execve") {
    char name[] = "/bin/true";
    char* arguments[] = {name, nullptr};
    execve(name, arguments, nullptr);
  }
  if (deed == "ptrace") (void)ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  if (deed == "fork") (void)fork();
  if (deed == "unlink") (void)unlink("/tmp/nothing");
  if (deed == "kill") (void)kill(getppid(), SIGTERM);
  if (deed == "crash") raise(SIGSEGV);
  if (deed == "sleep") std::this_thread::sleep_for(std::chrono::seconds(60));
  if (deed == "thread") std::thread([&] { reading.format_id = "from a thread"; }).join();
  if (deed == "free")
    std::thread([&] {
      std::vector<std::vector<char>> blocks;
      for (int i = 0; i < 500; ++i) blocks.emplace_back(90'000);
      reading.format_id = "given back";
    }).join();
  if (deed == "memory") {
    try {
      std::vector<std::vector<char>> hoard;
      while (true) hoard.emplace_back(std::size_t{64} << 20, 'x');
    } catch (const std::bad_alloc&) {
      reading.format_id = "out of memory";
    }
  }
  return reading;
}

}  // namespace

int main() {
  constexpr int kSocket = 3;
  return pg::serve_requests(kSocket, nullptr, false, misbehave);
}
