#include "geometry/result.hpp"

#include <cstdio>
#include <cstdlib>

namespace pg {

std::string_view error_code_id(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnreadable:
      return "unreadable";
    case ErrorCode::kMalformed:
      return "malformed";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kNotApplicable:
      return "not_applicable";
    case ErrorCode::kTooLarge:
      return "too_large";
    case ErrorCode::kStore:
      return "store";
  }
  check_failed("known ErrorCode", __FILE__, __LINE__);
}

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "printgauge: internal error: %s is false (%s:%d). Please report this.\n",
               condition, file, line);
  std::abort();
}

}  // namespace pg
