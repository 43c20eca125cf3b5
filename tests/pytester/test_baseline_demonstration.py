"""A repository whose layers change in every way that a baseline tells apart: each is told as what it is."""

import importlib.util
import os

import pytest

from ethan_check.baseline.snapshot import git
from ethan_check.command import main
from ethan_check.reports.reading import read_results

PROJECT = """
[project]
name = "demonstration"

[tool.pytest.ini_options]
ethan_check = true
ethan_layers = ["layers"]
ethan_baseline = "gradients"
"""

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


@register("nudged.v1")
class Nudged(Square):
    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


@register("refactored.v1")
class Refactored(Square):
    def backward(self, dL_dY):
        return 2 * self.X * dL_dY  # refactored


@register("mean.v1")
class Mean(Square):
    contract = Contract(shapes="N d -> N")

    def forward(self, X):
        self.X = X
        return np.mean(X, axis=1)

    def backward(self, dL_dY):
        return np.repeat(dL_dY[:, None] / self.X.shape[1], self.X.shape[1], axis=1)


@register("cast.v1")
class Cast(Square):
    def backward(self, dL_dY):
        return 2 * self.X * dL_dY  # cast


@register("removed.v1")
class Removed(Square):
    pass


@register("convolution.v1")
class Convolution(Square):
    pass


@register("hungry.v1")
class Hungry(Square):
    def forward(self, X):
        self.X = X
        return X * X  # hungry


@register("widened.v1")
class Widened(Square):
    contract = Contract(shapes="N d -> N d", domain={"X": (0.0, 1.0)})
