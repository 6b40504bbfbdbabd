// How long the API takes at a given rate of requests, as somebody who asks at that rate sees it:
//
//   serve_bench PORT TOKEN CASES RATE SECONDS [IDLE]   GET /v1/cases/case-1 .. case-CASES
//
// Requests go out by the clock whether or not the answers before them are there (an open loop: a
// server that stalls is charged for everything that was due meanwhile). Each latency is from the
// moment the request was due. On a machine that does other things this program is kept from a core
// too; by how much is printed beside ("noticed late"), since it is in every latency. Each case is
// asked for once before: the server makes a case's document the first time somebody asks. IDLE: so
// many connections are held open meanwhile, each with half a request, and GET /v1/health is asked
// on a fresh connection four times a second.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kConnections = 16;

int connected(int port) {
  const int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_port = htons(static_cast<std::uint16_t>(port));
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int one = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0)
    throw std::runtime_error(std::string("no connection: ") + std::strerror(errno));
  return socket_;
}

void send_all(int socket_, const std::string& text) {
  if (send(socket_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("the server does not take a request");
}

/// The bytes of a whole answer at the front of `text`, or 0.
std::size_t whole_answer(const std::string& text) {
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string::npos) return 0;
  const std::size_t at = text.find("Content-Length: ");
  const std::size_t length = at < end ? std::strtoul(&text[at + 16], nullptr, 10) : 0;
  return text.size() >= end + 4 + length ? end + 4 + length : 0;
}

bool is_well(const std::string& answer) {
  return answer.compare(0, 12, "HTTP/1.1 200") == 0;
}

struct Connection {
  int socket = -1;
  bool busy = false;
  Clock::time_point due;
  std::string buffer;
};

struct Load {
  int port = 0;
  std::string token;
  std::size_t cases = 1;
  double rate = 1;
  double seconds = 1;
};

struct Seen {
  std::vector<double> latency_ms;
  std::vector<double> late_ms;  ///< From due to when this program saw that it was.
  std::size_t wrong = 0;
  double seconds = 0;
};

class Run {
 public:
  explicit Run(const Load& load)
      : load_(load),
        poll_(epoll_create1(EPOLL_CLOEXEC)),
        timer_(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
    connections_.resize(kConnections);
    for (std::size_t i = 0; i < kConnections; ++i) {
      connections_[i].socket = connected(load.port);
      listen_to(connections_[i].socket, i);
      free_.push_back(i);
    }
    listen_to(timer_, kConnections);
    const itimerspec each_half_ms{{0, 500'000}, {0, 500'000}};
    timerfd_settime(timer_, 0, &each_half_ms, nullptr);
  }

  Seen go() {
    ask_each_once();
    const auto begin = Clock::now();
    const auto wanted = static_cast<std::size_t>(load_.rate * load_.seconds);
    std::size_t due = 0;
    while (seen_.latency_ms.size() + seen_.wrong < wanted) {
      epoll_event events[64];
      const int n = epoll_wait(poll_, events, 64, 1000);
      for (int i = 0; i < n; ++i) {
        if (events[i].data.u64 == kConnections) {
          std::uint64_t ticks = 0;
          (void)!read(timer_, &ticks, sizeof ticks);
        } else {
          take(connections_[events[i].data.u64]);
        }
      }
      for (; due < wanted; ++due) {
        const auto at =
            begin + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(due) / load_.rate));
        if (at > Clock::now()) break;
        waiting_.push_back(at);
        seen_.late_ms.push_back(ms_since(at));
      }
      send_waiting();
    }
    seen_.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return std::move(seen_);
  }

 private:
  void ask_each_once() {
    for (std::size_t n = 0; n < load_.cases; ++n) {
      waiting_.push_back(Clock::now());
      send_waiting();
      Connection& connection = connections_[kConnections - 1];
      while (connection.busy) {
        pollfd answer{.fd = connection.socket, .events = POLLIN, .revents = 0};
        poll(&answer, 1, -1);
        take(connection);
      }
    }
    seen_ = {};
  }
  void listen_to(int descriptor, std::size_t number) const {
    epoll_event event{.events = EPOLLIN, .data = {.u64 = number}};
    epoll_ctl(poll_, EPOLL_CTL_ADD, descriptor, &event);
  }
  void send_waiting() {
    while (!waiting_.empty() && !free_.empty()) {
      Connection& connection = connections_[free_.back()];
      free_.pop_back();
      connection.due = waiting_.front();
      waiting_.pop_front();
      connection.busy = true;
      send_all(connection.socket,
               "GET /v1/cases/case-" + std::to_string(++asked_ % load_.cases + 1) +
                   " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + load_.token + "\r\n\r\n");
    }
  }
  void take(Connection& connection) {
    char bytes[65536];
    const ssize_t got = recv(connection.socket, bytes, sizeof bytes, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) throw std::runtime_error("the server ended a connection");
    connection.buffer.append(bytes, static_cast<std::size_t>(got));
    const std::size_t length = whole_answer(connection.buffer);
    if (length == 0) return;
    if (is_well(connection.buffer))
      seen_.latency_ms.push_back(ms_since(connection.due));
    else
      ++seen_.wrong;
    connection.buffer.erase(0, length);
    connection.busy = false;
    free_.push_back(static_cast<std::size_t>(&connection - connections_.data()));
  }
  static double ms_since(Clock::time_point at) {
    return std::chrono::duration<double, std::milli>(Clock::now() - at).count();
  }

  Load load_;
  int poll_;
  int timer_;
  std::vector<Connection> connections_;
  std::vector<std::size_t> free_;
  std::deque<Clock::time_point> waiting_;
  std::size_t asked_ = 0;
  Seen seen_;
};

