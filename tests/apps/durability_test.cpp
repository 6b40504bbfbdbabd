// Acknowledged means durable: shown from the order of the real program's system calls. Before a log
// line says that something was queued or recorded, everything that this takes was put on disk by
// fsync or fdatasync: the record's log, the files of the report, the names in their folders.

#include <gmock/gmock.h>

#include <regex>

#include "tests/apps/watch_fixture.hpp"
#include "tests/support/call_trace.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

using test::SystemCall;

bool is_sync(const SystemCall& call) {
  return call.name == "fsync" || call.name == "fdatasync";
}

bool is_write(const SystemCall& call) {
  return call.name.starts_with("write") || call.name.starts_with("pwrite") ||
         call.name.starts_with("ftruncate");
}

/// What is not on disk, as far as the calls seen tell. A thread answers for its own: another one may
/// be in the middle of its next file.
class Disk {
 public:
  explicit Disk(fs::path folder) : folder_(folder.string() + "/") {}

  void see(const SystemCall& call) {
    if (!call.done()) return;
    if (is_sync(call)) {
      content_.erase(call.descriptor_path());
      names_.erase(call.descriptor_path());
    } else if (is_write(call)) {
      if (ours(call.descriptor_path())) content_[call.descriptor_path()] = call.thread;
    } else if (call.name == "openat" && call.arguments.find("O_CREAT") != std::string::npos) {
      appear(call.path(0), call.thread);
    } else if (call.name == "mkdir") {
      appear(call.path(0), call.thread);
    } else if (call.name == "link" || call.name.starts_with("rename")) {
      move(call.path(0), call.path(1), call.thread);
    } else if (call.name.starts_with("unlink")) {
      content_.erase(call.path(0));
      there_.erase(call.path(0));
    }
  }

  [[nodiscard]] std::vector<std::string> owed_by(int thread) const {
    std::vector<std::string> all = wrong_;
    for (const auto* debts : {&content_, &names_})
      for (const auto& [path, owner] : *debts)
        if (owner == thread) all.push_back("not on disk: " + path);
    return all;
  }

 private:
  /// Locks and SQLite's index of its log are made anew after a power cut; a rollback journal that
  /// is gone says that there is nothing to roll back.
  [[nodiscard]] bool ours(const std::string& path) const {
    return path.starts_with(folder_) && !path.ends_with(".lock") && !path.ends_with("-shm") &&
           !path.ends_with("-journal");
  }
  void appear(const std::string& path, int thread) {
    if (ours(path) && there_.insert(path).second)
      names_[fs::path(path).parent_path().string()] = thread;
  }
  void move(const std::string& from, const std::string& to, int thread) {
    if (!ours(to)) return;
    if (content_.count(from) != 0) wrong_.push_back("took its name before it was on disk: " + to);
    there_.insert(to);
    names_[fs::path(to).parent_path().string()] = thread;
  }

  std::string folder_;
  std::map<std::string, int> content_;  ///< Files with bytes that are not on disk; by which thread.
  std::map<std::string, int> names_;    ///< Folders with names that are not.
  std::set<std::string> there_;
  std::vector<std::string> wrong_;
};

struct Acknowledgement {
  std::size_t at = 0;
  std::string what;  ///< "queued", "recorded", "refused"
  std::string hash;  ///< The first 12 digits.
};

std::vector<Acknowledgement> acknowledgements(const std::vector<SystemCall>& calls) {
  static const std::regex line("(queued|recorded|refused) case-[0-9]+ ([0-9a-f]{12})");
  std::vector<Acknowledgement> all;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    std::smatch found;
    if (calls[i].name == "write" && calls[i].arguments.starts_with("2<") &&
        std::regex_search(calls[i].arguments, found, line))
      all.push_back({.at = i, .what = found[1], .hash = found[2]});
  }
  return all;
}

/// The last call before `end` for which `is` holds; `end`: none.
std::size_t last_before(const std::vector<SystemCall>& calls, std::size_t end,
                        const std::function<bool(const SystemCall&)>& is) {
  for (std::size_t i = end; i-- > 0;)
    if (is(calls[i])) return i;
  return end;
}

