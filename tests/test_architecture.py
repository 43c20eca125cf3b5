"""The imports of the house point one way, and an unused plugin costs nothing."""

import ast
import graphlib
import subprocess
import sys
from importlib.util import find_spec, resolve_name
from pathlib import Path

import pytest

pytestmark = pytest.mark.newest_only

HOUSE = {name: Path(find_spec(name).origin).parent for name in ("ethan_core", "ethan_check")}

FLOORS = {
    "ethan_core": 1,
    "ethan_check.trace": 1.1,
    "ethan_check.telling": 1.15,
    "ethan_check.result": 1.2,
    "ethan_check.numerics": 2,
    "ethan_check.subject.execution": 3.1,
    "ethan_check.subject.conventions": 3.2,
    "ethan_check.subject": 3.3,
    "ethan_check.cases": 4,
    "ethan_check.verdict": 4,
    "ethan_check.diagnosis": 5,
    "ethan_check.oracle": 5,
    "ethan_check.checks": 6,
    "ethan_check.engine": 7,
    "ethan_check.loading": 7,
    "ethan_check.storage": 7,
    "ethan_check.reports": 8,
    "ethan_check.layer_check": 8,
    "ethan_check.baseline": 8.05,
    "ethan_check.api": 8.1,
    "ethan_check.proposals": 8.15,
    "ethan_check.isolation": 8.15,
    "ethan_check.repro": 8.16,
    "ethan_check.pytest_plugin": 8.2,
    "ethan_check.commands": 8.3,
    "ethan_check.command": 8.4,
    "ethan_check": 9,
}
"""Where each folder and each loose file stands. A module imports from its own folder and lower floors, at run
time and inside functions; two folders of one floor know nothing of each other. What stands after the point
orders the rooms of one floor.
"""

MOST_FLOORS = 9
MOST_LOOSE_FILES = 6


def modules():
    for package, folder in HOUSE.items():
        for file in sorted(folder.rglob("*.py")):
            name = ".".join((package, *file.relative_to(folder).with_suffix("").parts)).removesuffix(
                ".__init__"
            )
            yield name, file


MODULES = dict(modules())


def imports(name, *, only_at_import=False):
    """The modules that a module imports, apart from those for the type checker."""
    tree = ast.parse(MODULES[name].read_text())
    is_package = MODULES[name].name == "__init__.py"
    found = set()

    def visit(node):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for child in node.orelse:
                visit(child)
            return
        if only_at_import and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = name if is_package else name.rpartition(".")[0]
            base = resolve_name("." * node.level + (node.module or ""), package)
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                found.add(whole if whole in MODULES else base)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(tree)
    return found


def room_of(module):
    """The folder or loose file of the table that a module belongs to; None where it names none."""
    rooms = [room for room in FLOORS if module == room or module.startswith(f"{room}.")]
    room = max(rooms, key=len, default=None)
    return None if room == "ethan_check" and module != room else room


def test_there_is_something_to_hold():
    assert len(MODULES) > 40
    assert "ethan_core.registry" in imports("ethan_core.net.mlp")
    assert "ethan_check.engine.entries" in imports("ethan_check.pytest_plugin.layer_state")
    assert "ethan_check.engine.entries" not in imports(
        "ethan_check.pytest_plugin.check_task", only_at_import=True
    )
    assert {room_of(module) for module in MODULES} == set(FLOORS)


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_one_way(name):
    room = room_of(name)
    assert room, f"{name} is on no floor: give its folder one, or move it into a folder that has one"
    others = {other: room_of(other) for other in imports(name) if other in MODULES}
    upwards = sorted(
        other for other, theirs in others.items() if theirs != room and FLOORS[theirs] >= FLOORS[room]
    )
    assert not upwards, f"{name} imports {', '.join(upwards)}, which does not stand below it"


def test_no_modules_import_each_other_in_a_circle():
    known = {name: [other for other in imports(name) if other in MODULES] for name in MODULES}
    try:
        graphlib.TopologicalSorter(known).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"a circle: {' <- '.join(error.args[1])}")


def test_the_house_is_small():
    loose = [name for name in MODULES if name.startswith("ethan_check.") and name.count(".") == 1]
    loose = [name for name in loose if MODULES[name].name != "__init__.py"]
    assert len(loose) + 1 <= MOST_LOOSE_FILES, loose  # One more: __init__ itself.
    floors = sorted({int(floor) for floor in FLOORS.values()})
    assert len(floors) <= MOST_FLOORS
    for floor in reversed(floors):
        rooms = sorted((at, room) for room, at in FLOORS.items() if int(at) == floor)
        print(f"floor {floor}: {', '.join(_counted(room) for _, room in rooms)}")
    arrows = {
        (room_of(name), room_of(other)) for name in MODULES for other in imports(name) if other in MODULES
    }
    print(f"{len(FLOORS)} rooms, {len(floors)} floors, {sum(a != b for a, b in arrows)} arrows between rooms")


