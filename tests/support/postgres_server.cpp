#include "tests/support/postgres_server.hpp"

#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/run.hpp"

extern char** environ;

namespace pg::test {
namespace {

constexpr std::chrono::seconds kStartMax{120};

std::optional<std::filesystem::path> find_programs() {
  std::error_code error;
  std::optional<std::filesystem::path> newest;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", error)) {
    const std::filesystem::path programs = version.path() / "bin";
    if (!std::filesystem::exists(programs / "initdb")) continue;
    if (!newest || *newest < programs) newest = programs;
  }
  return newest;
}

/// The server refuses to run as root; it is then run as the user `postgres`. It ends with us,
/// however we end.
std::vector<std::string> as_server_user(std::vector<std::string> command) {
  std::vector<std::string> all = {"/usr/bin/setpriv", "--pdeathsig", "QUIT"};
  if (geteuid() == 0)
    all.insert(all.end(), {"--reuid=postgres", "--regid=postgres", "--clear-groups"});
  all.push_back("--");
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

}  // namespace

PostgresServer* PostgresServer::shared() {
  static const std::unique_ptr<PostgresServer> server = [] {
    const std::optional<std::filesystem::path> programs = find_programs();
    return programs ? std::make_unique<PostgresServer>(*programs) : nullptr;
  }();
  return server.get();
}

PostgresServer::PostgresServer(std::filesystem::path programs) : programs_(std::move(programs)) {
  if (geteuid() == 0) {
    const passwd* const user = getpwnam("postgres");
    if (user == nullptr || chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0)
      throw std::runtime_error("the user postgres cannot have the server's folder");
  }
  const std::vector<std::string> command =
      as_server_user({programs_ / "initdb", "-D", folder_.path() / "data", "-U", "postgres", "-A",
                      "trust", "--no-sync", "-E", "UTF8", "--locale=C"});
  const Outcome made = run_program(command[0], {command.begin() + 1, command.end()});
  if (made.status != 0) throw std::runtime_error("initdb failed: " + made.err);
  start();
}

PostgresServer::~PostgresServer() {
  stop();
}

void PostgresServer::start() {
  const std::vector<std::string> command =
      as_server_user({programs_ / "postgres", "-D", folder_.path() / "data", "-k", folder_.path(),
                      "-c", "listen_addresses=", "-c", "fsync=off", "-c", "logging_collector=on"});
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  if (posix_spawn(&process_, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0)
    throw std::runtime_error("the server cannot be started");
  // Its lock file says "ready" in the last line once it takes connections.
  const auto until = std::chrono::steady_clock::now() + kStartMax;
  while (std::chrono::steady_clock::now() < until) {
    std::ostringstream lock;
    lock << std::ifstream(folder_.path() / "data" / "postmaster.pid").rdbuf();
    if (lock.str().find("ready") != std::string::npos) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  throw std::runtime_error("the server does not start");
}

void PostgresServer::stop() {
  if (process_ <= 0) return;
  kill(process_, SIGQUIT);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

std::string PostgresServer::address(const std::string& schema) const {
  return "postgresql://postgres@/postgres?host=" + folder_.path().string() +
         "&options=-csearch_path%3D" + schema;
}

std::string PostgresServer::fresh_schema() {
  const std::string name = "t" + std::to_string(++schemas_);
  (void)ask("public", "CREATE SCHEMA " + name);
  return name;
}

std::string PostgresServer::ask(const std::string& schema, const std::string& sql) const {
  const Outcome said =
      run_program(programs_ / "psql", {"-X", "-q", "-A", "-t", "-c", sql, address(schema)});
  if (said.status != 0) throw std::runtime_error("psql: " + said.err);
  return said.out.substr(0, said.out.find_last_not_of('\n') + 1);
}

}  // namespace pg::test
