#pragma once
/// An STL document as a DICOM object that a PACS stores: Encapsulated STL Storage (Supplement 205).

#include <cstdint>
#include <string>
#include <string_view>

#include "geometry/result.hpp"

namespace pg {

/// What of a study the object joins. Empty texts are written as empty: unknown, which DICOM allows
/// for all but the UIDs.
struct DicomStudy {
  std::string patient_name;
  std::string patient_id;
  std::string patient_birth_date;  ///< YYYYMMDD
  std::string patient_sex;
  std::string study_date;
  std::string study_time;
  std::string study_id;
  std::string accession_number;
  std::string referring_physician;
  std::string study_uid;
  std::string frame_of_reference_uid;  ///< Of the images whose coordinates the model has.
};

struct DicomStl {
  DicomStudy study;
  std::string series_uid;
  std::string instance_uid;
  std::string software_version;
  std::string content_date;  ///< YYYYMMDD; with the time HHMMSS.
  std::string content_time;
  std::string title;  ///< Document title; may be empty.
  bool mirrored = false;
  bool modified = false;   ///< Deliberately other than the anatomy.
  bool identifies = true;  ///< Burned In Annotation: the shape may show text or a face.
};

/// Explicit VR little-endian, attributes in the order of their tags, unit code mm (UCUM) since
/// `stl` is in mm. Refuses UIDs and texts that DICOM cannot hold, and documents of 4 GiB.
[[nodiscard]] Result<std::string> dicom_stl_file(const DicomStl& object, std::string_view stl);

/// A UID from 16 random bytes: "2.25." and the number they are (PS3.5, B.2).
[[nodiscard]] std::string dicom_uid(const std::uint8_t (&random)[16]);

}  // namespace pg
