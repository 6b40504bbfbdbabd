#pragma once
/// One row a model with every measured column, for statistics programs.

#include <string>
#include <vector>

#include "pipeline/registry/export_case.hpp"

namespace pg {

/// The columns of `printgauge batch` with the case's id in place of the path, and before them what
/// people declared about the case: object_type, organ_system. RFC 4180. A model without a reading
/// has its status and nothing else.
[[nodiscard]] std::string statistics_csv(const std::vector<ExportCase>& cases);

}  // namespace pg
