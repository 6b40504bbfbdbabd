#pragma once
/// A case as a FHIR R5 Bundle of the type collection, for systems that take measurements up.
///
/// Holds  Device: the program that measured, with its version; one for each distinct measured
///        content, with its measures as properties. Observation: one for each measured figure of
///        each model, UCUM units, SNOMED CT kinds of quantity where there are, `device` the
///        program, `subject` the model; a figure that cannot be had has a dataAbsentReason.
///        BodyStructure: one for each part that a person declared, SNOMED CT where the words are
///        known; its `patient` is left to the receiving system, as nothing here knows one.
/// Not    Suggestions, dates, names of files or persons. The same case gives the same bytes.

#include <string>

#include "pipeline/registry/export_case.hpp"

namespace pg {

[[nodiscard]] std::string fhir_bundle(const ExportCase& one);

}  // namespace pg