/// What is wrong with the order of the calls, in sentences.
std::vector<std::string> violations(const std::vector<SystemCall>& calls, const fs::path& folder) {
  std::vector<std::string> all;
  Disk disk(folder);
  std::size_t seen = 0;
  for (const Acknowledgement& told : acknowledgements(calls)) {
    for (; seen < told.at; ++seen) disk.see(calls[seen]);
    const int thread = calls[told.at].thread;
    const auto here = [&](const SystemCall& call) { return call.thread == thread; };
    for (const std::string& owed : disk.owed_by(thread))
      all.push_back(told.what + " " + told.hash + ": " + owed);
    const std::size_t commit = last_before(calls, told.at, [&](const SystemCall& call) {
      return here(call) && is_write(call) && call.descriptor_path().ends_with("-wal") &&
             call.arguments.find(told.hash) != std::string::npos;
    });
    const std::size_t sync = last_before(calls, told.at, [&](const SystemCall& call) {
      return here(call) && is_sync(call) && call.descriptor_path().ends_with("-wal");
    });
    if (commit == told.at || sync == told.at || sync < commit)
      all.push_back(told.what + " " + told.hash + ": said before the record had it on disk");
    if (told.what == "queued") continue;
    const std::size_t reading = last_before(calls, told.at, [&](const SystemCall& call) {
      return here(call) && call.name == "rename" &&
             call.path(1).find(told.hash) != std::string::npos && call.path(1).ends_with(".json");
    });
    const std::size_t reports = last_before(calls, commit, [&](const SystemCall& call) {
      return here(call) && is_sync(call) && call.descriptor_path().find("/reports/") != std::string::npos;
    });
    if (reading == told.at || reports == commit || reports < reading)
      all.push_back(told.what + " " + told.hash + ": recorded before its report was on disk");
  }
  return all;
}

std::vector<SystemCall> without(std::vector<SystemCall> calls,
                                const std::function<bool(const SystemCall&)>& is) {
  std::erase_if(calls, is);
  return calls;
}

