#include "apps/service/server.hpp"

#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <thread>
#include <vector>

#include "apps/service/connection.hpp"

namespace pg::service {
namespace {

namespace net = boost::asio;
using net::ip::tcp;

/// A descriptor for each connection and some for the store.
void allow_descriptors(std::size_t wanted) {
  rlimit now{};
  getrlimit(RLIMIT_NOFILE, &now);
  now.rlim_cur = std::min<rlim_t>(now.rlim_max, std::max<rlim_t>(now.rlim_cur, wanted + 100));
  setrlimit(RLIMIT_NOFILE, &now);
}

}  // namespace

struct Server::Impl {
  Impl(Door& served, ServerOptions chosen)
      : options(std::move(chosen)),
        shared{.door = served, .options = options, .mutex = {}, .open = {}},
        acceptor(net::make_strand(context)),
        refresh_timer(context) {}

  Result<Ok> load_certificate();
  Result<Ok> listen();
  void accept();
  void refresh();

  ServerOptions options;
  net::io_context context;
  std::optional<net::ssl::context> tls;
  Shared shared;
  tcp::acceptor acceptor;
  net::steady_timer refresh_timer;
  std::vector<std::thread> threads;
  bool in_trouble = false;
};

Result<Ok> Server::Impl::load_certificate() {
  if (options.tls_certificate.empty()) return ok();
  boost::system::error_code error;
  tls.emplace(net::ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
  tls->use_certificate_chain_file(options.tls_certificate, error);
  if (!error) tls->use_private_key_file(options.tls_key, net::ssl::context::pem, error);
  if (error || SSL_CTX_check_private_key(tls->native_handle()) != 1)
    return Error{ErrorCode::kUnreadable,
                 "The certificate and its key cannot be used; --tls-cert and --tls-key take PEM files "
                 "that belong together."};
  shared.tls = &*tls;
  return ok();
}

Result<Ok> Server::Impl::listen() {
  boost::system::error_code error;
  const auto address = net::ip::make_address(options.address, error);
  const tcp::endpoint endpoint(address, options.port);
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(net::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
  if (error)
    return Error{ErrorCode::kUnreadable, "Nobody can listen at this address and port (" +
                                             error.message() + "); give another with --listen."};
  return ok();
}

void Server::Impl::accept() {
  acceptor.async_accept(net::make_strand(context),
                        [this](boost::system::error_code error, tcp::socket socket) {
                          if (shared.draining) return;
                          bool room = false;
                          {
                            const std::lock_guard lock(shared.mutex);
                            room = shared.open.size() < options.connections_max;
                          }
                          if (!error && room) {
                            socket.set_option(tcp::no_delay(true), error);
                            std::make_shared<Connection>(std::move(socket), shared)->begin();
                          }
                          accept();
                        });
}

void Server::Impl::refresh() {
  const Result<Ok> done = shared.door.refresh();
  if (!done && !in_trouble && options.on_trouble) options.on_trouble(done.error().message);
  in_trouble = !done;
  refresh_timer.expires_after(options.refresh);
  refresh_timer.async_wait([this](boost::system::error_code error) {
    if (!error && !shared.draining) refresh();
  });
}

Server::Server(Door& door, ServerOptions options)
    : impl_(std::make_unique<Impl>(door, std::move(options))) {}

Server::~Server() {
  stop();
}

Result<Ok> Server::start() {
  allow_descriptors(impl_->options.connections_max);
  if (Result<Ok> loaded = impl_->load_certificate(); !loaded) return loaded;
  if (Result<Ok> listening = impl_->listen(); !listening) return listening;
  impl_->refresh();
  impl_->accept();
  for (int i = 0; i < impl_->options.threads; ++i)
    impl_->threads.emplace_back([this] { impl_->context.run(); });
  return ok();
}

std::uint16_t Server::port() const {
  boost::system::error_code error;
  return impl_->acceptor.local_endpoint(error).port();
}

void Server::stop() {
  if (impl_->threads.empty()) return;
  impl_->shared.draining = true;
  net::post(impl_->acceptor.get_executor(), [this] {
    boost::system::error_code ignored;
    impl_->acceptor.close(ignored);
  });
  const auto until = std::chrono::steady_clock::now() + impl_->options.drain;
  bool all_gone = false;
  while (!all_gone && std::chrono::steady_clock::now() < until) {
    std::vector<std::shared_ptr<Connection>> held;  // let go of outside the lock they need to leave
    {
      const std::lock_guard lock(impl_->shared.mutex);
      all_gone = impl_->shared.open.empty();
      for (Connection* const connection : impl_->shared.open)
        if (auto still = connection->weak_from_this().lock()) held.push_back(std::move(still));
    }
    for (const std::shared_ptr<Connection>& connection : held) connection->end_when_idle();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  impl_->context.stop();
  for (std::thread& thread : impl_->threads) thread.join();
  impl_->threads.clear();
}

}  // namespace pg::service
