"""A project of somebody else's, in which pytest runs with Ethan installed."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib import metadata
from pathlib import Path

import hypothesis  # noqa: F401
import pytest

# Loaded here once: a run inside this process forgets what it imports, and numpy cannot be loaded twice, nor
# can matplotlib, whose classes would be others.
import ethan_core.reference  # noqa: F401
from ethan_check.checks import builtin_checks
from ethan_check.engine.entries import check_entry
from ethan_check.loading import manager
from ethan_core.registry import default_registry

with suppress(ImportError):  # It belongs to an extra.
    import matplotlib.figure  # noqa: F401

LAYERS = """
import numpy as np
from ethan_core import Contract, register


class Square:
    contract = Contract(shapes="N d -> N d")

    def forward(self, X):
        self.X = X
        return X * X

    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


@register("good.v1")
class Good(Square):
    pass


@register("halved.v1")
class Halved(Square):
    def backward(self, dL_dY):
        return self.X * dL_dY
"""


class Project:
    """A folder with files, and runs of pytest in it."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.path = pytester.path

    def module(self, name: str, source: str) -> None:
        """Write one module; the name may have dots."""
        file = self.path.joinpath(*name.split(".")).with_suffix(".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        _write_later(file, source)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text, which must stand there, in one module."""
        file = self.path.joinpath(*name.split(".")).with_suffix(".py")
        source = file.read_text()
        assert old in source
        _write_later(file, source.replace(old, new))

    def distribution(self, name: str, entry_points: str) -> None:
        """Install a distribution that consists of entry points; its modules are the project's."""
        folder = self.path / f"{name.replace('-', '_')}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (folder / "entry_points.txt").write_text(entry_points)

    def run(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in this process, with the two quickest checks unless others are named."""
        forget_layers()
        return self.pytester.runpytest_inprocess(*_with_checks(arguments))

    def run_apart(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in a process of its own, which is given two minutes on a busy machine."""
        return self.pytester.runpytest_subprocess(*_with_checks(arguments), timeout=120)

    def items(self, *arguments: str) -> list[str]:
        """The ids that a run would have."""
        result = self.run("--collect-only", "-q", *arguments)
        return [line for line in result.outlines if "::" in line and not line.startswith("ERROR")]


def _write_later(file: Path, source: str) -> None:
    """Write a file, seconds after it was written last: Python runs the old bytecode of a source that has the
    same size and the same second of writing, and these tests edit a file within one second."""
    before = file.stat().st_mtime if file.exists() else None
    file.write_text(source)
    if before is not None:
        os.utime(file, (before + 2, before + 2))


def _with_checks(arguments: tuple[str, ...]) -> tuple[str, ...]:
    if any(argument.startswith(("--ethan-checks", "--all-checks")) for argument in arguments):
        return tuple(argument for argument in arguments if argument != "--all-checks")
    return ("--ethan-checks=gradient,shapes", *arguments)


@pytest.fixture(scope="session", autouse=True)
def _warm_up() -> None:
    """Import what a check imports, however late it does."""
    check_entry(default_registry.get("relu.v1"), available=builtin_checks())


@pytest.fixture(scope="session")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the processes of all runs keep what they compile: otherwise each compiles everything anew."""
    return tmp_path_factory.mktemp("bytecode")


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, bytecode: Path) -> Project:
    """An empty project, with a registry that holds the reference layers alone."""
    monkeypatch.setattr(default_registry, "_entries", dict(default_registry._entries))
    monkeypatch.syspath_prepend(pytester.path)
    paths = (str(pytester.path), os.environ.get("PYTHONPATH", ""))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in paths if path))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(bytecode))
    for variable in [name for name in os.environ if name.startswith("PYTEST_XDIST")]:
        monkeypatch.delenv(variable)
    monkeypatch.setattr(manager, "_installed", lambda: _entry_points_seen_from(pytester.path))
    made = Project(pytester)
    if not any(point.name == "ethan" for point in metadata.entry_points(group="pytest11")):
        made.distribution(
            "ethan-check",
            "[pytest11]\nethan = ethan_check.pytest_plugin\n"
            "[ethan.layers]\nreference = ethan_core.reference\n",
        )
    return made


@pytest.fixture
def failed_line() -> str:
    """The line of `halved.v1` in the short summary. Pytest 8 has no message for what is not a traceback."""
    message = " - halved.v1: dL_dX *" if pytest.version_tuple >= (9,) else "*"
    return f"FAILED ethan::halved.v1::gradient{message}"


@pytest.fixture
def layers(project: Project) -> Project:
    """A project with a module `layers`: `good.v1` is right, `halved.v1` is not."""
    project.module("layers", LAYERS)
    return project


def forget_layers() -> None:
    """Leave the reference layers alone in the registry: a run forgets the modules that it imported."""
    entries = default_registry._entries
    for name in [
        name for name, entry in entries.items() if not entry.registered_in.startswith("ethan_core.")
    ]:
        del entries[name]


def _entry_points_seen_from(folder: Path) -> list[metadata.EntryPoint]:
    """Ethan's own and the project's: what else is installed beside Ethan is none of these tests' business."""
    return [
        point
        for group in (manager.LAYERS, manager.PLUGINS)
        for point in metadata.entry_points(group=group)
        if point.dist.name == "ethan-check" or Path(point.dist.locate_file("")).samefile(folder)
    ]
