#include "io/format.hpp"

// A format is a file in this folder and a line here; its order is the order of trying.
#define PG_FORMATS(ROW) \
  ROW(stl_binary)       \
  ROW(stl_ascii)        \
  ROW(obj)              \
  ROW(ply)              \
  ROW(threemf)          \
  ROW(dicom)

namespace pg {

#define PG_DECLARE(id) Format describe_##id();
PG_FORMATS(PG_DECLARE)
#undef PG_DECLARE

std::span<const Format> all_formats() {
#define PG_ENTRY(id) describe_##id(),
  static const Format table[] = {PG_FORMATS(PG_ENTRY)};
#undef PG_ENTRY
  return table;
}

}  // namespace pg
