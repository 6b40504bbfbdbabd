#pragma once
/// A reading as a person reads it in a terminal.

#include <string>
#include <string_view>

#include "pipeline/analysis/reading.hpp"

namespace pg::app {

/// Lines of at most `columns` characters; findings as sentences with a hint. `name` heads the
/// block. `colour`: warnings amber, errors red. The second column of a line drops under 100
/// columns.
[[nodiscard]] std::string reading_table(const Reading& reading, std::string_view name, int columns,
                                        bool colour);
/// Every value of the catalogue, a line each by group, and what is absent with its reason.
[[nodiscard]] std::string full_table(const Reading& reading);
/// One line a step: where the time went.
[[nodiscard]] std::string timing_table(const Reading& reading);

/// Width of the terminal on stdout, 100 where there is none.
[[nodiscard]] int terminal_columns();
/// stdout is a terminal and NO_COLOR is not set.
[[nodiscard]] bool terminal_colour();

}  // namespace pg::app
