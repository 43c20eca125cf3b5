"""Items are functions to pytest."""

from pathlib import Path

import pytest

from ethan_check.pytest_plugin.crash_log import crash_log_of
from ethan_check.pytest_plugin.item_task import CheckFailure
from ethan_core.fn import relu


@pytest.fixture
def item(project):
    items, _ = project.inline_genitems(
        "--ethan-only", "--ethan-layers=ethan_core.fn.relu", "--ethan-checks=gradient"
    )
    (found,) = items
    return found


def info(raised):
    try:
        raise raised
    except BaseException:
        return pytest.ExceptionInfo.from_current()


def test_an_item_is_marked_and_stands_where_its_layer_does(item):
    assert item.get_closest_marker("ethan")
    file, line, heading = item.reportinfo()
    assert Path(file) == Path(relu.__file__)
    assert "class Relu" in "".join(Path(file).read_text().splitlines()[line : line + 3])
    assert heading == "relu.v1: gradient"


def test_a_failure_is_what_the_check_says_with_its_notes(item):
    error = CheckFailure("dL_dX is wrong")
    error.add_note("drawn by hypothesis")
    assert item.repr_failure(info(error)) == "dL_dX is wrong\ndrawn by hypothesis"
    assert item.repr_failure(info(pytest.xfail.Exception("known"))) == "known"


def test_a_bug_of_a_check_keeps_its_traceback(item):
    assert "ZeroDivisionError" in str(item.repr_failure(info(ZeroDivisionError("no"))))


def test_a_layer_that_hangs_is_stopped(item, monkeypatch):
    def hang(task):
        raise pytest.fail.Exception("Timeout (>1.0s) from pytest-timeout.")

    monkeypatch.setattr(type(item.task), "__call__", hang)
    with pytest.raises(pytest.fail.Exception) as caught:
        item.runtest()
    assert item.task.record == {"verdict": "error", "stopped": "did not return"}
    assert (
        item.repr_failure(caught)
        .splitlines()[0]
        .startswith("relu.v1: did not return within the time limit (")
    )
    assert crash_log_of(item.config).stopped("relu.v1") == (
        "relu.v1 did not return in ethan::relu.v1::gradient; its other checks are not run"
    )
    with pytest.raises(pytest.skip.Exception, match=r"relu\.v1 did not return in"):
        item.runtest()
    assert item.task.record["verdict"] == "not asked"


def test_reports_carry_the_record_and_properties_for_junit(project):
    run = project.inline_run(
        "--ethan-only", "--ethan-layers=ethan_core.fn.relu", "--ethan-checks=gradient,update"
    )
    reports = {report.nodeid: report for report in run.getreports("pytest_runtest_logreport")
               if report.when == "call"}  # fmt: skip
    passed, skipped = reports["ethan::relu.v1::gradient"], reports["ethan::relu.v1::update"]
    assert passed.ethan["verdict"] == "pass"
    properties = dict(passed.user_properties)
    assert properties["ethan_verdict"] == "pass"
    assert 0 < float(properties["ethan_certificate_dL_dX"]) < 1e-6
    assert skipped.longrepr[0] == relu.__file__
