"""What finalisers of layers raise is heard by nobody."""

import sys

import pytest

from ethan_check.pytest_plugin.recent_runs import RecentRuns
from ethan_check.pytest_plugin.thrown_away import collect_finalised, has_finaliser, thrown_away
from pytest_plugin.stand_ins import Square
from pytest_plugin.test_layer_state import state


class Late(Square):
    def __del__(self):
        raise ValueError("late")


class Ring(Late):
    def __init__(self):
        self.ring = self


class Silent(type):
    def __getattribute__(cls, name):
        raise SystemExit(name)


@pytest.fixture
def listening(monkeypatch):
    """Called in a test, for pytest 8 has a hook of its own around each of its steps."""

    def listens():
        told = []
        monkeypatch.setattr(sys, "unraisablehook", lambda about: told.append(str(about.exc_value)))
        return told

    return listens


def test_a_finaliser_is_seen_wherever_it_stands():
    assert has_finaliser(Late)
    assert has_finaliser(Ring)
    assert not has_finaliser(Square)
    assert not has_finaliser(lambda: Late())
    assert not has_finaliser(Silent("Shy", (), {}))


@pytest.mark.parametrize("layer", [Late, Ring])
def test_a_layer_is_judged_and_thrown_away_in_silence(layer, listening):
    heard = listening()
    judged = state(layer, "layer.v1")
    judged.runs = RecentRuns(around=thrown_away)
    assert judged.report(("gradient",)).verdict == "pass"
    judged.runs.clear()
    assert heard == []


def test_what_is_left_in_a_circle_is_collected(listening):
    heard = listening()
    Ring()
    collect_finalised(Square)
    assert heard == []
    collect_finalised(Ring)
    Late()
    assert heard == ["late"]
