#pragma once
/// What happened, told to whoever logs or counts: one event at a time, from any thread.

#include <array>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "geometry/result.hpp"

namespace pg {

/// A case id and the beginning of a hash, never a name.
struct IntakeEvent {
  enum class Kind : std::uint8_t {
    kStarted,
    kLooked,  ///< A scan is done.
    kQueued,
    kRecorded,
    kShared,
    kRefused,
    kFailed,
    kChanged,
    kAgain,  ///< The worker died over the file, which is tried once more.
    kStated,            ///< A case.json was taken,
    kStatementRefused,  ///< or not.
    kArchived,
    kTrouble,
    kWell,  ///< The trouble is over.
    kStopped
  };
  Kind kind = Kind::kStarted;
  std::string case_id{};
  std::string sha256{};   ///< First 12 digits, or empty.
  std::string text{};     ///< A sentence where there is more to say.
  double seconds = 0.0;   ///< Of the analysis, or of the scan.
  std::size_t files = 0;  ///< In the folder, of a scan.
};

struct IntakeSummary {
  std::size_t recorded = 0;
  std::size_t refused = 0;
  std::size_t failed = 0;
};

/// The two that can be in trouble: the scanner and the one that works off the queue.
enum class Side : std::uint8_t { kScan, kWork };

class Teller {
 public:
  explicit Teller(std::function<void(const IntakeEvent&)> listener)
      : listener_(std::move(listener)) {}

  void tell(IntakeEvent event);
  /// Trouble is told when it begins and when both sides are out of it, not at every try.
  void trouble(Side side, const Error& error);
  void well(Side side);
  [[nodiscard]] bool in_trouble(Side side) const;
  [[nodiscard]] Error last_trouble() const;
  [[nodiscard]] IntakeSummary summary() const;

 private:
  void tell_locked(IntakeEvent event);

  mutable std::mutex mutex_;
  std::function<void(const IntakeEvent&)> listener_;
  std::array<bool, 2> troubled_{};
  Error last_trouble_{ErrorCode::kStore, ""};
  IntakeSummary summary_;
};

}  // namespace pg
