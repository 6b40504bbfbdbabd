// The sandbox: what a hostile file makes the worker do costs that file alone.

#include "pipeline/worker/worker.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>

#include <fstream>

#include "pipeline/worker/request.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

class WorkerTest : public ::testing::Test {
 protected:
  Descriptor file_with(const std::string& bytes) {
    const fs::path path = dir_.path() / "model";
    std::ofstream(path, std::ios::binary) << bytes;
    return Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  }
  static std::string stl_of(const TriMesh& mesh) {
    const std::vector<std::byte> bytes = shapes::as_binary_stl(mesh);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  static WorkerOptions misbehaving() {
    WorkerOptions options;
    options.command = {PG_MISBEHAVING_WORKER};
    return options;
  }
  static WorkerOptions real() {
    WorkerOptions options;
    options.command = {test::printgauge_binary().string(), "worker"};
    return options;
  }
  Result<Reading> ask(Worker& worker, const std::string& bytes) {
    const Descriptor file = file_with(bytes);
    Result<std::optional<Reading>> reading = worker.measure({.file = file.get(), .suffix = ".stl"}, {});
    if (!reading) return reading.error();
    return std::move(**reading);
  }

 private:
  test::TempDir dir_;
};

TEST_F(WorkerTest, GivesTheReadingThatAnalyzeGives) {
  const std::string stl = stl_of(shapes::pipe(8, 10, 30, 48, 6));
  Worker worker(real());
  const Result<Reading> reading = ask(worker, stl);
  ASSERT_TRUE(reading) << reading.error().message;
  const auto* data = reinterpret_cast<const std::byte*>(stl.data());
  const Reading here = analyze({data, data + stl.size()}, "model.stl", {});
  EXPECT_EQ(to_json(*reading, {}, false), to_json(here, {}, false));
}

TEST_F(WorkerTest, OneProcessServesManyFilesAndARefusalIsAReading) {
  Worker worker(real());
  ASSERT_TRUE(ask(worker, stl_of(shapes::box({1, 2, 3}))));
  const int first = worker.process_id();
  const Result<Reading> refused = ask(worker, "no model at all");
  ASSERT_TRUE(refused);
  EXPECT_TRUE(refused->refused);
  ASSERT_TRUE(ask(worker, stl_of(shapes::tetrahedron(5))));
  EXPECT_EQ(worker.process_id(), first);
}

TEST_F(WorkerTest, IsReplacedAfterItsShareOfFiles) {
  WorkerOptions options = misbehaving();
  options.files_most = 2;
  Worker worker(options);
  ASSERT_TRUE(ask(worker, "nothing"));
  const int first = worker.process_id();
  ASSERT_TRUE(ask(worker, "nothing"));
  EXPECT_EQ(worker.process_id(), first);
  ASSERT_TRUE(ask(worker, "nothing"));
  EXPECT_NE(worker.process_id(), first);
}

TEST_F(WorkerTest, InTheBackgroundItYieldsToOthersAndMeasuresTheSame) {
  const std::string stl = stl_of(shapes::box({1, 2, 3}));
  WorkerOptions options = real();
  options.command.emplace_back("--background");
  Worker worker(options);
  const Result<Reading> reading = ask(worker, stl);
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_GE(getpriority(PRIO_PROCESS, static_cast<id_t>(worker.process_id())), 5);
  EXPECT_EQ(sched_getscheduler(worker.process_id()), SCHED_BATCH);
  Worker other(real());
  const Result<Reading> in_front = ask(other, stl);
  ASSERT_TRUE(in_front);
  EXPECT_EQ(to_json(*reading, {}, false), to_json(*in_front, {}, false));
}

TEST_F(WorkerTest, HandsBackWhatThePageShowsOfAModelAndNothingOfARefusal) {
  WorkerOptions options = real();
  options.shapes = true;
  Worker worker(options);
  ASSERT_TRUE(ask(worker, stl_of(shapes::box({1, 2, 3}))));
  EXPECT_EQ(worker.shape().surface.substr(0, 4), "PGS1");
  EXPECT_EQ(worker.shape().picture_png.substr(1, 3), "PNG");
  ASSERT_TRUE(ask(worker, "no model at all"));
  EXPECT_TRUE(worker.shape().surface.empty());
  EXPECT_TRUE(worker.shape().picture_png.empty());
}

class Forbidden : public WorkerTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(Forbidden, EndsTheWorkerWithThatReasonAndTheNextFileIsServed) {
  Worker worker(misbehaving());
  const Result<Reading> hostile = ask(worker, GetParam());
  ASSERT_FALSE(hostile);
  EXPECT_NE(hostile.error().message.find("sandbox forbids"), std::string::npos)
      << hostile.error().message;
  EXPECT_TRUE(ask(worker, "nothing"));
}

INSTANTIATE_TEST_SUITE_P(Calls, Forbidden,
                         ::testing::Values("open", "socket", "execve", "ptrace", "fork", "unlink",
                                           "kill"));

TEST_F(WorkerTest, ACrashIsSaidAndTheNextFileIsServed) {
  Worker worker(misbehaving());
  const Result<Reading> crashed = ask(worker, "crash");
  ASSERT_FALSE(crashed);
  EXPECT_NE(crashed.error().message.find("crashed (signal 11)"), std::string::npos)
      << crashed.error().message;
  EXPECT_TRUE(ask(worker, "nothing"));
}

TEST_F(WorkerTest, AFileThatTakesTooLongIsStopped) {
  WorkerOptions options = misbehaving();
  options.time = seconds(1);
  Worker worker(options);
  const auto start = std::chrono::steady_clock::now();
  const Result<Reading> slow = ask(worker, "sleep");
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().code, ErrorCode::kTooLarge);
  EXPECT_NE(slow.error().message.find("longer than 1 s"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(30));
  EXPECT_TRUE(ask(worker, "nothing"));
}

TEST_F(WorkerTest, MemoryEndsAtItsLimitInsideTheWorker) {
  WorkerOptions options = misbehaving();
  options.limits.memory_bytes = std::size_t{2} << 30;
  Worker worker(options);
  const Result<Reading> reading = ask(worker, "memory");
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->format_id, "out of memory");
}