double share(std::vector<double>& values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(part * static_cast<double>(values.size())))];
}

/// Holds `count` connections with half a request each, and asks for the health meanwhile.
void idle_and_ask(const Load& load, std::size_t count) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, count + 100);
  setrlimit(RLIMIT_NOFILE, &files);
  const auto until = Clock::now() + std::chrono::duration<double>(load.seconds);
  std::vector<int> idle;
  for (std::size_t i = 0; i < count; ++i) {
    idle.push_back(connected(load.port));
    send_all(idle.back(), "GET /v1/health HTTP/1.1\r\nHost: ");
  }
  std::vector<double> took_ms;
  std::size_t wrong = 0;
  while (Clock::now() < until) {
    const auto begin = Clock::now();
    const int socket_ = connected(load.port);
    send_all(socket_, "GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    std::string text;
    char bytes[4096];
    for (ssize_t got = 1; got > 0 && whole_answer(text) == 0;) {
      got = recv(socket_, bytes, sizeof bytes, 0);
      if (got > 0) text.append(bytes, static_cast<std::size_t>(got));
    }
    close(socket_);
    if (is_well(text))
      took_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    else
      ++wrong;
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
  for (const int socket_ : idle) close(socket_);
  const double worst = share(took_ms, 1);
  std::printf(
      "  health beside %zu slow connections: %zu answers, %zu wrong, median %.2f ms, slowest %.1f "
      "ms\n",
      count, took_ms.size(), wrong, share(took_ms, 0.5), worst);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::fprintf(stderr, "serve_bench PORT TOKEN CASES RATE SECONDS [IDLE]\n");
    return 2;
  }
  const Load load{.port = std::atoi(argv[1]),
                  .token = argv[2],
                  .cases = std::strtoul(argv[3], nullptr, 10),
                  .rate = std::atof(argv[4]),
                  .seconds = std::atof(argv[5])};
  try {
    if (argc > 6) {
      idle_and_ask(load, std::strtoul(argv[6], nullptr, 10));
      return 0;
    }
    Seen seen = Run(load).go();
    std::printf("  %.0f requests/s (asked for: %.0f), %zu wrong\n",
                static_cast<double>(seen.latency_ms.size()) / seen.seconds, load.rate, seen.wrong);
    std::printf(
        "  latency  50 %%: %.2f   90 %%: %.2f   99 %%: %.2f   99.9 %%: %.2f   most: %.1f ms\n",
        share(seen.latency_ms, 0.5), share(seen.latency_ms, 0.9), share(seen.latency_ms, 0.99),
        share(seen.latency_ms, 0.999), share(seen.latency_ms, 1));
    std::printf("  noticed late  50 %%: %.2f   99 %%: %.2f ms\n", share(seen.late_ms, 0.5),
                share(seen.late_ms, 0.99));
    return seen.wrong == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "serve_bench: %s\n", error.what());
    return 1;
  }
}
