#pragma once
/// One picture of a model and the numbers that matter, to look at or to send on.

#include <string>

#include "geometry/subject.hpp"
#include "pipeline/analysis/reading.hpp"

namespace pg {

/// The bytes of a PNG file: four views at one scale, wall thickness with the thinnest place ringed,
/// the best pose with its supports, size, walls, supports, mesh and the gravest findings. Shows no
/// name, only the first of the file's digest. The same reading and mesh give the same picture.
[[nodiscard]] std::string preview_png(const Subject& subject, const Reading& reading);

}  // namespace pg
