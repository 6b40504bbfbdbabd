#include "apps/service/connection.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "apps/service/case_summary.hpp"

namespace pg::service {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace net = boost::asio;
using net::ip::tcp;

constexpr std::chrono::milliseconds kStreamTick{250};
constexpr int kTicksToHeartbeat = 60;  // a comment every 15 s keeps proxies and clients awake
constexpr int kRestsMax = 64;          // of 4 KiB, read and thrown away before closing

Request request_of(http::request<http::string_body>& message) {
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    std::string name(field.name_string());
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    // A header given twice is given as a list, as RFC 9110 joins them.
    const auto [at, fresh] = request.headers.emplace(std::move(name), std::string(field.value()));
    if (!fresh) at->second += ", " + std::string(field.value());
  }
  request.body = std::move(message.body());
  return request;
}

Response answer_to_broken(const beast::error_code& error) {
  if (error == http::error::header_limit)
    return problem(431, "The headers are longer than this server takes.");
  if (error == http::error::body_limit)
    return problem(413, "The body is longer than this server takes.");
  return problem(400, "This is not a request of HTTP/1.1.");
}

bool broke_the_rules(const beast::error_code& error) {
  return error.category() == make_error_code(http::error::end_of_stream).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

}  // namespace

Connection::Connection(tcp::socket socket, Shared& shared)
    : stream_(std::move(socket)), timer_(stream_.get_executor()), shared_(shared) {
  if (shared_.tls != nullptr) tls_.emplace(stream_, *shared_.tls);
  const std::lock_guard lock(shared_.mutex);
  shared_.open.insert(this);
  ++shared_.door.counters().connections;
}

Connection::~Connection() {
  if (streaming_) --shared_.streams;
  const std::lock_guard lock(shared_.mutex);
  shared_.open.erase(this);
  --shared_.door.counters().connections;
}

void Connection::begin() {
  net::dispatch(stream_.get_executor(), [self = shared_from_this()] {
    if (!self->tls_) return self->read();
    self->stream_.expires_after(self->shared_.options.request_time);
    self->tls_->async_handshake(net::ssl::stream_base::server, [self](Error error) {
      if (error) return self->close();
      self->read();
    });
  });
}

void Connection::end_when_idle() {
  net::post(stream_.get_executor(), [self = shared_from_this()] {
    self->timer_.cancel();
    if (!self->answering_) self->close();
  });
}

void Connection::read() {
  answering_ = false;
  if (shared_.draining) return close();
  parser_.emplace();
  parser_->header_limit(shared_.options.header_bytes_max);
  // An upload may be long; whether this is one, and may be, is known when the header is.
  parser_->body_limit(shared_.options.upload_bytes_max);
  stream_.expires_after(shared_.options.request_time);
  on_stream([this](auto& stream) {
    http::async_read_header(
        stream, buffer_, *parser_,
        [self = shared_from_this()](Error error, std::size_t) { self->on_header(error); });
  });
}

void Connection::on_header(Error error) {
  if (error) return on_read(error);
  uploading_ = Uploading();
  if (!is_upload(parser_->get())) {
    const auto length = parser_->content_length();
    if (length && *length > shared_.options.body_bytes_max) return on_read(http::error::body_limit);
    parser_->body_limit(shared_.options.body_bytes_max);
  } else {
    uploading_ = Uploading(shared_.uploads);
    if (!uploading_.may(shared_.options.uploads_max)) {
      answering_ = true;
      return reply(problem(503, "Other files are on their way; send this one again in a moment."),
                   false, false);
    }
    stream_.expires_after(shared_.options.upload_time);
  }
  if (parser_->is_done()) return on_read({});
  on_stream([this](auto& stream) {
    http::async_read(stream, buffer_, *parser_,
                     [self = shared_from_this()](Error read, std::size_t) { self->on_read(read); });
  });
}

/// Before a byte of the body is taken: the address is one for files and the token may write.
bool Connection::is_upload(const Parser::value_type& message) const {
  if (message.method() != http::verb::post) return false;
  Request head;
  head.method = "POST";
  head.target = std::string(message.target());
  head.headers["authorization"] = std::string(message[http::field::authorization]);
  return shared_.door.takes_file(head);
}

void Connection::on_read(Error error) {
  answering_ = true;
  if (error) {
    if (!broke_the_rules(error)) return close();
    return reply(answer_to_broken(error), false, false);
  }
  http::request<http::string_body> message = parser_->release();
  const bool head = message.method() == http::verb::head;
  const bool keep_alive = message.keep_alive();
  // Beast takes the same length said twice; whoever stands before us may take it otherwise.
  if (message.count(http::field::content_length) > 1)
    return reply(problem(400, "The length of the body is said twice."), head, false);
  if (message.version() != 11 && message.version() != 10)
    return reply(problem(400, "This server speaks HTTP/1.1."), head, false);
  const Response response = shared_.door.answer(request_of(message));
  uploading_ = Uploading();
  if (response.events && !head) return stream(*response.events);
  reply(response, head, keep_alive && !shared_.draining);
}

