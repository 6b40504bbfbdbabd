#pragma once
/// An instrument for REDCap: its data dictionary, and the cases as a file for its data import.
///
/// Both are CSV as REDCap's own pages take them (Project Setup > Data Dictionary, Data Import
/// Tool): one line of the dictionary a field, in the order of the import's columns. Declared
/// answers and measured figures stand in sections of their own; suggestions are not in it.

#include <string>
#include <vector>

#include "pipeline/registry/export_case.hpp"

namespace pg {

/// The instrument "printgauge": upload once.
[[nodiscard]] std::string redcap_dictionary();
/// One record a case; `record_id` is the case's id.
[[nodiscard]] std::string redcap_records(const std::vector<ExportCase>& cases);

}  // namespace pg
