"""Which reports a run writes; tests/pytester/test_plugin_report_files.py has whole runs."""

import pytest

from ethan_check.pytest_plugin.report_files import ReportFiles, targets_of
from pytest_plugin.stand_ins import report_of


def test_a_run_that_asks_for_none_has_no_targets(project):
    assert targets_of(project.parseconfigure("--ethan-check")) == []


def test_targets_lie_where_the_run_was_started_and_are_named_once(project):
    config = project.parseconfigure("--ethan-check", "--ethan-report=a.md", "--ethan-report=a.md")
    assert [target.name for target in targets_of(config)] == ["a.md"]
    with pytest.raises(pytest.UsageError, match=r"^ethan: --ethan-report: a\.doc: no report ends in"):
        project.parseconfigure("--ethan-check", "--ethan-report=a.doc")


def test_a_check_that_is_not_asked_again_does_not_hide_what_it_said(project):
    files = ReportFiles(project.parseconfigure("--ethan-check"), [], None)
    for verdict in ("error", "not asked"):
        files.pytest_runtest_logreport(report_of("a.v1", "gradient", outcome="failed", verdict=verdict))
    assert files._reports["a.v1"]["gradient"].ethan["verdict"] == "error"
