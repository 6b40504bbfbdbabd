// HTTPS with a certificate: asked by OpenSSL's own client.

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/service/served.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

class Tls : public test::Served {
 protected:
  void SetUp() override {
    Served::SetUp();
    if (access("/usr/bin/openssl", X_OK) != 0) GTEST_SKIP() << "SKIPPED: needs openssl";
    add_box("case-1", 10, "2026-01-01T00:00:00.000Z");
    const test::Outcome made = test::run_program(
        "/usr/bin/openssl", {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                             "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", key(), "-out",
                             certificate()});
    ASSERT_EQ(made.status, 0) << made.err;
  }
  std::string key() const { return folder_.path() / "key.pem"; }
  std::string certificate() const { return folder_.path() / "certificate.pem"; }
  service::ServerOptions options() const {
    service::ServerOptions chosen;
    chosen.tls_certificate = certificate();
    chosen.tls_key = key();
    return chosen;
  }
  /// What s_client hears after its question.
  test::Outcome ask_over_tls(const std::string& target, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"s_client", "-quiet", "-verify_return_error", "-CAfile", certificate(),
                                          "-connect", "127.0.0.1:" + std::to_string(server_->port())};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return test::run_program("/usr/bin/openssl", arguments, {},
                             "GET " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + reader_ +
                                 "\r\nConnection: close\r\n\r\n");
  }
};

TEST_F(Tls, AnswersComeOverTls) {
  begin(options());
  const test::Outcome health = ask_over_tls("/v1/health");
  EXPECT_EQ(health.out.rfind("HTTP/1.1 200 OK", 0), 0u) << health.out << health.err;
  const test::Outcome form = ask_over_tls("/v1/cases/case-1/form", {"-tls1_3"});
  EXPECT_NE(form.out.find("\"case\":\"case-1\""), std::string::npos) << form.out << form.err;
  EXPECT_NE(ask_over_tls("/v1/health", {"-tls1_2"}).out.find("200 OK"), std::string::npos);
}

TEST_F(Tls, OldVersionsAndPlainHttpGetNoAnswer) {
  begin(options());
  EXPECT_EQ(ask_over_tls("/v1/health", {"-tls1_1"}).out.find("HTTP/1.1"), std::string::npos);
  EXPECT_EQ(ask("GET", "/v1/health").status, 0);
  EXPECT_NE(ask_over_tls("/v1/health").out.find("200 OK"), std::string::npos);
}

TEST_F(Tls, ACertificateThatCannotBeUsedIsSaid) {
  begin(options());
  service::ServerOptions wrong = options();
  wrong.tls_key = certificate();
  service::Server server(*door_, wrong);
  const Result<Ok> started = server.start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().message.find("PEM"), std::string::npos);
}

}  // namespace
}  // namespace pg
