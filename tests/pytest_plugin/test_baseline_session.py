"""What becomes of baselines at the end of a run."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from baseline.samples import array, entry, with_value

from ethan_check.baseline.store import Store
from ethan_check.pytest_plugin.baseline_session import BaselineSession
from ethan_check.pytest_plugin.baseline_settings import BaselineSettings
from pytest_plugin.stand_ins import report_of

RECORD = {"verdict": "pass", "seed": 0, "calls": {"forward": 10, "backward": 5}}


class Terminal:
    """Takes down what is written."""

    def __init__(self, verbosity=0):
        self.config = SimpleNamespace(get_verbosity=lambda: verbosity)
        self.lines = []

    def ensure_newline(self):
        pass

    def section(self, title):
        self.lines.append(f"= {title} =")

    def write_line(self, line, **markup):
        self.lines.append(line)


@pytest.fixture
def session(tmp_path):
    """A session with a verb, and what its run ended with."""

    def make(verb="update", reason=""):
        store = Store(tmp_path / "gradients", "gradients")
        made = BaselineSession(BaselineSettings(verb, store, reason, (), "demo"))
        made.store = store
        return made

    return make


def ending(status=pytest.ExitCode.OK, stop=False):
    return SimpleNamespace(exitstatus=status, shouldstop=stop, shouldfail=False)


def said(state="new", lines=(), **details):
    given = {"entry": details["entry"].to_json()} if "entry" in details else {}
    return report_of("square.v1", "baseline", baseline={"state": state, "lines": list(lines), **given})


def finish(made, end=None, verbosity=0):
    end = end or ending()
    made.pytest_sessionfinish(end, end.exitstatus)
    terminal = Terminal(verbosity)
    made.pytest_terminal_summary(terminal)
    return terminal.lines, end.exitstatus


def test_a_run_that_said_nothing_says_nothing(session):
    assert finish(session()) == ([], pytest.ExitCode.OK)


def test_checks_of_any_process_are_written_with_the_values(session):
    made = session()
    made.pytest_runtest_logreport(report_of("square.v1", "gradient", **RECORD))
    made.pytest_runtest_logreport(SimpleNamespace(nodeid="tests/test_it.py::test", ethan={}))
    made.pytest_runtest_logreport(said(entry=replace(entry(), checks={})))
    lines, status = finish(made)
    assert lines == ["= ethan: baselines =", "written: square.v1", "update with gradients: 1 layer: 1 new"]
    assert status == pytest.ExitCode.OK
    written = made.store.read("square.v1")
    assert written.checks == entry().checks
    assert written.written["on"]


def test_nothing_is_written_where_nothing_changed(session):
    session().store.write(entry())
    before = session().store.path_of("square.v1").read_text()
    made = session()
    made.pytest_runtest_logreport(said("same", entry=entry()))
    lines, _ = finish(made)
    assert lines[1:] == ["update with gradients: 1 layer: 1 same"]
    assert made.store.path_of("square.v1").read_text() == before


def test_what_changes_in_another_process_needs_a_reason_too(session):
    session().store.write(entry())
    slower = {**RECORD, "calls": {"forward": 11, "backward": 5}}
    for reason in ("", "slower"):
        made = session(reason=reason)
        made.pytest_runtest_logreport(report_of("square.v1", "gradient", **slower))
        made.pytest_runtest_logreport(said("same", entry=replace(entry(), checks={})))
        lines, status = finish(made)
        if not reason:
            assert lines[1] == "square.v1: not written: a stored value changes: say why, with --ethan-reason"
            assert status == pytest.ExitCode.TESTS_FAILED
            assert made.store.read("square.v1") == entry()
    assert lines[1] == "updated: square.v1"
    assert made.store.read("square.v1").checks["gradient"].forward == 11
    assert made.store.read("square.v1").written["reason"] == "slower"


def test_the_verb_new_changes_nothing(session):
    session().store.write(entry())
    made = session("new")
    made.pytest_runtest_logreport(said("changed", entry=with_value(entry(), dL_dX=array(9.0, 9.0, 9.0))))
    finish(made)
    assert made.store.read("square.v1") == entry()


@pytest.mark.parametrize("status", [pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR])
def test_a_run_that_was_cut_short_writes_nothing(session, status):
    for end in (ending(status), ending(stop="stopping after 1 failures")):
        made = session()
        made.pytest_runtest_logreport(said(entry=entry()))
        lines, _ = finish(made, end)
        assert lines[1] == "nothing was written: the run did not come to its end"
        assert made.store.layers() == ()


def test_what_is_gone_is_removed_when_that_is_asked(session):
    for removes in (False, True):
        made = session("prune")
        made.store.write(entry())
        made.pytest_runtest_logreport(
            report_of("baseline", "gone", baseline={"gone": ["square.v1"], "removes": removes})
        )
        lines, _ = finish(made)
        assert lines[-1] == "prune with gradients: 0 layers: 1 gone"
        assert ("removed: square.v1" in lines) is removes
        assert bool(made.store.layers()) is not removes


def test_a_store_that_cannot_be_written_fails_the_run_in_one_line(session, monkeypatch):
    made = session()
    made.pytest_runtest_logreport(said(entry=entry()))
    monkeypatch.setattr(
        "os.replace", lambda *names: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    lines, status = finish(made)
    assert lines[1] == "gradients/square.v1.json: cannot be written: No space left on device"
    assert status == pytest.ExitCode.TESTS_FAILED
    assert made.store.layers() == ()


def test_a_quiet_run_says_what_all_came_to_and_what_was_written(session):
    lines = ["square.v1: costlier: 3 times the bytes of one forward and backward"]
    made = session("compare")
    made.pytest_runtest_logreport(said("costlier", lines))
    assert finish(made, verbosity=-1)[0][1:] == ["compare with gradients: 1 layer: 1 costlier"]
    made = session("update", "why")
    made.pytest_runtest_logreport(said("costlier", lines, entry=entry()))
    assert finish(made, verbosity=-1)[0][1:3] == [*lines, "written: square.v1"]
