#pragma once
/// A sound 3MF package around a model part.

#include <zip.h>

#include <cstdio>
#include <string_view>
#include <vector>

#include "geometry/check.hpp"

namespace pg::test {

inline constexpr std::string_view kTypes =
    R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>)";
inline constexpr std::string_view kRelationships =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Target="/m.model" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>)";

inline void add(zip_t* zip, const char* name, std::string_view content, bool deflated) {
  const auto entry =
      zip_file_add(zip, name, zip_source_buffer(zip, content.data(), content.size(), 0), 0);
  zip_set_file_compression(zip, static_cast<zip_uint64_t>(entry),
                           deflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
}

inline std::vector<std::byte> packed(std::string_view model, bool deflated = false,
                                     std::string_view relationships = kRelationships) {
  zip_source_t* const target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(target);
  zip_t* const zip = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
  add(zip, "[Content_Types].xml", kTypes, false);
  add(zip, "_rels/.rels", relationships, false);
  add(zip, "m.model", model, deflated);
  PG_CHECK(zip_close(zip) == 0);
  zip_source_open(target);
  zip_source_seek(target, 0, SEEK_END);
  std::vector<std::byte> bytes(static_cast<std::size_t>(zip_source_tell(target)));
  zip_source_seek(target, 0, SEEK_SET);
  PG_CHECK(zip_source_read(target, bytes.data(), bytes.size()) ==
           static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

}  // namespace pg::test
