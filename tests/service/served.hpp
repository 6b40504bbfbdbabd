#pragma once
/// A server on a free port over a small record, and a client that sends bytes as they are.

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/service/server.hpp"
#include "geometry/mesh/tri_mesh.hpp"
#include "tests/support/paths.hpp"

namespace pg::test {

struct Answer {
  int status = 0;  ///< 0: the connection ended without one.
  std::string head;
  std::string body;

  [[nodiscard]] std::string header(const std::string& name) const;
  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body); }
};

/// A TCP connection to the loopback address; reads end after 5 s.
class Client {
 public:
  explicit Client(std::uint16_t port);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool send(const std::string& bytes);
  /// Nothing more will be sent.
  void end();
  /// One answer with its body.
  Answer receive(bool head_only = false);
  /// Reads until `text` came or 5 s went by; all that was read so far.
  std::string read_until(const std::string& text);
  /// The other side closed.
  bool at_end();

 private:
  bool more();

  int socket_;
  std::string buffer_;
};

class Served : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;
  void begin(service::ServerOptions options = {});

  Answer ask(const std::string& method, const std::string& target, const std::string& token = {},
             const std::string& body = {}, const std::string& headers = {});
  Answer get(const std::string& target) { return ask("GET", target, reader_); }
  /// A write with the writer's token and the form's current tag.
  Answer say(const std::string& method, const std::string& target, const nlohmann::json& value);
  std::string tag_of(const std::string& case_id);
  nlohmann::json field_of(const std::string& case_id, const std::string& field);

  /// A model of a box into the record, measured for real.
  void add_box(const std::string& case_id, double side_mm, const std::string& at);
  void add_model(const std::string& case_id, const TriMesh& mesh, const std::string& at);
  void add_queued(const std::string& case_id);

  TempDir folder_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<service::TokenFile> tokens_;
  service::Page page_;
  std::unique_ptr<service::CaseBook> book_;
  std::unique_ptr<service::Door> door_;
  service::Api* api_ = nullptr;  ///< The door's only site.
  std::unique_ptr<service::Server> server_;
  std::string reader_, writer_, admin_;
  int sources_ = 0;
};

}  // namespace pg::test
