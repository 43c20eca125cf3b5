"""The fixtures, and that other fixtures and plugins work on the items."""


def test_the_registry_of_the_run(layers):
    layers.pytester.makeini("[pytest]\nethan_layers = layers\n")
    layers.pytester.makepyfile(
        "def test_it(ethan_registry):\n    assert ethan_registry.names() == ('good.v1', 'halved.v1')\n"
    )
    layers.run().assert_outcomes(passed=1)


CHECKER = """
import numpy as np
import pytest
from layers import Good, Halved

X = np.array([[0.5, -1.5]])

def test_good(ethan_checker):
    report = ethan_checker(Good(), (X,), checks=["gradient"])
    assert report.verdict == "pass"
    assert report.seed == 7

def test_halved(ethan_checker):
    ethan_checker(Halved(), inputs=(X,), checks=["gradient"])

def test_entry(ethan_checker, ethan_registry):
    ethan_checker(ethan_registry.get("halved.v1"), checks=["shapes"])
"""


def test_the_checker_fails_a_test_with_the_message(layers):
    layers.pytester.makepyfile(CHECKER)
    result = layers.run("--ethan-seed=7", "--ethan-layers=layers", "-k", "test_")
    result.assert_outcomes(passed=2, failed=1, deselected=4)
    result.stdout.fnmatch_lines(["*_ test_halved _*", "Halved: dL_dX *"])


def test_each_layer_one_after_the_other(layers):
    layers.pytester.makeini("[pytest]\nethan_layers = layers\n")
    layers.pytester.makepyfile(
        "def test_it(ethan_layer, ethan_checker):\n    ethan_checker(ethan_layer, checks=['gradient'])\n"
    )
    result = layers.run("-v")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*::test_it[[]good.v1[]] PASSED*", "*::test_it[[]halved.v1[]] FAILED*"])


def test_a_broken_source_fails_a_test_that_asks_for_layers(layers):
    layers.module("dividing", "1 / 0")
    layers.pytester.makepyfile("def test_it(ethan_layer):\n    assert ethan_layer.target\n")
    result = layers.run("--ethan-layers=layers,dividing", "-k", "test_")
    result.assert_outcomes(passed=2, errors=1, deselected=5)
    result.stdout.fnmatch_lines(["dividing: ZeroDivisionError: division by zero (dividing.py:1)"])


def test_asking_for_layers_where_there_are_none_is_an_error(project):
    project.module("bare", "x = 1")
    project.pytester.makepyfile("def test_it(ethan_layer): pass\n")
    result = project.run("--ethan-layers=bare")
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*module 'bare' registers no layer and defines none*"])


def test_fixtures_of_the_project_surround_the_items(layers):
    layers.pytester.makeconftest(
        "import pytest\n@pytest.fixture(autouse=True)\ndef around(tmp_path, request):\n"
        "    print('before', request.node.name, tmp_path.is_dir())\n    yield\n    print('after')\n"
    )
    result = layers.run("-s", "--ethan-check", "--ethan-layers=layers:Good", "--ethan-checks=shapes")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*before shapes True", "*after"])


def test_the_marker_is_known_without_the_option(project):
    project.pytester.makepyfile("import pytest\n@pytest.mark.ethan\ndef test_it(): pass\n")
    project.run("--strict-markers").assert_outcomes(passed=1)


def test_hooks_of_the_project_may_mark_items(layers):
    layers.pytester.makeconftest(
        "import pytest\ndef pytest_collection_modifyitems(items):\n"
        "    for item in items:\n"
        "        if 'halved' in item.nodeid: item.add_marker(pytest.mark.skip(reason='later'))\n"
    )
    layers.run("--ethan-check", "--ethan-layers=layers").assert_outcomes(passed=2, skipped=2)


def test_random_order_and_warnings_as_errors_do_no_harm(layers):
    layers.run("-W", "error", "--ethan-check", "--ethan-layers=layers").assert_outcomes(passed=3, failed=1)
