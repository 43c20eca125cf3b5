"""Beside the plugins that people have installed: the same verdicts, in one process and in two.

They are installed in an environment of their own (`tox -e neighbours`), as some of them change every run.
"""

from __future__ import annotations

import pytest

IN = {"one process": (), "two": ("-n2",)}
VERDICTS = [
    "good.v1*pass*2 pass*",
    "halved.v1*fail*1 pass, 1 fail",
    "2 layers: 1 pass, 1 fail; 4 checks: 3 pass, 1 fail*",
]
PLUGINS = {
    "pytest_cov": ("--cov=layers", "--cov-report=term"),
    "pytest_timeout": ("--timeout=60",),
    "pytest_randomly": ("--randomly-seed=7",),
    "pytest_rerunfailures": ("--reruns=2",),
    "pytest_html": ("--html=report.html", "--self-contained-html"),
    "pytest_benchmark": ("--benchmark-skip",),
    "pytest_sugar": (),
}

both = pytest.mark.parametrize("processes", IN.values(), ids=IN)


@pytest.fixture
def run(layers):
    """Runs pytest on the layers in a process of its own, with one plugin's options."""

    def run(plugin, *options):
        pytest.importorskip(plugin, reason=f"{plugin} is not installed: tox -e neighbours")
        pytest.importorskip("xdist")
        return layers.run_apart("--ethan-only", "--ethan-layers=layers", "--color=no", *options)

    return run


@both
@pytest.mark.parametrize("plugin", PLUGINS)
def test_the_verdicts_are_the_same(run, plugin, processes):
    result = run(plugin, *PLUGINS[plugin], *processes)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(VERDICTS)
    assert "changes " not in result.stdout.str()  # Nothing that a plugin does is said to be a layer's doing.


@both
def test_the_lines_of_a_layer_are_covered(run, processes):
    result = run("pytest_cov", "--cov=layers", "--cov-report=term", *processes)
    result.stdout.re_match_lines([r"layers\.py +\d+ +0 +100%"])


@both
def test_a_failure_that_is_run_again_is_told_once(run, processes):
    result = run("pytest_rerunfailures", "--reruns=2", *processes)
    result.stdout.fnmatch_lines(["*1 failed, 3 passed, 2 rerun*"])
    assert result.stdout.str().count("halved.v1: dL_dX") == 1 + 1  # The failure, and pytest's own last lines.


@both
def test_the_page_of_pytest_html_has_the_message(run, layers, processes):
    run("pytest_html", "--html=report.html", "--self-contained-html", *processes)
    assert "is 1/2 of the derivative" in (layers.path / "report.html").read_text()


def test_what_another_plugin_skips_is_not_said_to_be_inapplicable(run):
    result = run("pytest_benchmark", "--benchmark-only")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        ["good.v1*not asked*2 not asked  skipped: *benchmark-only*", "2 layers: 2 not asked; *"]
    )


SKIPS = """
import pytest


def pytest_collection_modifyitems(items):
    for item in items:
        if "halved" in item.nodeid:
            item.add_marker(pytest.mark.skip(reason="not today"))
"""


@both
def test_nor_is_what_a_marker_skips(run, layers, processes):
    layers.module("conftest", SKIPS)
    result = run("pytest_timeout", *processes)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        ["good.v1*pass*2 pass*", "halved.v1*not asked*2 not asked  skipped: not today"]
    )


@both
def test_an_order_by_chance_changes_no_finding(run, processes):
    def told(seed):
        result = run("pytest_randomly", "-p", "no:sugar", f"--randomly-seed={seed}", *processes)
        lines = result.stdout.str().splitlines()
        start = next(at for at, line in enumerate(lines) if line.startswith("halved.v1: dL_dX"))
        return lines[start : start + 8]

    assert told(1) == told(2) == told(3)
