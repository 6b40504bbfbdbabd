#include "pipeline/intake/teller.hpp"

namespace pg {
namespace {

constexpr std::size_t kShownHashDigits = 12;

}  // namespace

void Teller::tell(IntakeEvent event) {
  const std::lock_guard lock(mutex_);
  tell_locked(std::move(event));
}

void Teller::tell_locked(IntakeEvent event) {
  using Kind = IntakeEvent::Kind;
  if (event.kind == Kind::kRecorded || event.kind == Kind::kShared) ++summary_.recorded;
  if (event.kind == Kind::kRefused || event.kind == Kind::kStatementRefused) ++summary_.refused;
  if (event.kind == Kind::kFailed) ++summary_.failed;
  event.sha256 = event.sha256.substr(0, kShownHashDigits);
  if (listener_) listener_(event);
}

void Teller::trouble(Side side, const Error& error) {
  const std::lock_guard lock(mutex_);
  bool& mine = troubled_[static_cast<std::size_t>(side)];
  const bool news = !mine && (!(troubled_[0] || troubled_[1]) || error.message != last_trouble_.message);
  mine = true;
  last_trouble_ = error;
  if (news) tell_locked({.kind = IntakeEvent::Kind::kTrouble, .text = error.message});
}

void Teller::well(Side side) {
  const std::lock_guard lock(mutex_);
  bool& mine = troubled_[static_cast<std::size_t>(side)];
  if (!mine) return;
  mine = false;
  if (!troubled_[0] && !troubled_[1]) tell_locked({.kind = IntakeEvent::Kind::kWell});
}

bool Teller::in_trouble(Side side) const {
  const std::lock_guard lock(mutex_);
  return troubled_[static_cast<std::size_t>(side)];
}

Error Teller::last_trouble() const {
  const std::lock_guard lock(mutex_);
  return last_trouble_;
}

IntakeSummary Teller::summary() const {
  const std::lock_guard lock(mutex_);
  return summary_;
}

}  // namespace pg
