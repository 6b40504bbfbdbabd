#pragma once
/// Readings that the nodes of a cluster share in a PostgreSQL database, whether it holds a record as
/// well or not: a table of keys and documents, nothing else. No names, no cases.

#include <memory>
#include <string>

#include "geometry/result.hpp"
#include "pipeline/record/reading_shelf.hpp"

namespace pg {

/// Makes the table where there is none. A database that is lost later costs the rest of the run its
/// cache, and a sentence. Error: it cannot be reached, or nothing may be written there.
[[nodiscard]] Result<std::unique_ptr<ReadingShelf>> open_shared_readings(const std::string& address);

}  // namespace pg
