#include "training/corpus.hpp"

#include <fstream>
#include <map>

#include "geometry/mesh/weld.hpp"
#include "io/file.hpp"
#include "io/format.hpp"

namespace pg::training {
namespace {

/// One line of CSV with quoted fields (RFC 4180).
std::vector<std::string> csv_fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        fields.back() += line[++i];
      } else {
        quoted = !quoted;
      }
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

std::optional<double> mm_per(const std::string& unit) {
  if (unit == "mm") return 1.0;
  if (unit == "cm") return 10.0;
  if (unit == "m") return 1000.0;
  return std::nullopt;
}

/// Joins files that share a repository or a subject, however long the chain.
void name_sources(std::vector<CorpusFile>& files, const std::vector<std::string>& subjects) {
  std::map<std::string, std::string> parent;
  const auto root = [&](std::string name) {
    while (parent.at(name) != name) name = parent.at(name);
    return name;
  };
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string repository = "repository " + files[i].repository;
    parent.try_emplace(repository, repository);
    // Words that name no subject.
    if (subjects[i] == "-" || subjects[i] == "artist" || subjects[i] == "idealised") continue;
    const std::string subject = "subject " + subjects[i];
    parent.try_emplace(subject, subject);
    const std::string a = root(repository);
    const std::string b = root(subject);
    parent[std::max(a, b)] = std::min(a, b);
  }
  for (CorpusFile& file : files) file.source = root("repository " + file.repository);
}

}  // namespace

Result<std::vector<CorpusFile>> read_corpus(const std::filesystem::path& corpus) {
  std::ifstream index(corpus / "index.csv");
  std::string line;
  if (!std::getline(index, line))
    return Error{ErrorCode::kUnreadable,
                 "There is no corpus at " + corpus.string() + ": its index.csv cannot be read."};
  std::vector<CorpusFile> files;
  std::vector<std::string> subjects;
  while (std::getline(index, line)) {
    const std::vector<std::string> fields = csv_fields(line);
    if (fields.size() < 12)
      return Error{ErrorCode::kMalformed, "index.csv has a line with fewer than 12 fields."};
    files.push_back({.path = fields[0],
                     .class_id = fields[1],
                     .sub_kind = fields[2],
                     .repository = fields[4],
                     .source = {},
                     .sha256 = fields[11],
                     .mm_per_unit = mm_per(fields[9])});
    subjects.push_back(fields[3]);
  }
  name_sources(files, subjects);
  return files;
}

Result<TriMesh> load_mesh(const std::filesystem::path& corpus, const CorpusFile& file) {
  const Result<BigVector<std::byte>> bytes = load_file(corpus / file.path, ReadLimits{});
  if (!bytes) return bytes.error();
  Result<Model> model = read_model(*bytes, file.path, ReadLimits{});
  if (!model) return model.error();
  std::vector<Soup> soups;
  for (Part& part : model->parts) soups.push_back(std::move(part.soup));
  return weld_exactly(std::move(soups)).mesh;
}

}  // namespace pg::training
