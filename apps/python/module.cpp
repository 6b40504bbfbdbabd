// import printgauge (docs/how-to/python.md).

#include <pybind11/stl.h>
#include <tbb/task_arena.h>

#include <optional>
#include <string>

#include "apps/printgauge/analyze_fields.hpp"
#include "apps/printgauge/analyze_options.hpp"
#include "apps/python/arrays.hpp"
#include "geometry/wall/wall_field.hpp"
#include "pipeline/analyze.hpp"
#include "pipeline/rules/rules.hpp"

namespace pg::python {
namespace {

namespace py = pybind11;

/// printgauge.Error; the module keeps it.
PyObject* error_type = nullptr;

[[noreturn]] void raise(const Error& error) {
  const py::object exception = py::handle(error_type)(error.message);
  exception.attr("id") = error_code_id(error.code);
  PyErr_SetObject(error_type, exception.ptr());
  throw py::error_already_set();
}

struct Arguments {
  std::optional<std::string> units;
  std::string process;
  py::object only;  ///< None, "volume,size" or a sequence of words.
  std::optional<std::string> rules;
  int jobs = 0;
  bool fields = false;
};

std::vector<std::string> words_of(const py::object& only) {
  if (only.is_none()) return {};
  if (py::isinstance<py::str>(only))
    return py::cast<std::vector<std::string>>(only.attr("split")(","));
  return py::cast<std::vector<std::string>>(only);
}

AnalyzeOptions options_of(const Arguments& arguments) {
  app::AnalyzeFlags flags;
  flags.only = words_of(arguments.only);
  flags.process = arguments.process;
  flags.rules = arguments.rules.value_or("");
  flags.units = arguments.units.value_or("");
  Result<AnalyzeOptions> options = app::checked(flags);
  if (!options) raise(options.error());
  if (arguments.jobs < 0)
    raise({ErrorCode::kNotApplicable, "jobs is a number of threads, or 0 for all cores."});
  return std::move(*options);
}

struct Measured {
  Reading reading;
  std::string document;
  FieldMesh fields;
};

/// Runs `analyze(options)` without the interpreter's lock, so that other threads of Python go on.
template <class Analyze>
Measured measured(const Arguments& arguments, AnalyzeOptions options, const std::string& input,
                  const Analyze& analyze) {
  const py::gil_scoped_release others_go_on;
  Measured result;
  if (arguments.fields)
    options.on_measured = [&](const Subject& subject, const Reading&) {
      result.fields = app::wall_fields_of(subject);
    };
  const auto work = [&] {
    result.reading = analyze(options);
    result.document = to_json(result.reading, input);
  };
  if (arguments.jobs > 0)
    tbb::task_arena(arguments.jobs).execute(work);  // holds for this call alone
  else
    work();
  return result;
}

py::dict reading_of(Measured& measured) {
  if (measured.reading.refused) raise(*measured.reading.refused);
  return py::module_::import("json").attr("loads")(measured.document);
}

py::dict analyze_path(const py::object& path, const Arguments& arguments) {
  AnalyzeOptions options = options_of(arguments);
  // The bytes of the name as the system has them.
  const auto name = py::cast<std::string>(py::module_::import("os").attr("fsencode")(path));
  Measured result = measured(arguments, std::move(options), name,
                             [&](const AnalyzeOptions& all) { return analyze_file(name, all); });
  py::dict dict = reading_of(result);
  if (arguments.fields) dict["fields"] = fields_of(std::move(result.fields));
  return dict;
}

py::dict analyze_arrays(const py::object& vertices, const py::object& triangles,
                        const Arguments& arguments) {
  AnalyzeOptions options = options_of(arguments);
  Result<Model> model = model_of(vertices, triangles, options.limits);
  if (!model) raise(model.error());
  BigVector<Vec3> asked;
  if (arguments.fields) asked = std::get<BigVector<Vec3>>(model->parts.front().soup.corners);
  Measured result = measured(arguments, std::move(options), {}, [&](const AnalyzeOptions& all) {
    return analyze_model(std::move(*model), all);
  });
  py::dict dict = reading_of(result);
  if (!arguments.fields) return dict;
  for (Vec3& vertex : asked) vertex *= result.reading.unit.mm_per_unit;  // as welding does
  BigVector<std::int64_t> rows = rows_of(asked, result.fields.points_mm);
  py::dict fields = fields_of(std::move(result.fields));
  fields["row_of_vertex"] = array_of(std::move(rows));
  dict["fields"] = std::move(fields);
  return dict;
}

py::dict analyze(const py::object& model, const py::object& triangles,
                 std::optional<std::string> units, std::string process, py::object only,
                 std::optional<std::string> rules, int jobs, bool fields) {
  const Arguments arguments{
      std::move(units), std::move(process), std::move(only), std::move(rules), jobs, fields};
  if (!triangles.is_none()) return analyze_arrays(model, triangles, arguments);
  if (py::isinstance<py::str>(model) || py::isinstance<py::bytes>(model) ||
      py::hasattr(model, "__fspath__"))
    return analyze_path(model, arguments);
  raise({ErrorCode::kNotApplicable,
         "Give the path of a model file, or vertices and triangles as two arrays."});
}

constexpr const char* kAbout =
    "True numbers for the model files of 3D printing: volume, size, walls, supports, faults.";

constexpr const char* kErrorAbout =
    "A model that cannot be measured, or an argument that cannot be meant. Its text is a sentence "
    "that says what and what to do; `id` is the kind: unreadable, malformed, unsupported, "
    "not_applicable or too_large.";

constexpr const char* kAnalyzeAbout =
    R"(Measure a model: a file (STL, OBJ, 3MF, PLY), or vertices (n x 3) and triangles (m x 3).

Returns the reading as a dict, laid out as `printgauge analyze --json` (reading.schema.json).

units    unit of the coordinates: um, mm, cm, inch, foot or m; beats what the file says
process  print process whose rules apply (printgauge list processes)
only     measure only these: "volume,size" or a list of words (printgauge list measurements)
rules    folder with your own processes.toml, printers.toml or materials.toml
jobs     threads to use for this call; 0 means all cores
fields   also give reading["fields"]: arrays with one value a vertex of the welded mesh

Raises printgauge.Error. Other threads of Python run meanwhile.)";

}  // namespace
}  // namespace pg::python

PYBIND11_MODULE(printgauge, module) {
  namespace py = pybind11;
  using namespace pg::python;
  module.doc() = kAbout;
  module.attr("__version__") = pg::version();
  error_type =
      PyErr_NewExceptionWithDoc("printgauge.Error", kErrorAbout, PyExc_ValueError, nullptr);
  module.attr("Error") = py::handle(error_type);
  py::list reasons;
  for (int reason = 0; reason <= static_cast<int>(pg::WallReason::kBuried); ++reason)
    reasons.append(pg::wall_reason_id(static_cast<pg::WallReason>(reason)));
  module.attr("WALL_REASONS") = py::tuple(reasons);
  module.def("analyze", &analyze, kAnalyzeAbout, py::arg("model"),
             py::arg("triangles") = py::none(), py::kw_only(), py::arg("units") = py::none(),
             py::arg("process") = std::string(pg::kDefaultProcess), py::arg("only") = py::none(),
             py::arg("rules") = py::none(), py::arg("jobs") = 0, py::arg("fields") = false);
}