class Durability : public Watch {
 protected:
  void SetUp() override {
    if (!test::can_trace())
      GTEST_SKIP() << "SKIPPED: needs strace, and the permission to trace (ptrace)";
  }
  /// One run of the program over what is in the folder.
  std::vector<SystemCall> traced(std::vector<std::string> more) {
    const fs::path trace = folder_.path() / "trace";
    std::vector<std::string> arguments = {
        "-f", "-y", "-a", "1", "-s", "20000", "-o", trace.string(), "-e",
        "trace=openat,write,writev,pwrite64,pwritev,ftruncate,fsync,fdatasync,rename,renameat,"
        "renameat2,link,linkat,mkdir,unlink,unlinkat,sendto,recvfrom",
        test::printgauge_binary().string(), "watch", root_.string(), "--store", store_, "--once",
        "--settle", "0.05", "--scan-every", "0.1", "--only", "volume,size", "--jobs", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto outcome = test::run_program("strace", arguments);
    EXPECT_EQ(outcome.status, 1) << outcome.err;  // one file is refused
    return test::read_trace(trace.string());
  }
  void drop_three() {
    put(root_ / "case-1" / "a.stl", box_file(10));
    put(root_ / "case-2" / "b.stl", box_file(11));
    put(root_ / "case-1" / "c.stl", "no model");
  }
};

TEST_F(Durability, WhatIsSaidToBeQueuedOrRecordedIsOnDiskWithAllThatBelongsToIt) {
  drop_three();
  const std::vector<SystemCall> calls =
      traced({"--surfaces", "--report", (folder_.path() / "reports" / "of" / "ours").string()});
  std::map<std::string, int> told;
  for (const Acknowledgement& each : acknowledgements(calls)) ++told[each.what];
  EXPECT_EQ(told["queued"], 3);
  EXPECT_EQ(told["recorded"], 2);
  EXPECT_EQ(told["refused"], 1);
  EXPECT_THAT(violations(calls, folder_.path()), testing::IsEmpty());

  // The search does find what is missing: each kind of sync left out of the same calls.
  const auto missed = [&](const std::string& where) {
    return !violations(without(calls,
                               [&](const SystemCall& call) {
                                 return is_sync(call) && std::regex_search(call.descriptor_path(),
                                                                           std::regex(where));
                               }),
                       folder_.path())
                .empty();
  };
  for (const char* where : {"-wal$", "reports/.*\\.part$", "reports/of/ours/case-1$",
                            "reports/of$", "/state$", "\\.surface\\.part$", "\\.png\\.part$",
                            "/state/surfaces$", "site\\.key"})
    EXPECT_TRUE(missed(where)) << where;
}

TEST_F(Durability, AFileLeavesTheFolderOnlyWhenItsReadingIsOnDiskAndArrivesForGood) {
  drop_three();
  const fs::path archive = folder_.path() / "archive";
  const std::vector<SystemCall> calls = traced(
      {"--report", (folder_.path() / "reports" / "of" / "ours").string(), "--archive", archive.string()});
  EXPECT_THAT(violations(calls, folder_.path()), testing::IsEmpty());
  std::size_t moves = 0;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const SystemCall& call = calls[i];
    if (call.name != "renameat2" || !call.done() || !call.path(1).starts_with(archive.string()))
      continue;
    ++moves;
    const std::string hash = sha256(slurp(call.path(1))).substr(0, 12);
    const auto told = acknowledgements(calls);
    EXPECT_TRUE(std::any_of(told.begin(), told.end(), [&](const Acknowledgement& each) {
      return each.at < i && each.what == "recorded" && each.hash == hash;
    })) << call.path(1);
    // Told to have moved when both folders' names are on disk.
    std::size_t said = i;
    while (said < calls.size() && !(calls[said].name == "write" &&
                                    calls[said].arguments.find("archive: ") != std::string::npos &&
                                    calls[said].arguments.find(hash) != std::string::npos))
      ++said;
    ASSERT_LT(said, calls.size());
    for (const std::string& path : {call.path(0), call.path(1)}) {
      const std::size_t sync = last_before(calls, said, [&](const SystemCall& other) {
        return is_sync(other) && other.descriptor_path() == fs::path(path).parent_path();
      });
      EXPECT_GT(sync, i) << path;
    }
  }
  EXPECT_EQ(moves, 2u);
}

class DurabilityPostgreSQL : public Durability {};

TEST_F(DurabilityPostgreSQL, NothingIsSaidBeforeTheServerHasAnsweredTheCommit) {
  test::PostgresServer* const server = test::PostgresServer::shared();
  if (server == nullptr) GTEST_SKIP() << test::kNoPostgres;
  store_ = server->address(server->fresh_schema());
  setenv("XDG_STATE_HOME", (folder_.path() / "state").c_str(), 1);
  drop_three();
  const std::vector<SystemCall> calls = traced({});
  const std::vector<Acknowledgement> told = acknowledgements(calls);
  EXPECT_EQ(told.size(), 6u);
  for (const Acknowledgement& each : told) {
    const int thread = calls[each.at].thread;
    const auto last = [&](const char* name, const char* word) {
      return last_before(calls, each.at, [&](const SystemCall& call) {
        return call.thread == thread && call.name == name &&
               call.arguments.find(word) != std::string::npos;
      });
    };
    const std::size_t asked = last("sendto", "COMMIT");
    const std::size_t answered = last("recvfrom", "COMMIT");
    ASSERT_NE(asked, each.at) << each.what;
    ASSERT_NE(answered, each.at) << each.what;
    EXPECT_GT(answered, asked) << each.what << " was said before the commit was answered";
    const std::size_t sent = last("sendto", each.hash.c_str());
    ASSERT_NE(sent, each.at) << each.what;
    EXPECT_LE(sent, asked) << each.what << " was sent after its commit";
  }
}

}  // namespace
}  // namespace pg
