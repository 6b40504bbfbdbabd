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
  const std::string words = std::string("printgauge: internal error: ") + condition +
                            " is false (" + file + ":" + std::to_string(line) +
                            "). Please report this.\n";
  std::fputs(words.c_str(), stderr);
  std::abort();
}

}  // namespace pg
