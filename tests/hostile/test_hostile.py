"""Whatever a layer does, it is told in one line, the process stays as it is, and others are judged as before.

All checks on all of them take some minutes: here each meets the checks that run it in the most ways, in an
order of its own, and every fourteenth meets all.
"""

from __future__ import annotations

import json
import os
import threading

import pytest

from ethan_check import check_layer
from ethan_check.loading.registered_things import RegisteredThings
from ethan_core import Registry
from hostile.collection import HOSTILE
from hostile.specimen import Square
from hostile.witness import as_it_is

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Python itself tells of what a `__del__` raises, whenever it throws an object away."""

CHECKS = ("determinism", "gradient", "shapes")
LONGEST = 600
"""Characters of a first line: three hundred of what a layer says, and as many of who, where and what."""


def as_json(report):
    return json.dumps(report.to_json(), sort_keys=True)


@pytest.fixture(scope="module")
def neighbour():
    return as_json(check_layer(Square, cases=[{}], checks=CHECKS))


def judged(hostile, checks):
    """The report, once it is known that nothing is left behind."""
    before = as_it_is()
    report = check_layer(hostile.make, cases=[{}], name=hostile.name, checks=checks, shrink=False)
    after = as_it_is()
    assert not [part for part in before if before[part] != after[part]]
    return report


def hold_to_one_line(hostile, report):
    assert not hostile.judged or report.verdict == hostile.judged, str(report)
    assert hostile.says in str(report)
    for finding in report.findings:
        first = finding.message.partition("\n")[0]
        assert len(first) <= LONGEST
        assert first.isprintable()
        assert "Traceback" not in finding.message
    str(report).encode()
    as_json(report)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A working directory that no layer goes to."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _threads_of_others_are_over():
    """A thread that an earlier layer has started would end in the midst of this one, and hide another."""
    for thread in threading.enumerate():
        if thread.name == "hostile":
            thread.join()


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_one_is_told_in_a_line_and_nothing_is_left_behind(hostile, neighbour):
    report = judged(hostile, CHECKS)
    hold_to_one_line(hostile, report)
    assert not hostile.changes or hostile.changes in report.changes
    assert as_json(check_layer(Square, cases=[{}], checks=CHECKS)) == neighbour


@pytest.mark.newest_only
@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("hostile", HOSTILE[::14], ids=lambda hostile: hostile.name)
def test_one_meets_all_checks(hostile):
    hold_to_one_line(hostile, judged(hostile, None))


OFTEN = [one for one in HOSTILE if one.name.startswith("wavers") and one.name[-2:] in ("-2", "-3")]


@pytest.mark.parametrize("hostile", OFTEN, ids=lambda hostile: hostile.name)
def test_one_that_answers_differently_now_and_then_is_named_by_one_check(hostile):
    report = check_layer(hostile.make, cases=[{}], name=hostile.name)
    failed = {finding.check for finding in report.findings if finding.verdict in ("fail", "error")}
    assert failed <= {"determinism"}, str(report)


def test_there_are_enough_of_them():
    names = [hostile.name for hostile in HOSTILE]
    assert len(set(names)) == len(names) >= 500


def test_none_keeps_the_others_from_being_registered():
    registry = Registry()
    for hostile in HOSTILE:
        registry.register(f"{hostile.name.lower()}.v1", hostile.make)
    assert len(registry) == len(HOSTILE)
    assert RegisteredThings(registry).includes(Square) is False


def test_what_is_changed_is_told_in_the_trace():
    hostile = next(one for one in HOSTILE if one.name == "changes-recursion-limit-forward")
    report = check_layer(hostile.make, cases=[{}], checks=["shapes"], explain=True)
    assert report.verdict == "pass"
    assert "the layer changes the recursion limit of the process, which has been put back" in str(report)
    assert report.to_json()["changes"] == ["the recursion limit"]


def test_what_is_done_at_each_call_is_put_back_at_each_call():
    """A layer that goes elsewhere in forward is judged as one that does not."""
    hostile = next(one for one in HOSTILE if one.name == "changes-working-directory-forward")
    here = os.getcwd()
    report = check_layer(hostile.make, cases=[{}])
    assert (report.verdict, os.getcwd()) == ("pass", here)
