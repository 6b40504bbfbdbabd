#pragma once
/// What must hold in every record, whatever keeps it. Inside pipeline/record only.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace pg {

struct Invariant {
  const char* count_sql;  ///< How often it is broken.
  const char* broken;     ///< "... models have ...", after the number.
};
[[nodiscard]] std::span<const Invariant> record_invariants();

/// Whether a kept reading is one, of this content, with this status.
[[nodiscard]] bool document_fits(std::string_view document, const std::string& sha256,
                                 const std::string& status);
[[nodiscard]] std::string broken_documents(std::int64_t count);

}  // namespace pg
