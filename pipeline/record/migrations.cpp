#include "pipeline/record/migrations.hpp"

#include "pipeline/record/migrations_data.hpp"

// A migration is a file in migrations/, its name in CMakeLists.txt and a line here. One that was
// released is never changed.

namespace pg {

std::span<const Migration> all_migrations() {
  static constexpr Migration kAll[] = {
      {1, data::kMigration0001},
      {2, data::kMigration0002},
  };
  return kAll;
}

std::span<const Migration> postgres_migrations() {
  static constexpr Migration kAll[] = {
      {1, data::kPostgresMigration0001},
      {2, data::kPostgresMigration0002},
  };
  return kAll;
}

}  // namespace pg
