#pragma once
/// A real PostgreSQL server for tests: made in a temporary folder, reached by a Unix socket only,
/// stopped with the test program.

#include <memory>
#include <string>

#include "tests/support/paths.hpp"

namespace pg::test {

inline constexpr const char* kNoPostgres =
    "SKIPPED: needs the programs of a PostgreSQL server (Debian: postgresql) in "
    "/usr/lib/postgresql/*/bin";

class PostgresServer {
 public:
  /// The one of this program, started at the first call; null where the programs are missing.
  /// Throws when it does not start.
  static PostgresServer* shared();

  explicit PostgresServer(std::filesystem::path programs);
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  /// The address of a schema of its own, empty.
  std::string fresh_schema();
  [[nodiscard]] std::string address(const std::string& schema) const;
  /// One value, past our own code.
  [[nodiscard]] std::string ask(const std::string& schema, const std::string& sql) const;
  void stop();  ///< At once, as in a crash: connections break.
  void start();

 private:
  TempDir folder_;
  std::filesystem::path programs_;
  int process_ = -1;
  int schemas_ = 0;
};

}  // namespace pg::test
