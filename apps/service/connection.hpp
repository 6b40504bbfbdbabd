#pragma once
/// For server.cpp alone: the one header that shows the types of the HTTP library.
/// One connection. Its functions run on its strand, one after the other; it lives as long as
/// something is under way on it.

#include <atomic>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "apps/service/server.hpp"

namespace pg::service {

/// What the connections share.
struct Shared {
  Door& door;
  const ServerOptions& options;
  std::atomic<bool> draining{false};
  boost::asio::ssl::context* tls = nullptr;  ///< Null: plain HTTP.
  std::atomic<std::size_t> streams{0};
  std::atomic<std::size_t> uploads{0};

  std::mutex mutex;
  std::set<class Connection*> open;
};

/// One of the few files that may be on their way at once, each in memory.
class Uploading {
 public:
  Uploading() = default;
  explicit Uploading(std::atomic<std::size_t>& all) : all_(&all), number_(++all) {}
  ~Uploading() {
    if (all_ != nullptr) --*all_;
  }
  Uploading(const Uploading&) = delete;
  Uploading& operator=(const Uploading&) = delete;
  Uploading& operator=(Uploading&& other) noexcept {
    std::swap(all_, other.all_);
    std::swap(number_, other.number_);
    return *this;
  }
  [[nodiscard]] bool may(std::size_t most) const { return number_ <= most; }

 private:
  std::atomic<std::size_t>* all_ = nullptr;
  std::size_t number_ = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, Shared& shared);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void begin();
  /// At the end: closes now unless an answer is on its way. From any thread.
  void end_when_idle();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Error = boost::beast::error_code;

  /// Calls `use` with the stream that carries HTTP: TLS where there is one, else the socket's.
  template <class Use>
  void on_stream(const Use& use) {
    if (tls_)
      use(*tls_);
    else
      use(stream_);
  }
  void read();
  void on_header(Error error);
  [[nodiscard]] bool is_upload(const Parser::value_type& message) const;
  void on_read(Error error);
  void reply(const Response& response, bool head, bool keep_alive);
  void on_written(Error error, bool keep_alive);
  void linger();
  void stream(EventStream events);
  void stream_tick(EventStream events, int quiet_ticks);
  void stream_write(std::string text, EventStream events);
  void close();

  boost::beast::tcp_stream stream_;
  std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream&>> tls_;
  boost::beast::flat_buffer buffer_;
  boost::asio::steady_timer timer_;
  Shared& shared_;
  std::optional<Parser> parser_;
  std::shared_ptr<void> outgoing_;
  bool answering_ = false;
  bool streaming_ = false;
  Uploading uploading_;
  std::array<char, 4096> rest_{};
  int rests_ = 0;
};

}  // namespace pg::service
