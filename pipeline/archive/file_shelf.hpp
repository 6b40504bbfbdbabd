#pragma once
/// The documents of a cache in a file of this machine, to which one run at a time adds.

#include <memory>
#include <string>

#include "geometry/result.hpp"
#include "pipeline/record/reading_shelf.hpp"

namespace pg {

/// A RecordFile: a record that says what it is, then one a document, its key before it.
/// Made where there is none. Error: the file is no such, or cannot be had; it is left as it is.
[[nodiscard]] Result<std::unique_ptr<ReadingShelf>> open_file_shelf(const std::string& path);

}  // namespace pg