TEST_F(WorkerTest, ThreadsAreAllowed) {
  Worker worker(misbehaving());
  const Result<Reading> reading = ask(worker, "thread");
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->format_id, "from a thread");
}

TEST_F(WorkerTest, ThreadsMayGiveMemoryBack) {
  Worker worker(misbehaving());
  const Result<Reading> reading = ask(worker, "free");
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->format_id, "given back");
}

TEST_F(WorkerTest, AWorkerKilledFromOutsideIsReplaced) {
  Worker worker(misbehaving());
  ASSERT_TRUE(ask(worker, "nothing"));
  kill(worker.process_id(), SIGKILL);
  EXPECT_FALSE(ask(worker, "nothing"));
  EXPECT_TRUE(ask(worker, "nothing"));
}

TEST(WorkerRequest, SaysAllOptionsThatChangeAReading) {
  WorkerRequest request{.suffix = ".obj", .options = {}};
  request.options.unit = LengthUnit::kInch;
  request.options.process = "vpp";
  request.options.pose_goal = PoseGoal::kHeight;
  request.options.declared_class = "aortic";
  request.options.only = *Selection::of(std::vector<std::string>{"volume", "size"});
  request.options.limits.triangles_max = 7;
  request.options.limits.seconds_max = 2.5;
  const Result<WorkerRequest> back = worker_request_from(to_text(request));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->suffix, ".obj");
  EXPECT_EQ(options_digest(back->options), options_digest(request.options));
  EXPECT_EQ(back->options.limits.triangles_max, 7U);
  EXPECT_EQ(back->options.limits.seconds_max, 2.5);
  EXPECT_FALSE(worker_request_from("{"));
  EXPECT_FALSE(worker_request_from("{}"));
}

}  // namespace
}  // namespace pg
