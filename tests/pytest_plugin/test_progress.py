"""When something is said of how far a run is; on a clock that nobody waits for."""

from types import SimpleNamespace

import pytest

from ethan_check.engine.pace import Pace
from ethan_check.pytest_plugin.progress import OFTEN, SELDOM, SLOW, Progress


class Line:
    def __init__(self, is_live):
        self.is_live, self.shown, self.cleared = is_live, [], 0

    def look(self): ...

    def show(self, text):
        self.shown.append(text)

    def clear(self):
        self.cleared += 1


class Run:
    """A run of two layers with two checks each."""

    IDS = tuple(f"ethan::{layer}::{check}" for layer in ("a.v1", "b.v1") for check in ("gradient", "shapes"))

    def __init__(self, is_live=True):
        self.now, self.line = 100.0, Line(is_live)
        self.progress = Progress(self.line, lambda: self.now)
        self.pace = Pace("a.v1", clock=lambda: 0.0, calls=1, in_calls=0.5)
        self.pace.begin("gradient", 4)
        items = [SimpleNamespace(nodeid=one) for one in ("test_mine.py::test_it", *self.IDS)]
        self.progress.pytest_collection_finish(SimpleNamespace(items=items))

    def call(self, nodeid, seconds=()):
        """Run an item in which calls of its layer end after so many seconds each."""
        hook = self.progress.pytest_runtest_call(SimpleNamespace(nodeid=nodeid))
        next(hook)
        for passed in seconds:
            self.now += passed
            self.progress(self.pace)
        with pytest.raises(StopIteration):
            next(hook)

    def report(self, nodeid, duration=0.0, when="teardown", **details):
        report = SimpleNamespace(nodeid=nodeid, when=when, duration=duration, **details)
        hook = self.progress.pytest_runtest_logreport(report)
        next(hook)
        with pytest.raises(StopIteration):
            next(hook)


@pytest.mark.parametrize("is_live", [True, False])
def test_nothing_is_said_of_a_quick_layer(is_live):
    run = Run(is_live)
    run.call(run.IDS[0], [SLOW / 3] * 2)
    assert run.line.shown == []


def test_a_slow_layer_is_spoken_of_and_the_text_is_taken_away():
    run = Run()
    run.call(run.IDS[0], [SLOW])
    text = "ethan: a.v1: gradient, case 1 of 4, 2.5 s a case; about 10 s left; 0 of 2 layers done"
    assert run.line.shown == [text]
    assert run.line.cleared == 1


def test_a_layer_that_is_slow_by_many_quick_items_is_slow():
    run = Run()
    for _ in range(3):
        run.call(run.IDS[0], [SLOW / 2])
    assert len(run.line.shown) == 2


def test_it_is_not_written_anew_at_every_call():
    run = Run()
    run.call(run.IDS[0], [SLOW, OFTEN / 4, OFTEN / 4, OFTEN])
    assert len(run.line.shown) == 2


def test_a_log_gets_a_line_now_and_then():
    run = Run(is_live=False)
    run.call(run.IDS[0], [SELDOM / 4] * 9)
    assert len(run.line.shown) == 2


def test_the_layers_that_are_done_tell_how_long_the_others_take():
    run = Run()
    run.now += 60.0
    for one in run.IDS[:2]:
        run.report(one)
    run.pace.layer = "b.v1"
    run.call(run.IDS[2], [SLOW])
    (text,) = run.line.shown
    assert text.endswith("about 10 s left; 1 of 2 layers done, about 10 s left")


def test_a_controller_speaks_of_what_its_workers_report():
    run = Run()
    run.progress.pytest_xdist_node_collection_finished(run.IDS)
    run.now += SLOW
    run.report(run.IDS[0], SLOW / 2, when="call", node="gw0")
    run.report(run.IDS[0], node="gw0")
    assert run.line.shown == []
    run.now += SLOW
    run.report(run.IDS[1], SLOW, when="call", node="gw0")
    assert run.line.shown == ["ethan: a.v1: 1 of 2 checks done; 0 of 2 layers done, about 12 s left"]


def test_a_process_that_runs_items_itself_does_not_speak_of_reports():
    run = Run()
    run.now += 100.0
    run.report(run.IDS[0], 50.0, when="call")
    assert run.line.shown == []


def test_the_text_is_gone_before_pytest_writes():
    run = Run()
    run.report("test_mine.py::test_it")
    run.progress.pytest_sessionfinish()
    assert run.line.cleared == 2
