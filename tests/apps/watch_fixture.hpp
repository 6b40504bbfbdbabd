#pragma once
/// The watched folder, with the real program in a process of its own.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "pipeline/record/store.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"

namespace pg {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

inline std::string sha256(const std::string& bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", digest[i]);
    hex += two;
  }
  return hex;
}

inline std::string box_file(double size, const std::string& header = "") {
  const std::vector<std::byte> bytes = shapes::as_binary_stl(shapes::box({size, size, size}, 3));
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  text.replace(0, header.size(), header);
  return text;
}

inline void put(const fs::path& path, std::string_view bytes, std::ios::openmode mode = std::ios::trunc) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary | mode)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Whether `bytes` hold `word`, in any case.
inline bool holds(std::string bytes, std::string word) {
  const auto lower = [](std::string& text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  };
  lower(bytes);
  lower(word);
  return bytes.find(word) != std::string::npos;
}

/// The program in a process of its own; its output and its log go to files.
class Program {
 public:
  Program(std::vector<std::string> arguments, const fs::path& out, const fs::path& log,
          const std::vector<std::string>& environment = {}) {
    arguments.insert(arguments.begin(), test::printgauge_binary().string());
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    child_ = fork();
    if (child_ == 0) {
      dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), 1);
      dup2(open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), 2);
      for (const std::string& entry : environment) putenv(strdup(entry.c_str()));
      execv(argv[0], argv.data());
      _exit(127);
    }
  }
  ~Program() {
    if (child_ > 0) stop(SIGKILL);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] pid_t process_id() const { return child_; }
  void send(int signal) const { kill(child_, signal); }
  /// The exit status, or minus the signal that ended it.
  int wait() {
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  int stop(int signal) {
    send(signal);
    return wait();
  }

 private:
  pid_t child_ = -1;
};

// By value: a loop over `*store.cases()` would outlive the Result it looks into.
inline std::vector<Case> all_cases(Store& store) {
  const auto cases = store.cases();
  return cases ? *cases : std::vector<Case>();
}
inline std::vector<CaseModel> all_models(Store& store, const std::string& id) {
  const auto models = store.models(id);
  return models ? *models : std::vector<CaseModel>();
}

class Watch : public testing::Test {
 protected:
  Watch()
      : root_(folder_.path() / "in"),
        store_((folder_.path() / "state" / "record.sqlite").string()) {
    fs::create_directories(root_);
  }
  std::unique_ptr<Program> daemon(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"watch", root_.string(), "--store", store_};
    for (const auto& [option, value] : {std::pair{"--settle", "0.3"}, {"--scan-every", "0.5"}})
      if (std::find(more.begin(), more.end(), option) == more.end())
        arguments.insert(arguments.end(), {option, value});
    arguments.insert(arguments.end(), more.begin(), more.end());
    said_before_ = slurp(log_).size();
    return std::make_unique<Program>(arguments, out_, log_);
  }
  /// Ends the daemon begun last as a service manager does, once it has come so far as to hear it.
  int ended(Program& program) {
    EXPECT_TRUE(until([&](Store&) {
      return slurp(log_).find("watching", said_before_) != std::string::npos;
    }));
    return program.stop(SIGTERM);
  }
  int call(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--store", store_});
    return Program(arguments, out_, log_).wait();
  }
  /// Looks into the store, as another process, until `enough` or the time is up.
  bool until(const std::function<bool(Store&)>& enough, std::chrono::seconds limit = 180s) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < end) {
      if (auto store = open_store(store_, StoreMode::kExisting); store && enough(**store))
        return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }
  static std::map<std::string, std::multiset<std::string>> recorded(Store& store) {
    std::map<std::string, std::multiset<std::string>> by_case;
    const auto cases = store.cases();
    if (!cases) return by_case;
    for (const Case& subject : *cases) {
      const auto models = store.models(subject.id);
      if (!models) continue;
      for (const CaseModel& model : *models)
        if (model.status == ModelStatus::kOk) by_case[subject.id].insert(model.sha256);
    }
    return by_case;
  }

  test::TempDir folder_;
  fs::path root_;
  std::string store_;  ///< As --store takes it.
  fs::path out_ = folder_.path() / "out";
  fs::path log_ = folder_.path() / "log";
  std::size_t said_before_ = 0;  ///< Bytes of the log, when the daemon begun last was begun.
};

}  // namespace pg
