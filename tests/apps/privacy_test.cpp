// A name in every place where model files and their folders are known to hold names: it must not
// reach the record, its backup, a log, the metrics, a report, a surface or what the commands say.

#include <sys/xattr.h>
#include <zip.h>

#include "tests/apps/watch_fixture.hpp"
#include "tests/support/dicom_file.hpp"
#include "tests/support/threemf_package.hpp"

namespace pg {
namespace {

const std::string kWho = "Zyxwinkel";
const std::string kNumber = "4711081500";  // of a record

struct Place {
  std::string what;
  std::string file;   ///< Its name's ending.
  std::string bytes;
};

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string threemf_model(const std::string& metadata, const std::string& object) {
  return "<?xml version='1.0'?><!-- " + kWho + " --><model unit='millimeter' "
         "xmlns='http://schemas.microsoft.com/3dmanufacturing/core/2015/02'>" + metadata +
         "<resources><object id='1' " + object + "><mesh><vertices>"
         "<vertex x='0' y='0' z='0'/><vertex x='9' y='0' z='0'/><vertex x='0' y='9' z='0'/>"
         "<vertex x='0' y='0' z='9'/></vertices><triangles><triangle v1='0' v2='2' v3='1'/>"
         "<triangle v1='0' v2='1' v3='3'/><triangle v1='0' v2='3' v3='2'/>"
         "<triangle v1='1' v2='2' v3='3'/></triangles></mesh></object></resources>"
         "<build><item objectid='1' partnumber='" + kNumber + "'/></build></model>";
}

/// A package with further entries, a comment on one and on the whole, and an extra field.
std::string package_with(const std::vector<std::pair<std::string, std::string>>& entries) {
  const std::string sound = text_of(test::packed(threemf_model("", "type='model'")));
  zip_source_t* const source = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_begin_write(source);
  zip_source_write(source, sound.data(), sound.size());
  zip_source_commit_write(source);
  zip_source_keep(source);
  zip_t* const zip = zip_open_from_source(source, 0, nullptr);
  for (const auto& [name, content] : entries) test::add(zip, name.c_str(), content, false);
  zip_set_archive_comment(zip, kWho.c_str(), static_cast<zip_uint16_t>(kWho.size()));
  zip_file_set_comment(zip, 0, kWho.c_str(), static_cast<zip_uint16_t>(kWho.size()), 0);
  zip_file_extra_field_set(zip, 0, 0x7a7a, ZIP_EXTRA_FIELD_NEW,
                           reinterpret_cast<const zip_uint8_t*>(kWho.data()),
                           static_cast<zip_uint16_t>(kWho.size()), ZIP_FL_CENTRAL);
  EXPECT_EQ(zip_close(zip), 0);
  zip_source_open(source);
  zip_source_seek(source, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(source)), '\0');
  zip_source_seek(source, 0, SEEK_SET);
  EXPECT_EQ(zip_source_read(source, bytes.data(), bytes.size()),
            static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

const std::string kTetra =
    "v 0 0 0\nv 9 0 0\nv 0 9 0\nv 0 0 9\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n";

std::vector<Place> places() {
  const std::string who = kWho, number = kNumber;
  std::string metadata;
  for (const char* name : {"Title", "Designer", "Description", "Copyright", "LicenseTerms",
                           "Application", "CreationDate"})
    metadata += "<metadata name='" + std::string(name) + "'>" + who + " " + number + "</metadata>";
  const test::DicomWriter dicom;
  const std::string tags = dicom.element(0x0008, 0x0090, "PN", who + "^Hans") +
                           dicom.element(0x0010, 0x0010, "PN", who + "^Hans") +
                           dicom.element(0x0010, 0x0020, "LO", number) +
                           dicom.element(0x0010, 0x1040, "LO", who + " road 1") +
                           dicom.sequence(0x0088, 0x0200, dicom.element(0x7FE0, 0x0010, "OB", who));
  return {
      {"STL header", ".stl", box_file(4, who + ", Hans " + number)},
      {"STL header that says solid", ".stl", box_file(5, "solid " + who)},
      {"solid and endsolid", ".stl",
       "solid " + who + "\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 9 0 0\nvertex 0 9 "
       "0\nendloop\nendfacet\nendsolid " + who + "\n"},
      {"broken ASCII STL", ".stl", "solid " + who + "\nfacet " + who + "\nendsolid " + who + "\n"},
      {"OBJ comments, groups, objects, materials, libraries", ".obj",
       "# " + who + " " + number + "\nmtllib " + who + ".mtl\nmtllib /home/" + who + "/a.mtl\no " +
           who + "\ng " + who + " " + number + "\nusemtl " + who + "\n" + kTetra},
      {"OBJ words where numbers belong", ".obj", kTetra + "v " + who + " 0 0\nf 1 2 " + who + "\n"},
      {"OBJ unknown keyword", ".obj", kTetra + who + " 1 2 3\n"},
      {"PLY comments and obj_info", ".ply",
       "ply\nformat ascii 1.0\ncomment " + who + "\nobj_info " + number + "\ncomment TextureFile " +
           who + ".png\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
           "element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n9 0 0\n0 9 "
           "0\n3 0 1 2\n"},
      {"PLY element and property names", ".ply",
       "ply\nformat ascii 1.0\nelement " + who + " 1\nproperty float " + who + "\nend_header\n1\n"},
      {"3MF metadata, object and part names", ".3mf",
       text_of(test::packed(threemf_model(metadata, "type='model' name='" + who +
                                                        "' partnumber='" + number + "'")))},
      {"3MF model that is broken at a name", ".3mf",
       text_of(test::packed(threemf_model("<" + who + ">", "type='model'")))},
      {"3MF attachments, core properties, print ticket, slicer settings, entry names, comments",
       ".3mf",
       package_with({{"docProps/core.xml", "<cp:coreProperties><dc:creator>" + who +
                                               "</dc:creator></cp:coreProperties>"},
                     {"Metadata/thumbnail.png", who},
                     {"3D/PrintTicket.xml", who},
                     {"Metadata/Slic3r_PE_model.config", "<config name='" + who + "'/>"},
                     {"Attachments/" + who + ".txt", number}})},
      {"ZIP of another kind", ".3mf", "PK\x03\x04 " + who},
      // Its header holds a patient of its own (dicom_file.hpp).
      {"DICOM around an STL", ".stl.dcm",
       dicom.encapsulate(test::kEncapsulatedStl, "mm", box_file(3, who))},
      {"DICOM that is no model", ".stl.dcm", dicom.file(test::kCtImage, tags)},
      {"nothing but a name", ".stl", who},
  };
}

class Privacy : public Watch {
 protected:
  void expect_clean(const std::string& bytes, const std::string& where) {
    for (const std::string& word :
         {kWho, kNumber, std::string("19800312"), std::string(test::kPatientName),
          std::string(test::kPatientId)}) {
      EXPECT_FALSE(holds(bytes, word)) << where << " holds " << word;
      std::string wide;  // UTF-16, as Windows programs write
      for (const char c : word) wide += std::string{c, '\0'};
      EXPECT_FALSE(holds(bytes, wide)) << where << " holds it in UTF-16";
    }
    ++looked_at_;
  }
  void expect_clean_folder(const fs::path& folder) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      expect_clean(entry.path().lexically_relative(folder).string(), "a name in it");
      if (entry.is_regular_file()) expect_clean(slurp(entry.path()), entry.path().filename());
    }
  }
  std::size_t looked_at_ = 0;
};

TEST_F(Privacy, ANameInAnyPlaceOfAFileOrItsFolderGoesNowhere) {
  root_ = folder_.path() / ("Praxis " + kWho);
  const fs::path here = root_ / (kWho + "_Hans_19800312");
  const std::vector<Place> all = places();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const fs::path path = here / kWho / (std::to_string(i) + " " + kWho + all[i].file);
    put(path, all[i].bytes);
    const bool planted = holds(all[i].bytes, kWho) || holds(all[i].bytes, std::string(test::kPatientName));
    EXPECT_TRUE(planted) << all[i].what;
    // An extended attribute, where the file system has them.
    (void)setxattr(path.c_str(), "user.patient", kWho.data(), kWho.size(), 0);
  }
  put(here / ("part." + kWho + ".stl"), box_file(6));
  put(root_ / (kNumber + ".stl"), box_file(7));
  const fs::path reports = folder_.path() / "reports", metrics = folder_.path() / "m.prom";
  const std::vector<std::string> outputs = {"--report", reports.string(), "--surfaces", "--metrics",
                                            metrics.string(), "--only", "volume,size"};
  for (const char* format : {"text", "json"}) {
    std::vector<std::string> more = outputs;
    more.insert(more.end(), {"--once", "--log-format", format});
    EXPECT_EQ(daemon(more)->wait(), format == std::string("text") ? 1 : 0);
  }
  std::size_t models = 0;
  {
    auto store = open_store(store_, StoreMode::kExisting);
    ASSERT_TRUE(store);
    for (const Case& subject : all_cases(**store)) {
      models += all_models(**store, subject.id).size();
      for (const char* command : {"show", "form"})
        for (const char* how : {"--json", ""}) {
          std::vector<std::string> words = {command, subject.id};
          if (*how != '\0') words.emplace_back(how);
          EXPECT_EQ(call(words), 0);
        }
    }
  }
  EXPECT_EQ(models, all.size() + 2);
  for (const char* command : {"cases", "status", "search"}) EXPECT_EQ(call({command}), 0);
  EXPECT_EQ(call({"cases", "--json"}), 0);
  EXPECT_EQ(call({"search", "--json"}), 0);
  EXPECT_EQ(call({"store", "backup", (folder_.path() / "backup").string()}), 0);

  expect_clean_folder(folder_.path() / "state");
  expect_clean_folder(reports);
  expect_clean_folder(folder_.path() / "backup");
  expect_clean(slurp(metrics), "the metrics");
  expect_clean(slurp(log_), "the log");
  expect_clean(slurp(out_), "what the commands say");
  EXPECT_GE(looked_at_, 2 * all.size());
  EXPECT_TRUE(holds(slurp(log_), "recorded"));
  EXPECT_TRUE(holds(slurp(out_), "case-"));
}

}  // namespace
}  // namespace pg
