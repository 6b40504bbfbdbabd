// The watched folder, with the real program: what is dropped is recorded once, whatever happens to
// the program meanwhile.

#include "tests/apps/watch_fixture.hpp"

namespace pg {
namespace {

TEST_F(Watch, TwoHundredFilesInFortyCasesWithRestartsAreEachRecordedOnce) {
  // What is measured does not matter here; when, does.
  const std::vector<std::string> kFew = {"--only", "volume,size"};
  constexpr int kFiles = 200;
  constexpr int kCases = 40;
  const fs::path staging = folder_.path() / "staging";
  std::map<std::string, std::multiset<std::string>> expected;
  std::vector<std::thread> slow;
  auto program = daemon(kFew);
  for (int i = 0; i < kFiles; ++i) {
    const std::string id = "case-" + std::to_string(i % kCases + 100);
    const fs::path path = root_ / id / ("model-" + std::to_string(i) + ".stl");
    const std::string content = box_file(1 + 0.1 * i);
    expected[id].insert(sha256(content));
    switch (i % 5) {
      case 0:  // in one go
        put(path, content);
        break;
      case 1:  // under a temporary name, then renamed
        put(path.string() + ".part", content);
        fs::rename(path.string() + ".part", path);
        break;
      case 2:  // slowly, each tenth file with a pause beyond the settle time
        slow.emplace_back([path, content, i] {
          const std::size_t third = content.size() / 3;
          put(path, content.substr(0, third));
          std::this_thread::sleep_for(i % 50 == 2 ? 900ms : 100ms);
          put(path, content.substr(third, third), std::ios::app);
          std::this_thread::sleep_for(100ms);
          put(path, content.substr(2 * third), std::ios::app);
        });
        break;
      case 3:  // moved in from elsewhere
        put(staging / path.filename(), content);
        fs::create_directories(path.parent_path());
        fs::rename(staging / path.filename(), path);
        break;
      default:  // replaced by its final content while it may be under way
        put(path, box_file(500 + i));
        std::this_thread::sleep_for(i % 2 == 0 ? 0ms : 150ms);
        put(path, content);
    }
    std::this_thread::sleep_for(15ms);
    if (i == 40) {
      EXPECT_EQ(ended(*program), 0);
    }
    if (i == 60) program = daemon(kFew);
    if (i == 100) {
      EXPECT_EQ(program->stop(SIGKILL), -SIGKILL);
    }
    if (i == 101) program = daemon(kFew);
    if (i == 150) {
      EXPECT_EQ(program->stop(SIGKILL), -SIGKILL);
    }
    if (i == 170) program = daemon(kFew);
  }
  for (std::thread& thread : slow) thread.join();
  // Killed again while the queue is being worked off.
  for (int kill = 0; kill < 5; ++kill) {
    std::this_thread::sleep_for(350ms);
    program->stop(SIGKILL);
    program = daemon(kFew);
  }
  EXPECT_TRUE(until([&](Store& store) { return recorded(store) == expected; }));
  EXPECT_EQ(ended(*program), 0);

  auto store = open_store(store_, StoreMode::kExisting);
  ASSERT_TRUE(store);
  EXPECT_EQ(recorded(**store), expected);
  std::size_t current = 0, changes = 0;
  for (const Case& subject : all_cases(**store)) {
    current += (*store)->models(subject.id)->size();
    changes += (*store)->history(subject.id)->size();
    for (const CaseModel& model : all_models(**store, subject.id))
      EXPECT_EQ(model.status, ModelStatus::kOk);
  }
  EXPECT_EQ(current, static_cast<std::size_t>(kFiles));

  // And once more over everything: nothing is left to do.
  EXPECT_EQ(daemon({"--once", "--only", "volume,size"})->wait(), 0);
  std::size_t changes_after = 0;
  for (const Case& subject : all_cases(**store))
    changes_after += (*store)->history(subject.id)->size();
  EXPECT_EQ(changes_after, changes);
}

TEST_F(Watch, FoldersMovedInWholeAndPollingOnly) {
  for (const bool poll_only : {false, true}) {
    auto program =
        daemon(poll_only ? std::vector<std::string>{"--poll"} : std::vector<std::string>());
    std::this_thread::sleep_for(400ms);
    const std::string id = poll_only ? "case-2" : "case-1";
    const std::string content = box_file(poll_only ? 3 : 4);
    put(folder_.path() / "staging" / id / "deep" / "a.stl", content);
    fs::rename(folder_.path() / "staging" / id, root_ / id);
    EXPECT_TRUE(
        until([&](Store& store) { return recorded(store)[id].count(sha256(content)) == 1; }, 15s))
        << id;
    EXPECT_EQ(program->stop(SIGINT), 0);
  }
}

TEST_F(Watch, OnceTellsByItsExitStatusThatSomeWereRefused) {
  put(root_ / "case-1" / "a.stl", box_file(1));
  EXPECT_EQ(daemon({"--once"})->wait(), 0);
  put(root_ / "case-1" / "b.stl", "no model");
  EXPECT_EQ(daemon({"--once"})->wait(), 1);
}

TEST_F(Watch, ExitStatusesOfUseAndOfOurs) {
  EXPECT_EQ(call({"watch", (folder_.path() / "missing").string(), "--once"}), 2);
  EXPECT_EQ(call({"watch", root_.string(), "--once", "--units", "cubit"}), 2);
  EXPECT_EQ(call({"watch"}), 2);
  fs::create_directories(folder_.path() / "plain");
  put(folder_.path() / "plain" / "file", "x");
  EXPECT_EQ(Program({"watch", root_.string(), "--once", "--store",
                     (folder_.path() / "plain" / "file" / "s").string()},
                    out_, log_)
                .wait(),
            3);
}

TEST_F(Watch, StdoutHoldsNothingAndTheLogNoNames) {
  put(root_ / "case-1" / "a-name.stl", box_file(1));
  daemon({"--once"})->wait();
  EXPECT_EQ(slurp(out_), "");
  EXPECT_NE(slurp(log_).find("recorded case-1 " + sha256(box_file(1)).substr(0, 12)),
            std::string::npos)
      << slurp(log_);
  EXPECT_EQ(slurp(log_).find("a-name"), std::string::npos);
}

TEST_F(Watch, PlantedNamesAreNowhere) {
  const std::string who = "Zyxwinkel";
  root_ = folder_.path() / "Praxis Zyxwinkel";
  put(root_ / "Zyxwinkel_Hans_19800312" / "zyxwinkel heart.stl",
      box_file(7, "Zyxwinkel, Hans *12.03.1980"));
  put(root_ / "Zyxwinkel_Hans_19800312" / "ZYXWINKEL" / "aorta.stl",
      box_file(8, "solid ZYXWINKEL"));
  put(root_ / "zyxwinkel.stl", box_file(9));
  put(root_ / "case-7" / "a.stl", "solid Zyxwinkel\nfacet nonsense\nendsolid Zyxwinkel\n");
  put(root_ / "case-7" / "zyxwinkel.obj",
      "# patient Zyxwinkel\nmtllib zyxwinkel.mtl\no Zyxwinkel\ng Zyxwinkel\nusemtl Zyxwinkel\n"
      "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n");
  put(root_ / "case-7" / "broken.obj", "o Zyxwinkel\nv zyxwinkel 0 0\nf 1 2 9\n");
  put(root_ / "case-7" / "broken.3mf", "PK\x03\x04 Zyxwinkel");
  fs::create_directories(root_ / "case-7" / "zyxwinkel-locked");
  daemon({"--once"})->wait();
  auto running = daemon();
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(running->stop(SIGTERM), 0);
  EXPECT_EQ(call({"cases"}), 0);
  EXPECT_EQ(call({"cases", "--json"}), 0);
  std::size_t models = 0;
  {
    auto store = open_store(store_, StoreMode::kExisting);
    ASSERT_TRUE(store);
    ASSERT_EQ((*store)->cases()->size(), 3u);
    for (const Case& subject : all_cases(**store)) {
      models += (*store)->models(subject.id)->size();
      for (const char* command : {"show", "form"}) {
        EXPECT_EQ(call({command, subject.id}), 0);
        EXPECT_EQ(call({command, subject.id, "--json"}), 0);
      }
    }
  }
  EXPECT_EQ(models, 7u);
  EXPECT_EQ(call({"show", who}), 1);
  EXPECT_EQ(call({"form", who}), 1);

  ASSERT_TRUE(holds(slurp(root_ / "case-7" / "a.stl"), who));  // the search finds what there is
  std::size_t looked_at = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_.path() / "state")) {
    EXPECT_FALSE(holds(entry.path().filename().string(), who));
    EXPECT_FALSE(holds(slurp(entry.path()), who)) << entry.path();
    EXPECT_FALSE(holds(slurp(entry.path()), "19800312")) << entry.path();
    ++looked_at;
  }
  EXPECT_GE(looked_at, 3u);
  EXPECT_FALSE(holds(slurp(log_), who)) << slurp(log_);
  EXPECT_FALSE(holds(slurp(out_), who));
  EXPECT_FALSE(holds(slurp(out_), "hans"));
  EXPECT_TRUE(holds(slurp(out_), "case-7"));
}

TEST_F(Watch, NothingOfATempFileOrALinkIsTaken) {
  put(folder_.path() / "outside.stl", box_file(1));
  fs::create_directories(root_ / "case-1");
  fs::create_symlink(folder_.path() / "outside.stl", root_ / "case-1" / "link.stl");
  put(root_ / "case-1" / ".x.stl.AbCdEf", box_file(2));
  EXPECT_EQ(daemon({"--once"})->wait(), 0);
  auto store = open_store(store_, StoreMode::kExisting);
  ASSERT_TRUE(store);
  EXPECT_TRUE((*store)->cases()->empty());
}

}  // namespace
}  // namespace pg
