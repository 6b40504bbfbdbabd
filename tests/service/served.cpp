#include "tests/service/served.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include "pipeline/analyze.hpp"
#include "testdata/shapes.hpp"

namespace pg::test {

std::string Answer::header(const std::string& name) const {
  const std::size_t at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t from = at + name.size() + 4;
  return head.substr(from, head.find("\r\n", from) - from);
}

Client::Client(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval wait{.tv_sec = 5, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_port = htons(port);
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0)
    throw std::runtime_error("no connection");
}

Client::~Client() {
  close(socket_);
}

bool Client::send(const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t n = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return false;
    sent += static_cast<std::size_t>(n);
  }
  return true;
}

void Client::end() {
  shutdown(socket_, SHUT_WR);
}

bool Client::more() {
  char bytes[65536];
  const ssize_t got = recv(socket_, bytes, sizeof bytes, 0);
  if (got <= 0) return false;
  buffer_.append(bytes, static_cast<std::size_t>(got));
  return true;
}

Answer Client::receive(bool head_only) {
  Answer answer;
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!more()) return answer;
  answer.head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  answer.status = std::stoi(answer.head.substr(9, 3));
  const std::string length = answer.header("Content-Length");
  const std::size_t size = head_only || length.empty() ? 0 : std::stoul(length);
  while (buffer_.size() < size)
    if (!more()) break;
  answer.body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return answer;
}

std::string Client::read_until(const std::string& text) {
  while (buffer_.find(text) == std::string::npos)
    if (!more()) break;
  return buffer_;
}

bool Client::at_end() {
  char byte = 0;
  const ssize_t got = recv(socket_, &byte, 1, 0);
  return got == 0 || (got < 0 && errno == ECONNRESET);
}

void Served::SetUp() {
  auto store = open_sqlite_store(folder_.path() / "record.sqlite", StoreMode::kCreate);
  ASSERT_TRUE(store) << store.error().message;
  store_ = std::move(*store);
  tokens_ = std::make_unique<service::TokenFile>(service::token_file(folder_.path()));
  reader_ = *tokens_->add("reader", service::Role::kRead);
  writer_ = *tokens_->add("data manager", service::Role::kWrite);
  admin_ = *tokens_->add("admin", service::Role::kAdmin);
}

void Served::TearDown() {
  server_.reset();
}

void Served::begin(service::ServerOptions options) {
  options.refresh = std::chrono::milliseconds(50);
  options.threads = 2;
  server_.reset();
  book_ = std::make_unique<service::CaseBook>(
      *store_, service::ShownPictures{.folder = folder_.path() / "surfaces"});
  std::vector<service::Api> sites;
  sites.push_back({.store = *store_,
                   .book = *book_,
                   .tokens = *tokens_,
                   .page = page_,
                   .surfaces = folder_.path() / "surfaces"});
  door_ = std::make_unique<service::Door>(std::move(sites), *tokens_, page_);
  api_ = &door_->sites().front();
  server_ = std::make_unique<service::Server>(*door_, options);
  const Result<Ok> started = server_->start();
  ASSERT_TRUE(started) << started.error().message;
}

Answer Served::ask(const std::string& method, const std::string& target, const std::string& token,
                   const std::string& body, const std::string& headers) {
  Client client(server_->port());
  std::string message = method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + headers;
  if (!token.empty()) message += "Authorization: Bearer " + token + "\r\n";
  if (!body.empty()) message += "Content-Type: application/json\r\n";
  if (!body.empty() || method == "POST" || method == "PUT")
    message += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  client.send(message + "\r\n" + body);
  return client.receive(method == "HEAD");
}

std::string Served::tag_of(const std::string& case_id) {
  return get("/v1/cases/" + case_id + "/form").header("ETag");
}

Answer Served::say(const std::string& method, const std::string& target,
                   const nlohmann::json& value) {
  const std::string id = target.substr(10, target.find('/', 10) - 10);
  return ask(method, target, writer_,
             value.is_discarded() ? "" : nlohmann::json{{"value", value}}.dump(),
             "If-Match: " + tag_of(id) + "\r\n");
}

nlohmann::json Served::field_of(const std::string& case_id, const std::string& field) {
  const nlohmann::json form = get("/v1/cases/" + case_id + "/form").json();
  for (const auto& section : form["sections"])
    for (const auto& one : section["fields"])
      if (one["id"] == field) return one;
  return nullptr;
}

void Served::add_queued(const std::string& case_id) {
  Observation seen;
  seen.case_id = case_id;
  seen.root_key = "root";
  seen.source_key = "source " + std::to_string(++sources_);
  seen.stat_key = "s";
  seen.sha256 = std::string(60, 'a') + std::to_string(1000 + sources_);
  seen.bytes = 684;
  seen.version = version();
  seen.options = "o";
  ASSERT_TRUE(store_->observe(seen, {.by = "watch", .at = "2026-01-02T03:04:05.000Z"}));
}

void Served::add_box(const std::string& case_id, double side_mm, const std::string& at) {
  add_model(case_id, shapes::box({side_mm, 10, 10}), at);
}

void Served::add_model(const std::string& case_id, const TriMesh& mesh, const std::string& at) {
  const std::vector<std::byte> bytes = shapes::as_binary_stl(mesh);
  const Reading reading = analyze(BigVector<std::byte>(bytes.begin(), bytes.end()), "m.stl", {});
  Observation seen;
  seen.case_id = case_id;
  seen.root_key = "root";
  seen.source_key = "source " + std::to_string(++sources_);
  seen.stat_key = "s";
  seen.sha256 = reading.sha256;
  seen.bytes = bytes.size();
  seen.version = version();
  seen.options = "o";
  const Stamp stamp{.by = "watch", .at = at};
  const Result<Observed> observed = store_->observe(seen, stamp);
  ASSERT_TRUE(observed);
  if (*observed != Observed::kQueued) return;
  const auto job = store_->claim("root", stamp);
  ASSERT_TRUE(job && job->has_value());
  ASSERT_TRUE(store_->finish(**job,
                             {.status = ModelStatus::kOk,
                              .version = std::string(version()),
                              .options = "o",
                              .reading = to_json(reading),
                              .format = reading.format_id,
                              .model_class = "",
                              .error = ""},
                             stamp));
}

}  // namespace pg::test
