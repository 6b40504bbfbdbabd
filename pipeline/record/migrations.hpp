#pragma once
/// The schema's versions: pipeline/record/migrations/NNNN_title.sql (SQLite) and
/// migrations_postgres/NNNN_title.sql (PostgreSQL), compiled in as data.

#include <span>
#include <string_view>

namespace pg {

struct Migration {
  int version;  ///< The schema's version once it has run; 1, 2, 3, ...
  std::string_view sql;
};

/// All of them, in order.
[[nodiscard]] std::span<const Migration> all_migrations();
[[nodiscard]] std::span<const Migration> postgres_migrations();

}  // namespace pg
