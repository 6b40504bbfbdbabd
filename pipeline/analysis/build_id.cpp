#include "pipeline/analysis/build_id.hpp"

#include <link.h>

#include <cstring>
#include <span>

#include "pipeline/analysis/hex.hpp"

namespace pg {
namespace {

using Bytes = std::span<const unsigned char>;

/// The object that holds an address of ours; found, its build ID.
struct Search {
  ElfW(Addr) ours = 0;
  std::string found;
};

bool holds(const dl_phdr_info& object, ElfW(Addr) address) {
  for (const ElfW(Phdr) & part : std::span(object.dlpi_phdr, object.dlpi_phnum))
    if (part.p_type == PT_LOAD && address >= object.dlpi_addr + part.p_vaddr &&
        address < object.dlpi_addr + part.p_vaddr + part.p_memsz)
      return true;
  return false;
}

constexpr std::size_t up_to_four(std::size_t bytes) {
  return (bytes + 3) / 4 * 4;
}

/// elf(5): a header, a name and a content, each of these two filled up to four bytes.
std::string id_in(Bytes notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) head;
    std::memcpy(&head, notes.data(), sizeof head);
    const std::size_t content = sizeof head + up_to_four(head.n_namesz);
    const std::size_t end = content + up_to_four(head.n_descsz);
    if (end > notes.size()) break;
    if (head.n_type == NT_GNU_BUILD_ID && head.n_namesz == 4 &&
        std::memcmp(notes.data() + sizeof head, "GNU", 4) == 0)
      return hex_of(notes.subspan(content, head.n_descsz));
    notes = notes.subspan(end);
  }
  return {};
}

int look(dl_phdr_info* object, std::size_t, void* into) {
  auto& search = *static_cast<Search*>(into);
  if (!holds(*object, search.ours)) return 0;
  for (const ElfW(Phdr) & part : std::span(object->dlpi_phdr, object->dlpi_phnum))
    if (part.p_type == PT_NOTE && search.found.empty())
      search.found = id_in(Bytes(
          reinterpret_cast<const unsigned char*>(object->dlpi_addr + part.p_vaddr), part.p_memsz));
  return 1;
}

}  // namespace

std::string build_id() {
  Search search{.ours = reinterpret_cast<ElfW(Addr)>(&build_id), .found = {}};
  dl_iterate_phdr(look, &search);
  return search.found;
}

}  // namespace pg
