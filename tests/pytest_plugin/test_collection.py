"""Items beside the tests, with no test file needed."""

from types import SimpleNamespace

import pytest

from ethan_check.pytest_plugin.check_task import CheckTask
from ethan_check.pytest_plugin.collection import NoTestFiles, pytest_collection_finish
from ethan_check.pytest_plugin.item_task import FailingTask
from ethan_check.pytest_plugin.layer_state import LayerState
from pytest_plugin.stand_ins import Square, loaded, settings

ARGUMENTS = ("--ethan-layers=ethan_core.fn.relu", "--ethan-checks=gradient,shapes")


def ids(project, *arguments):
    items, _ = project.inline_genitems(*arguments, *ARGUMENTS)
    return [item.nodeid for item in items]


def test_items_come_after_the_tests_and_instead_of_them(project):
    project.makepyfile(test_it="def test_it(): pass")
    mine = ["ethan::relu.v1::gradient", "ethan::relu.v1::shapes"]
    assert ids(project, "--ethan-check") == ["test_it.py::test_it", *mine]
    assert ids(project, "--ethan-only") == mine
    assert ids(project) == ["test_it.py::test_it", *mine]  # whoever names layers wants them judged


def test_a_usage_error_waits_until_collection_is_over(project):
    project.makepyfile(test_it="def test_it(): pass")
    result = project.runpytest_inprocess("--ethan-check", "--ethan-checks=gradeint")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: ethan: no check is called 'gradeint'; did you mean gradient?"])


def test_without_test_files_the_session_is_empty():
    assert NoTestFiles().pytest_make_collect_report(SimpleNamespace()) is None


def reporting_item(*checks, expected=()):
    found = loaded(("a.v1", Square, {"expected_failures": dict.fromkeys(expected, "known")}))
    (entry,) = found.registry
    layer = LayerState(entry, found, settings())
    items = [SimpleNamespace(task=CheckTask(layer, check)) for check in checks]
    items += [SimpleNamespace(task=FailingTask("no")), SimpleNamespace()]
    pytest_collection_finish(SimpleNamespace(items=items))
    return layer.said.reporting_item


def test_the_item_that_reports_an_obstacle_is_gradient_or_else_the_first():
    assert reporting_item("dtype", "gradient", "shapes") == "gradient"
    assert reporting_item("dtype", "shapes") == "dtype"
    assert reporting_item("dtype", "gradient", expected=("gradient",)) == "dtype"
    assert reporting_item() == ""
