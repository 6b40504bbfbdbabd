#pragma once
/// Which build this is: two builds of one version may measure differently.

#include <string>

namespace pg {

/// The linker's build ID (the note NT_GNU_BUILD_ID) of the program or library that holds this code, in
/// hex: the same for the same bits, another for any other. Empty where the linker wrote none.
[[nodiscard]] std::string build_id();

}  // namespace pg
