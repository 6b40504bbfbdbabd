#pragma once
/// Which names in a watched folder are models. Names are bytes; no encoding is assumed.

#include <string_view>

namespace pg {

/// Names that programs give to what is not complete yet, or not theirs to keep: dotfiles (rsync's
/// `.name.XXXXXX` is one), `~$name`, `name~`, and the endings .part .filepart .partial .tmp .temp
/// .crdownload .download .swp in any case.
[[nodiscard]] bool is_temporary_name(std::string_view name);

/// case.json, in any case.
[[nodiscard]] bool is_case_file_name(std::string_view name);

/// Whether the name ends like a format of the catalogue or of a reader to come (.stl .obj .3mf
/// .ply), in any case.
[[nodiscard]] bool has_model_suffix(std::string_view name);

}  // namespace pg
