#pragma once
/// HTTP/1.1 on a socket: reads requests within limits, hands them to the door, writes the answers.
///
/// A few threads share all connections, so that slow ones cost memory and nothing else. What breaks
/// the rules of HTTP (two lengths, a length beside chunks, a header or body over its limit) gets one
/// answer and the connection's end. TLS 1.2 or later with a certificate; without one it belongs
/// behind a proxy on anything but the loopback address.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "apps/service/door.hpp"
#include "geometry/result.hpp"

namespace pg::service {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one.
  std::string tls_certificate;  ///< PEM file with the chain; empty: no TLS.
  std::string tls_key;          ///< PEM file of its key.
  int threads = 4;
  std::size_t connections_max = 2000;
  std::size_t streams_max = 64;                ///< Of them, streams of events.
  std::uint32_t header_bytes_max = 16 << 10;
  std::uint64_t body_bytes_max = 1 << 20;
  std::uint64_t upload_bytes_max = 256 << 20;  ///< Of a model file, held in memory;
  std::size_t uploads_max = 2;                 ///< so many at once.
  std::chrono::milliseconds upload_time{600'000};
  std::chrono::milliseconds request_time{20'000};  ///< For a whole request to arrive, or to idle.
  std::chrono::milliseconds answer_time{60'000};   ///< For a whole answer to be taken.
  std::chrono::milliseconds refresh{500};          ///< Between looks into the store.
  std::chrono::milliseconds drain{5'000};          ///< At the end, for answers on their way.
  /// Trouble with the store and the like; never what was sent. May be empty.
  std::function<void(const std::string& sentence)> on_trouble;
};

class Server {
 public:
  Server(Door& door, ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens and serves from threads of its own until `stop`.
  [[nodiscard]] Result<Ok> start();
  [[nodiscard]] std::uint16_t port() const;
  /// Takes no more connections, lets answers that are on their way arrive, ends.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pg::service