void Connection::reply(const Response& response, bool head, bool keep_alive) {
  // The body may be shared with other answers: it is referred to, not copied.
  using Message = http::response<http::span_body<const char>>;
  const auto message = std::make_shared<std::pair<Message, std::shared_ptr<const std::string>>>();
  Message& out = message->first;
  message->second = response.body;
  out.version(11);
  out.result(static_cast<unsigned>(response.status));
  out.reason(reason_of(response.status).data());
  out.set(http::field::server, "printgauge");
  for (const auto& [name, value] : response.headers) out.insert(name, value);
  if (response.status != 304) {
    out.set(http::field::content_type, response.type);
    out.content_length(response.body->size());
    if (!head) out.body() = beast::span<const char>(response.body->data(), response.body->size());
  }
  out.keep_alive(keep_alive);
  outgoing_ = message;
  stream_.expires_after(shared_.options.answer_time);
  const auto done = [self = shared_from_this(), keep_alive](Error error, std::size_t) {
    self->on_written(error, keep_alive);
  };
  on_stream([&](auto& stream) {
    if (!head) return http::async_write(stream, out, done);
    const auto serializer =
        std::make_shared<http::response_serializer<http::span_body<const char>>>(out);
    http::async_write_header(stream, *serializer,
                             [done, serializer](Error error, std::size_t n) { done(error, n); });
  });
}

void Connection::on_written(Error error, bool keep_alive) {
  outgoing_.reset();
  if (error) return close();
  if (keep_alive) return read();
  if (tls_) {
    // The other side learns that this is the end, and not a cut.
    stream_.expires_after(std::chrono::seconds(1));
    return tls_->async_shutdown([self = shared_from_this()](Error) { self->close(); });
  }
  Error ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  linger();
}

/// Reads on for a little before closing: a reset because of unread bytes would take the answer away
/// from a client that is still sending.
void Connection::linger() {
  if (++rests_ > kRestsMax || shared_.draining) return close();
  stream_.expires_after(std::chrono::seconds(1));
  stream_.async_read_some(net::buffer(rest_),
                          [self = shared_from_this()](Error error, std::size_t) {
                            if (error) return self->close();
                            self->linger();
                          });
}

void Connection::close() {
  Error ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
  stream_.close();
}

// Server-sent events: one "case" event for each case that changed, "anew" when the listener has
// missed too much and has to read the list again.

void Connection::stream(EventStream events) {
  if (++shared_.streams > shared_.options.streams_max) {
    --shared_.streams;
    return reply(problem(503, "Too many listen already; ask the list of cases now and then."),
                 false, false);
  }
  streaming_ = true;
  stream_write(
      "HTTP/1.1 200 OK\r\nServer: printgauge\r\nContent-Type: text/event-stream\r\n"
      "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
      "retry: 2000\n\n",
      events);
}

void Connection::stream_tick(EventStream events, int quiet_ticks) {
  if (shared_.draining) return close();
  const auto fresh = events.book->events_after(events.after);
  if (!fresh) {
    events.after = events.book->counts().newest;
    return stream_write("id: " + std::to_string(events.after) + "\nevent: anew\ndata: {}\n\n",
                        events);
  }
  std::string text;
  for (const CaseEvent& event : *fresh) {
    events.after = event.number;
    if (const auto summary = events.book->summary(event.case_id))
      text += "id: " + std::to_string(event.number) +
              "\nevent: case\ndata: {\"what\":" + service::quoted(event.what) +
              ",\"at\":" + service::quoted(event.at) + ",\"case\":" + to_json(*summary) + "}\n\n";
  }
  if (text.empty() && quiet_ticks >= kTicksToHeartbeat) text = ": still here\n\n";
  if (!text.empty()) return stream_write(std::move(text), events);
  stream_.expires_never();
  timer_.expires_after(kStreamTick);
  timer_.async_wait([self = shared_from_this(), events, quiet_ticks](Error) {
    self->stream_tick(events, quiet_ticks + 1);
  });
}

void Connection::stream_write(std::string text, EventStream events) {
  const auto kept = std::make_shared<const std::string>(std::move(text));
  stream_.expires_after(shared_.options.answer_time);
  on_stream([&](auto& stream) {
    net::async_write(stream, net::buffer(*kept),
                     [self = shared_from_this(), kept, events](Error error, std::size_t) {
                       if (error) return self->close();
                       self->stream_tick(events, 0);
                     });
  });
}

}  // namespace pg::service