TESTS = Path(__file__).parent
MIRRORS = {"ethan_check": TESTS, "ethan_core": TESTS / "core"}
TABLES = "ethan_check.numerics.tolerances."
"""Nothing runs in its modules; `tests/numerics/test_tolerances.py` holds them all."""


@pytest.mark.parametrize(
    "name",
    [name for name in MODULES if MODULES[name].name != "__init__.py" and not name.startswith(TABLES)],
)
def test_a_module_has_the_test_file_of_its_name(name):
    package, *folders, module = name.split(".")
    file = MIRRORS[package].joinpath(*folders, f"test_{module}.py")
    assert file.is_file(), f"{name} has no {file.relative_to(TESTS.parent)}"


def _counted(room):
    own = [MODULES[name] for name in MODULES if room_of(name) == room]
    return f"{room} ({len(own)} files, {sum(len(file.read_text().splitlines()) for file in own)} lines)"


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("ethan_core")])
def test_the_core_needs_numpy_and_the_standard_library_alone(name):
    allowed = {*sys.stdlib_module_names, "numpy", "ethan_core"}
    foreign = {other for other in imports(name) if other.partition(".")[0] not in allowed}
    assert not foreign


CALLERS = (
    "pytest",
    "_pytest",
    "pluggy",
    "ethan_check.loading",
    "ethan_check.api",
    "ethan_check.pytest_plugin",
)
ENGINE = tuple(
    f"ethan_check.{room}"
    for room in ("numerics", "subject", "cases", "verdict", "diagnosis", "oracle", "checks", "engine")
)


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith(ENGINE)])
def test_the_engine_and_what_it_runs_know_none_of_their_callers(name):
    known = [other for other in imports(name) if other.startswith(CALLERS)]
    assert not known


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("ethan_check.reports")])
def test_reports_read_results_and_nothing_else(name):
    ours = {other for other in imports(name) if other.startswith("ethan_check.")}
    rooms = ("reports", "result", "trace", "storage")
    assert all(other.startswith(tuple(f"ethan_check.{room}" for room in rooms)) for other in ours), ours


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("ethan_check.numerics")])
def test_numerics_know_no_layer(name):
    ours = {other for other in imports(name) if other.startswith("ethan_")}
    assert all(other.startswith("ethan_check.numerics") for other in ours), ours


@pytest.mark.parametrize("name", MODULES)
def test_hypothesis_has_one_importer(name):
    uses = {other for other in imports(name) if other.partition(".")[0] == "hypothesis"}
    assert not uses or name == "ethan_check.cases.strategies"


def test_the_entry_module_needs_pytest_and_the_standard_library_alone():
    code = (
        "import sys, pytest\n"
        "before = set(sys.modules)\n"
        "import ethan_check.pytest_plugin\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(new - set(sys.stdlib_module_names)))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["ethan_check"]


RARELY_NEEDED = ("mpmath", "hypothesis", "tomlkit", "ethan_check.diagnosis", "ethan_check.engine.shrink")
"""Of documented formulas, of drawing a smaller case, of writing tables, of failures."""

SQUARE = """
import sys
from ethan_check import check_layer
early = set(sys.modules)
import numpy as np
class Square:
    def forward(self, x): self.x = x; return x * x
    def backward(self, g): return {factor} * self.x * g
report = check_layer(Square(), inputs=(np.array([[0.5, -1.5]]),))
print(report.verdict, *(name for name in {names!r} if name in {seen}))
"""


@pytest.mark.parametrize(
    ("factor", "names", "seen", "told"),
    [
        (2, (*RARELY_NEEDED, "ethan_check.loading", "importlib.metadata", "tomllib"), "early", ["pass"]),
        (2, RARELY_NEEDED, "sys.modules", ["pass"]),
        (1, ("mpmath", "hypothesis", "tomlkit"), "sys.modules", ["fail"]),
        (1, ("ethan_check.diagnosis",), "sys.modules", ["fail", "ethan_check.diagnosis"]),
    ],
    ids=["imported", "a pass", "a failure", "what a failure needs"],
)
def test_what_is_rarely_needed_is_loaded_when_it_is(factor, names, seen, told):
    code = SQUARE.format(factor=factor, names=names, seen=seen)
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == told


def test_a_run_that_does_not_use_the_plugin_loads_neither_numpy_nor_hypothesis(pytester, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(
        """
        import sys

        def test_it():
            assert 'ethan_check.pytest_plugin' in sys.modules
            heavy = {'numpy', 'hypothesis', 'mpmath', 'ethan_core', 'ethan_check.engine.verify'}
            assert not heavy & set(sys.modules)
        """
    )
    pytester.runpytest_subprocess("-p", "ethan_check.pytest_plugin").assert_outcomes(passed=1)
