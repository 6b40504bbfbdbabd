// import printgauge: the same numbers as the program, arrays in and out, errors as exceptions.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

#ifdef PG_PYTHON
constexpr const char* kPython = PG_PYTHON;
constexpr const char* kModuleDir = PG_PYTHON_DIR;
#else
constexpr const char* kPython = "";
constexpr const char* kModuleDir = "";
#endif

/// Two models, and what every script here begins with.
class PythonModule : public testing::Test {
 protected:
  void SetUp() override {
    if (*kPython == '\0') GTEST_SKIP() << "SKIPPED: built without pybind11-dev and python3-dev";
    if (test::run_program(kPython, {"-c", "import numpy"}).status != 0)
      GTEST_SKIP() << "SKIPPED: needs python3-numpy";
    write("plate.stl", shapes::box({20, 20, 0.8}, 8));
    write("ball.stl", shapes::sphere(10, 3000));
    std::ofstream(dir_.path() / "broken.stl") << "nothing";
  }
  void write(const std::string& name, const TriMesh& mesh) const {
    const std::vector<std::byte> bytes = shapes::as_binary_stl(mesh);
    std::ofstream(dir_.path() / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
  [[nodiscard]] test::Outcome run(const std::vector<std::string>& arguments) const {
    return test::run_program(kPython, arguments, {std::string("PYTHONPATH=") + kModuleDir});
  }
  /// Runs `text` in the folder of the models; a failed assert of it is a failure here.
  void expect_holds(const std::string& text) const {
    const std::string prelude =
        "import json, os, subprocess, sys, threading, time\n"
        "import numpy as np\n"
        "import printgauge\n"
        "os.chdir(sys.argv[1])\n"
        "program = sys.argv[2]\n"
        "def without_time(reading):\n"
        "    return {k: v for k, v in reading.items() if k != 'timings_s'}\n"
        "def corners(path):\n"
        "    facet = np.dtype([('n', '<f4', 3), ('v', '<f4', (3, 3)), ('a', '<u2')])\n"
        "    return np.fromfile(path, facet, offset=84)['v'].reshape(-1, 3)\n"
        "def refusal(*args, **kwargs):\n"
        "    try:\n"
        "        printgauge.analyze(*args, **kwargs)\n"
        "    except printgauge.Error as error:\n"
        "        return error\n"
        "    raise AssertionError('not refused')\n";
    const auto outcome =
        run({"-c", prelude + text, dir_.path().string(), test::printgauge_binary().string()});
    EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  }
  [[nodiscard]] std::string file(const std::string& name) const {
    return (dir_.path() / name).string();
  }

 private:
  test::TempDir dir_;
};

TEST_F(PythonModule, GivesTheReadingOfTheCommandLine) {
  expect_holds(
      "for options, words in [({}, []),\n"
      "                       ({'units': 'inch', 'process': 'vpp', 'only': 'volume,size'},\n"
      "                        ['--units', 'inch', '--process', 'vpp', '--only', 'volume,size']),\n"
      "                       ({'only': ['walls'], 'jobs': 1}, ['--only', 'walls'])]:\n"
      "    told = subprocess.run([program, 'analyze', '--json', *words, 'plate.stl'],\n"
      "                          capture_output=True, check=True).stdout\n"
      "    reading = printgauge.analyze('plate.stl', **options)\n"
      "    assert without_time(reading) == without_time(json.loads(told)), options\n"
      "assert abs(reading['values']['wall_sphere_mm']['median'] - 0.8) < 1e-3\n");
}

TEST_F(PythonModule, TakesAPathAsTextBytesOrPathlib) {
  expect_holds(
      "import pathlib\n"
      "for path in ['ball.stl', b'ball.stl', pathlib.Path('ball.stl')]:\n"
      "    values = printgauge.analyze(path, only='volume')['values']\n"
      "    assert 4100 < values['volume_mm3']['value'] < 4190\n");
}

TEST_F(PythonModule, ArraysGiveTheNumbersOfTheFileThatHoldsThem) {
  expect_holds(
      "vertices = corners('ball.stl')\n"
      "triangles = np.arange(len(vertices)).reshape(-1, 3)\n"
      "file = printgauge.analyze('ball.stl')\n"
      "for dtype in [np.float32, np.float64]:\n"
      "    for index in [np.uint32, np.int64]:\n"
      "        ours = printgauge.analyze(vertices.astype(dtype), triangles.astype(index))\n"
      "        for part in ['values', 'absent', 'findings', 'class', 'unit', 'process']:\n"
      "            assert ours[part] == file[part], part\n"
      "        assert ours['sha256'] is None and ours['format'] is None\n"
      "inches = printgauge.analyze(vertices / 25.4, triangles, units='inch', only='volume')\n"
      "volume = file['values']['volume_mm3']['value']\n"
      "assert abs(inches['values']['volume_mm3']['value'] / volume - 1) < 1e-6\n"
      "strided = printgauge.analyze(np.asfortranarray(vertices), triangles[:, [1, 2, 0]])\n"
      "assert abs(strided['values']['volume_mm3']['value'] / volume - 1) < 1e-12\n"
      "listed = printgauge.analyze([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]],\n"
      "                            [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], only='volume')\n"
      "assert abs(listed['values']['volume_mm3']['value'] - 1 / 6) < 1e-12\n");
}

TEST_F(PythonModule, AFieldHasOneValueAVertex) {
  expect_holds(
      "reading = printgauge.analyze('plate.stl', fields=True)\n"
      "fields = reading['fields']\n"
      "n = len(fields['vertices'])\n"
      "assert fields['vertices'].shape == (n, 3) and fields['vertices'].dtype == np.float64\n"
      "assert fields['triangles'].shape == (len(corners('plate.stl')) // 3, 3)\n"
      "assert fields['triangles'].max() == n - 1\n"
      "for name in ['wall_ray_mm', 'wall_sphere_mm', 'wall_separation_deg', 'wall_reason']:\n"
      "    assert fields[name].shape == (n,), name\n"
      "measured = fields['wall_reason'] == printgauge.WALL_REASONS.index('measured')\n"
      "assert measured.any() and not measured.all()\n"
      "assert (np.isnan(fields['wall_sphere_mm']) == ~measured).all()\n"
      "inside = (np.abs(fields['vertices'][:, :2]) < 9).all(axis=1) & measured\n"
      "assert np.allclose(fields['wall_ray_mm'][inside], 0.8, atol=1e-5)\n"
      "del reading\n"  // the arrays outlive the reading they came in
      "import gc; gc.collect()\n"
      "assert fields['vertices'][:, 2].max() - fields['vertices'][:, 2].min() > 0.79\n"
      "assert 'fields' not in printgauge.analyze('plate.stl', only='volume')\n");
}

TEST_F(PythonModule, FieldsOfArraysSayWhichRowIsWhichVertex) {
  expect_holds(
      "vertices = corners('plate.stl').astype(float)\n"
      "triangles = np.arange(len(vertices)).reshape(-1, 3)\n"
      "vertices = np.vstack([vertices, [[99, 99, 99]]])\n"  // of no triangle
      "fields = printgauge.analyze(vertices, triangles, units='cm', only='walls',\n"
      "                            fields=True)['fields']\n"
      "rows = fields['row_of_vertex']\n"
      "assert rows.shape == (len(vertices),) and rows[-1] == -1 and (rows[:-1] >= 0).all()\n"
      "assert (fields['vertices'][rows[:-1]] == vertices[:-1] * 10).all()\n");
}

TEST_F(PythonModule, ABadFileRaisesWithTheSentenceOfTheProgram) {
  expect_holds(
      "for path in ['broken.stl', 'missing.stl', '.']:\n"
      "    told = subprocess.run([program, 'analyze', '--json', path], "
      "capture_output=True).stdout\n"
      "    error = refusal(path)\n"
      "    assert {'id': error.id, 'text': str(error)} == json.loads(told)['error'], path\n"
      "assert isinstance(error, ValueError)\n");
}

TEST_F(PythonModule, AnArgumentThatCannotBeMeantRaisesWithASentence) {
  expect_holds(
      "assert 'There is no unit' in str(refusal('ball.stl', units='ell'))\n"
      "assert 'mex' in str(refusal('ball.stl', process='clay'))\n"
      "assert 'volum' in str(refusal('ball.stl', only='volum'))\n"
      "assert 'threads' in str(refusal('ball.stl', jobs=-1))\n"
      "assert 'two arrays' in str(refusal(np.zeros((3, 3))))\n");
}

TEST_F(PythonModule, ArraysThatAreNoMeshRaiseWithASentence) {
  expect_holds(
      "v = np.eye(3)\n"
      "t = np.array([[0, 1, 2]])\n"
      "bad = v.copy(); bad[1, 2] = np.nan\n"
      "assert 'Vertex 1 ' in str(refusal(bad, t))\n"
      "assert 'Vertex 0 ' in str(refusal(v * 1e61, t))\n"
      "assert 'Triangle 0 names vertex 3' in str(refusal(v, t + 1))\n"
      "assert 'Triangle 0 names vertex -1' in str(refusal(v, t - 1))\n"
      "assert 'float64' in str(refusal(v, t * 0.5))\n"
      "assert 'this is 3 x 2' in str(refusal(v[:, :2], t))\n"
      "assert 'not one triangle' in str(refusal(v, np.zeros((0, 3), int)))\n"
      "assert 'type' in str(refusal([['a', 'b', 'c']], t))\n"
      "assert 'array' in str(refusal([[1, 2, 3], [4]], t))\n");
}

TEST_F(PythonModule, TwoThreadsAtOnceGiveTheReadingsOfOneAfterTheOther) {
  expect_holds(
      "models = ['plate.stl', 'ball.stl'] * 3\n"
      "def reading(model, jobs):\n"
      "    return without_time(printgauge.analyze(model, jobs=jobs))\n"
      "expected = [reading(model, 1) for model in models]\n"
      "from concurrent.futures import ThreadPoolExecutor\n"
      "for jobs in [0, 1, 2]:\n"
      "    with ThreadPoolExecutor(2) as pool:\n"
      "        assert list(pool.map(lambda m: reading(m, jobs), models)) == expected\n");
}

TEST_F(PythonModule, OtherThreadsRunWhileItMeasures) {
  expect_holds(
      "ticks, over = [], threading.Event()\n"
      "def tick():\n"
      "    while not over.wait(0.001): ticks.append(time.monotonic())\n"
      "ticker = threading.Thread(target=tick)\n"
      "ticker.start()\n"
      "start = time.monotonic()\n"
      "printgauge.analyze('ball.stl', jobs=1)\n"
      "end = time.monotonic()\n"
      "over.set()\n"
      "ticker.join()\n"
      "assert sum(start < t < end for t in ticks) >= 3, (end - start, len(ticks))\n");
}

TEST_F(PythonModule, TheExampleFindsTheThinPlate) {
  const std::string example = (test::source_dir() / "docs/examples/thin_walls.py").string();
  const auto thin = run({example, file("plate.stl")});
  EXPECT_EQ(thin.status, 0) << thin.err;
  EXPECT_NE(thin.out.find("volume 320.0 mm3"), std::string::npos) << thin.out;
  EXPECT_NE(thin.out.find("thinnest 0.80 mm at"), std::string::npos) << thin.out;
  const auto thick = run({example, file("ball.stl")});
  EXPECT_NE(thick.out.find("\n0 of "), std::string::npos) << thick.out << thick.err;
  const auto broken = run({example, file("broken.stl")});
  EXPECT_EQ(broken.status, 1);
  EXPECT_NE(broken.err.find("broken.stl: "), std::string::npos) << broken.err;
}

}  // namespace
}  // namespace pg
