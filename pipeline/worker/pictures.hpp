#pragma once
/// What is drawn of a model while its mesh is there, for who does not have the mesh.

#include <string>
#include <string_view>

#include "pipeline/analyze.hpp"

namespace pg {

struct WorkerPictures {
  std::string case_id{};      ///< Printed on the sheet: must be opaque.
  bool faces = false;         ///< The site allows pictures of faces.
  bool small = false;         ///< One small view as `preview_png`, and no sheet.
  std::string preview_png{};  ///< Both empty where nothing was drawn: the file was refused, is the
  std::string sheet_html{};   ///< surface of a face, or memory ran out.
};

/// `options`, with the drawing done at the end of the analysis. `pictures` must outlive it.
[[nodiscard]] AnalyzeOptions drawing_into(WorkerPictures& pictures, AnalyzeOptions options);

/// What the page shows of a model. Both are empty where the file was refused, is the surface of a
/// face, or memory ran out.
struct PageShape {
  std::string surface{};      ///< As pipeline/picture/surface.hpp lays it out.
  std::string picture_png{};  ///< For the list of cases.
};

/// `options`, with `shape` filled at the end too; that of a face only where the site allows it
/// (`faces`). `shape` must outlive it.
[[nodiscard]] AnalyzeOptions keeping_shape(PageShape& shape, bool faces, AnalyzeOptions options);

}  // namespace pg