"""

CHANGES = (
    ("class Nudged(Square):\n    def backward(self, dL_dY):\n        return 2 * self.X * dL_dY",
     "class Nudged(Square):\n    def backward(self, dL_dY):\n        return 2 * self.X * dL_dY * (1 + 1e-9)"),
    ("return 2 * self.X * dL_dY  # refactored", "return (dL_dY + dL_dY) * self.X"),
    ("np.mean(X, axis=1)", "np.sum(X, axis=1)"),
    ("dL_dY[:, None] / self.X.shape[1]", "dL_dY[:, None]"),
    ("return 2 * self.X * dL_dY  # cast", "return (2 * np.float32(self.X) * dL_dY).astype(dL_dY.dtype)"),
    ('@register("removed.v1")\nclass Removed(Square):\n    pass\n', ""),
    ("convolution.v1", "convolution.v2"),
    ("return X * X  # hungry", "copies = [X.copy() for _ in range(3)]\n        return copies[0] * copies[1]"),
    ("(0.0, 1.0)", "(-1.0, 1.0)"),
)  # fmt: skip

HEADLINES = (
    "convolution.v1: gone, and convolution.v2 is there: was its version raised?",
    "removed.v1: gone: it is in the store, and no layer has that name",
    'convolution.v2: no entry; make one: pytest "ethan::convolution.v2" --ethan-baseline=new',
    "nudged.v1: changed: dL_dX changed by 1e-09 of its size",
    "mean.v1: changed: ",
    "cast.v1: less accurate: rounding of dL_dX, relative, was 2.2e-16 and is ",
    'widened.v1: contract changed: domain was {"X": {"high": 1.0, "low": 0.0, "open": false}}, and is '
    '{"X": {"high": 1.0, "low": -1.0, "open": false}}',
)


@pytest.fixture
def repository(project, monkeypatch):
    """The layers, committed with their baselines."""
    for name in ("CI", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    for who in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{who}_NAME", "Ann")
        monkeypatch.setenv(f"{who}_EMAIL", "ann@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    project.module("layers", LAYERS)
    (project.path / "pyproject.toml").write_text(PROJECT)
    git(project.path, "init", "-q", "-b", "main")
    assert project.run("--all-checks", "--ethan-baseline=new").ret == 0
    commit(project, "layers and their baselines")
    return project


def commit(project, message):
    git(project.path, "add", "layers.py", "pyproject.toml", "gradients")
    git(project.path, "commit", "-q", "-m", message)


def change(project):
    for old, new in CHANGES:
        project.edit("layers", old, new)


def command(project, monkeypatch, capsys, *arguments):
    """What the command prints, and what it ends with."""
    monkeypatch.chdir(project.path)
    capsys.readouterr()
    code = main(["baseline", *arguments])
    return code, capsys.readouterr().out


STATES = {
    "cast.v1": ["less accurate"],
    "convolution.v1": ["gone"],
    "convolution.v2": ["no entry"],
    "hungry.v1": ["costlier"],
    "mean.v1": ["changed"],
    "nudged.v1": ["changed"],
    "refactored.v1": [],
    "removed.v1": ["gone"],
    "widened.v1": ["contract changed"],
}


def assert_reported(folder):
    """The same states stand in the reports of the run, in JSON, Markdown and HTML."""
    results = read_results(folder / "run.json")
    states = {layer.name: list(layer.changes) for layer in results.layers}
    assert {name: found[:1] for name, found in states.items()} == STATES
    markdown = (folder / "run.md").read_text()
    for name, (state, *_) in ((name, found) for name, found in STATES.items() if found):
        assert f"Against the baseline, {name}:" in markdown.replace("`", ""), name
        assert state in markdown
    if importlib.util.find_spec("jinja2") is None:
        return  # Without the extra `report` there is no page.
    from ethan_check.reports.page.page import render

    text = render(results, folder)
    assert text.count("Against the baseline") >= len([found for found in STATES.values() if found])


def test_every_change_is_reported_as_what_it_is(repository, monkeypatch, capsys):
    assert "compare with gradients: 8 layers: 8 same" in repository.run("--all-checks").outlines
    before = {file.name: file.read_text() for file in (repository.path / "gradients").iterdir()}
    change(repository)

    monkeypatch.setenv("CI", "true")
    reports = ("--ethan-report=run.json", "--ethan-report=run.md")
    result = repository.run("--all-checks", *reports)
    told = result.outlines
    assert_reported(repository.path)
    for headline in HEADLINES:
        assert any(line.startswith(headline) for line in told), headline
    (mean,) = [number for number, line in enumerate(told) if line.startswith("mean.v1: changed: ")]
    assert told[mean + 1] == (
        "  the mathematics still passes: another forward, and backward is the derivative of that"
    )
    (nudged,) = [number for number, line in enumerate(told) if line.startswith("nudged.v1: changed: ")]
    assert told[nudged + 1].startswith("  the mathematics does not pass any more (gradient: fail)")
    assert any(line.startswith("hungry.v1: costlier: ") for line in told)
    assert not [line for line in told if line.startswith("refactored.v1: ")]
    assert (
        "compare with gradients: 7 layers: 1 same, 1 costlier, 1 less accurate, 2 changed, "
        "1 contract changed, 1 no entry, 2 gone" in told
    )
    assert before == {file.name: file.read_text() for file in (repository.path / "gradients").iterdir()}

    repository.run("--all-checks", "--ethan-baseline=update", "--ethan-reason=all at once")
    repository.run("--all-checks", "--ethan-baseline=prune")
    commit(repository, "all at once")
    assert "refactored.v1.json" not in git(repository.path, "show", "--name-only", "HEAD").decode()

    code, text = command(repository, monkeypatch, capsys, "diff", "HEAD~1", "HEAD")
    assert code == 1
    shown = [line.split(": ")[:2] for line in text.splitlines() if not line.startswith(" ")]
    assert shown == [
        ["cast.v1", "less accurate"],
        ["convolution.v1", "gone"],
        ["convolution.v2", "new"],
        ["hungry.v1", "costlier"],
        ["mean.v1", "changed"],
        ["nudged.v1", "changed"],
        ["removed.v1", "gone"],
        ["widened.v1", "contract changed"],
    ]
    assert text.count("  reason: all at once") == 6

    code, text = command(repository, monkeypatch, capsys, "diff", "HEAD~1", "gradients", "--format=markdown")
    rows = [line.split(" | ")[:2] for line in text.splitlines() if line.startswith("| ") and ".v" in line]
    assert rows == [[f"| {layer}", state] for layer, state in shown]
    assert "the mathematics still passes" in text
    assert "the mathematics does not pass any more" in text

    assert command(repository, monkeypatch, capsys, "diff", "HEAD", "gradients") == (0, "all the same\n")
    _, text = command(repository, monkeypatch, capsys, "log", "nudged.v1")
    assert [line.split("Ann  ")[1] for line in text.splitlines()] == [
        "nudged.v1: changed: dL_dX changed by 1e-09 of its size (all at once)",
        "nudged.v1: new",
    ]
