"""A repository of somebody's: what its baselines went through stands in the reports of a run."""

import os

import pytest

from ethan_check.baseline.snapshot import git
from ethan_check.reports.reading import read_results

PROJECT = """
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


@register("same.v1")
class Same(Square):
    pass


@register("hungry.v1")
class Hungry(Square):
    def forward(self, X):
        self.X = X
        return X * X  # hungry
"""

HUNGRY = "copies = [X.copy() for _ in range({})]\n        return copies[0] * copies[1]"


@pytest.fixture
def repository(project, monkeypatch):
    """The layers, not committed."""
    for name in ("CI", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    for who in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{who}_NAME", "Ann")
        monkeypatch.setenv(f"{who}_EMAIL", "ann@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.path.parent))
    project.module("layers", LAYERS)
    (project.path / "pyproject.toml").write_text(PROJECT)
    assert project.run("--ethan-baseline=new").ret == 0
    return project


def reported(repository, *options):
    """The layers of a run, by name, as its reports have them."""
    repository.run("--ethan-report=run.json", "--ethan-report=run.md", *options)
    return {layer.name: layer for layer in read_results(repository.path / "run.json").layers}


def commit(repository):
    git(repository.path, "add", "gradients")
    git(repository.path, "commit", "-q", "-m", "baselines")


def test_what_changed_brings_its_history_into_every_report(repository):
    repository.module("layers", LAYERS.replace("return X * X  # hungry", HUNGRY.format(3)))
    assert reported(repository)["hungry.v1"].history == ()  # There is no repository.
    git(repository.path, "init", "-q", "-b", "main")
    assert reported(repository)["hungry.v1"].history == ()  # Nothing is committed.

    commit(repository)
    repository.run("--ethan-baseline=update", "--ethan-reason=copies are kept")
    commit(repository)
    layers = reported(repository)
    assert layers["hungry.v1"].changes == layers["same.v1"].changes == ()
    assert layers["hungry.v1"].history == ()  # It is what its baseline says.

    repository.module("layers", LAYERS.replace("return X * X  # hungry", HUNGRY.format(9)))
    layers = reported(repository)
    newest, oldest = layers["hungry.v1"].history
    assert (newest.state, oldest.state) == ("costlier", "new")
    assert (newest.author, newest.reason) == ("Ann", "copies are kept")
    assert newest.numbers["bytes"] > oldest.numbers["bytes"]
    assert newest.numbers["forward"] == oldest.numbers["forward"] > 0
    assert layers["same.v1"].history == ()
    markdown = (repository.path / "run.md").read_text()
    assert "<summary><b>hungry.v1</b>: history of the baseline</summary>" in markdown
    assert f"| {newest.date} | {newest.commit[:7]} | Ann | costlier | " in markdown

    assert reported(repository, "--ethan-baseline=off")["hungry.v1"].history == ()
    assert_on_the_page(repository, layers["hungry.v1"])


def assert_on_the_page(repository, layer):
    """The picture and the revisions; without the extra `report` there is no page."""
    for module in ("jinja2", "latex2mathml", "matplotlib"):
        pytest.importorskip(module, reason="the extra report is not installed")
    repository.run("--ethan-report=run.html")
    page = (repository.path / "run.html").read_text()
    assert page.count("<h3>History of the baseline</h3>") == 1
    assert page.count("Cost and accuracy, by revision of the baseline.</strong>") == 1
    assert "times the first bytes" in page
    assert all(f">{one.commit[:7]}<" in page for one in layer.history)
