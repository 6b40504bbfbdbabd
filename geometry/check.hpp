#pragma once
/// PG_CHECK: broken *code*, never broken input. On in every build: numbers after a broken invariant
/// are worth nothing, so it prints the condition and aborts.

namespace pg {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

#define PG_CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::pg::check_failed(#condition, __FILE__, __LINE__))
