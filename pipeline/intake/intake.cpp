#include "pipeline/intake/intake.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

#include "pipeline/record/file_lock.hpp"

namespace pg {
namespace {

constexpr std::chrono::milliseconds kTroublePauseMax{30'000};

Premises premises_of(const IntakeOptions& options) {
  Premises premises;
  premises.digest = options_digest(options.analyze);
  premises.by = options.by;
  premises.settle = options.settle;
  premises.poll = options.poll;
  premises.poll_only = options.poll_only;
  return premises;
}

bool lies_in(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto [left, right] =
      std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return left == folder.end();
}

}  // namespace

Intake::Intake(Store& store, SiteKey key, IntakeOptions options)
    : store_(store),
      key_(key),
      options_(std::move(options)),
      premises_(premises_of(options_)),
      teller_(options_.on_event) {}

Intake::~Intake() {
  if (lock_ >= 0) close(lock_);  // and with it the lock goes
}

Result<Ok> Intake::find_root() {
  std::error_code error;
  premises_.root = std::filesystem::canonical(options_.root, error);
  int reason = error.value();
  if (!error) {
    const int folder = open(premises_.root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    reason = folder < 0 ? errno : 0;
    if (folder >= 0) close(folder);
  }
  if (reason != 0)
    return Error{ErrorCode::kUnreadable, std::string("The folder to watch cannot be opened: ") +
                                             std::strerror(reason) +
                                             "; make it, or give another one."};
  premises_.root_key = key_.hash("root", premises_.root.native());
  return ok();
}

Result<Ok> Intake::lock() {
  const std::filesystem::path path =
      options_.state / ("watch-" + premises_.root_key.substr(0, 16) + ".lock");
  lock_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0)
    return Error{ErrorCode::kStore, std::string("The lock beside the record cannot be made: ") +
                                        std::strerror(errno) + "."};
  if (!take_file_lock(lock_))
    return Error{ErrorCode::kStore,
                 "Another printgauge watch has this folder and this record; stop it first."};
  return ok();
}

Result<Ok> Intake::prepare_reports() {
  if (options_.report.empty()) return ok();
  const std::filesystem::path folder = std::filesystem::weakly_canonical(options_.report);
  if (lies_in(folder, premises_.root))
    return Error{ErrorCode::kUnreadable,
                 "The folder of --report lies in the watched folder; give one beside it."};
  reports_ = std::make_unique<Reports>(folder);
  premises_.complete = [this](const std::string& case_id, const std::string& sha256) {
    return reports_->complete(case_id, sha256);
  };
  return reports_->prepare();
}

Result<Ok> Intake::prepare_archive() {
  if (options_.archive.empty()) return ok();
  premises_.archive = std::filesystem::weakly_canonical(options_.archive);
  if (lies_in(premises_.archive, premises_.root) || lies_in(premises_.root, premises_.archive))
    return Error{ErrorCode::kUnreadable,
                 "The folder of --archive and the watched folder lie in each other; give one beside "
                 "it."};
  return FileArchive(premises_.root, premises_.archive).prepare();
}

Result<Ok> Intake::start() {
  if (Result<Ok> opened = find_root(); !opened) return opened;
  if (Result<Ok> bound = store_.bind_site_key(key_.hash("fingerprint", "")); !bound) return bound;
  if (Result<Ok> locked = lock(); !locked) return locked;
  if (Result<Ok> prepared = prepare_reports(); !prepared) return prepared;
  if (Result<Ok> prepared = prepare_archive(); !prepared) return prepared;
  // What is left as begun, and in nobody's hands, was begun before a stop.
  if (const auto left = store_.recover(premises_.root_key, stamp_now(premises_.by)); !left)
    return left.error();
  book_ = std::make_unique<PathBook>(key_, premises_.root_key);
  scanner_ = std::make_unique<Scanner>(store_, key_, premises_, *book_, teller_, work_);
  if (options_.worker) {
    if (reports_ != nullptr) options_.worker->command.emplace_back("--pictures");
    options_.worker->shapes = !options_.surfaces.empty();
    options_.worker->faces = options_.face_pictures;
  }
  const KeptBeside beside{reports_.get(), options_.surfaces, options_.face_pictures};
  for (int hand = 0; hand < std::max(1, options_.hands); ++hand)
    hands_.push_back(std::make_unique<QueueRunner>(
        store_, premises_, options_.analyze,
        options_.worker ? std::make_unique<Worker>(*options_.worker) : nullptr, *book_, *scanner_,
        teller_, work_, beside));
  return scanner_->begin();
}

Result<Ok> Intake::work_off(int stop_descriptor) {
  std::vector<Result<Ok>> ended(hands_.size(), ok());
  std::vector<std::thread> others;
  for (std::size_t hand = 1; hand < hands_.size(); ++hand)
    others.emplace_back([&, hand] { ended[hand] = work_off(*hands_[hand], stop_descriptor); });
  ended[0] = work_off(*hands_[0], stop_descriptor);
  for (std::thread& other : others) other.join();
  for (Result<Ok>& how : ended)
    if (!how) return std::move(how);
  return ok();
}

Result<Ok> Intake::work_off(QueueRunner& hand, int stop_descriptor) {
  pollfd ends[2] = {{.fd = stop_descriptor, .events = POLLIN, .revents = 0},
                    {.fd = work_.descriptor(), .events = POLLIN, .revents = 0}};
  std::chrono::milliseconds pause = premises_.poll;
  while (poll(ends, 1, 0) == 0) {
    work_.quiet();
    const bool all_taken = scanner_->all_taken();  // before the queue is asked
    const QueueRunner::Step step = hand.work();
    if (step == QueueRunner::Step::kWorked) continue;
    if (options_.once) {
      if (step == QueueRunner::Step::kTrouble || teller_.in_trouble(Side::kScan))
        return teller_.last_trouble();
      if (all_taken) return ok();
    }
    if (step == QueueRunner::Step::kTrouble) {
      // Each try leaves its mark in the history: less and less often, and no bell shortens it.
      poll(ends, 1, static_cast<int>(pause.count()));
      pause = std::max(premises_.poll, std::min(2 * pause, kTroublePauseMax));
    } else {
      pause = premises_.poll;
      poll(ends, 2, static_cast<int>(premises_.poll.count()));
    }
  }
  return ok();
}

Result<IntakeSummary> Intake::run(int stop_descriptor) {
  if (Result<Ok> begun = start(); !begun) return begun.error();
  std::thread scans([&] { scanner_->run(stop_descriptor, end_scans_); });
  Result<Ok> worked = work_off(stop_descriptor);
  end_scans_.ring();
  scans.join();
  if (!worked) return worked.error();
  teller_.tell({.kind = IntakeEvent::Kind::kStopped});
  return teller_.summary();
}

}  // namespace pg
