"""The imports of the house point one way, and an unused plugin costs nothing."""

import ast
import subprocess
import sys
from importlib.util import find_spec, resolve_name
from pathlib import Path

import pytest

HOUSE = {name: Path(find_spec(name).origin).parent for name in ("ethan_core", "ethan_check")}

# A module may import from its own room and from those that are listed before it.
ROOMS = [
    {"ethan_core"},
    {"ethan_check.result", "ethan_check.numerics"},
    {
        "ethan_check.subject.introspection",
        "ethan_check.subject.conventions",
        "ethan_check.subject.execution.closures",
        "ethan_check.subject.execution.copying",
        "ethan_check.subject.execution.copies",
        "ethan_check.subject.execution.isolation",
        "ethan_check.subject.gradients",
        "ethan_check.cases.plans",
        "ethan_check.cases.value_profiles",
        "ethan_check.subject.runner",
        "ethan_check.cases.sources_tmp",
        "ethan_check.subject.subject",
        "ethan_check.cases.resampling",
        "ethan_check.subject.execution.aliased_views",
    },
    {"ethan_check.checks", "ethan_check.diagnosis"},
    {
        "ethan_check.engine.ask",
        "ethan_check.engine.verify",
        "ethan_check.engine.aggregate",
        "ethan_check.engine.run",
        "ethan_check.engine.shrink",
        "ethan_check.cases.pool",
    },
    {"ethan_check.reports", "ethan_check.baseline"},
    {"ethan_check.pytest_plugin"},
]


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
    for number, room in enumerate(ROOMS):
        if any(module == name or module.startswith(f"{name}.") for name in room):
            return number
    return None


def test_there_is_something_to_hold():
    assert len(MODULES) > 40
    assert "ethan_core.registry" in imports("ethan_core.net.mlp")
    assert "ethan_check.engine.verify" in imports("ethan_check.pytest_plugin.item_task")
    assert "ethan_check.engine.verify" not in imports(
        "ethan_check.pytest_plugin.item_task", only_at_import=True
    )
    assert all(any(room_of(module) == number for module in MODULES) for number in (0, 1, 2, 3, 4, 6))


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_one_way(name):
    room = room_of(name)
    if room is None:
        return
    backwards = [other for other in imports(name) if (room_of(other) or 0) > room]
    assert not backwards, f"{name} imports {', '.join(sorted(backwards))}, which stands above it"


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("ethan_core")])
def test_the_core_needs_numpy_and_the_standard_library_alone(name):
    allowed = {*sys.stdlib_module_names, "numpy", "ethan_core"}
    foreign = {other for other in imports(name) if other.partition(".")[0] not in allowed}
    assert not foreign


CALLERS = (
    "pytest",
    "_pytest",
    "pluggy",
    "ethan_check.loading.manager",
    "ethan_check.api",
    "ethan_check.discovery",
)


@pytest.mark.parametrize("name", [name for name in MODULES if 1 <= (room_of(name) or 0) <= 4])
def test_the_engine_and_what_it_runs_know_none_of_their_callers(name):
    known = [other for other in imports(name) if other.startswith(CALLERS)]
    assert not known


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
