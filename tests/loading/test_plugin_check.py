"""A check of somebody else's is told by its name and whose it is, whatever it does."""

import numpy as np
import pytest

from ethan_check import Finding, Subject
from ethan_check.checks.base import DoesNotApply
from ethan_check.loading.plugin_check import PluginCheck
from ethan_check.subject.execution.faults import LayerFault
from ethan_core.fn import Relu

PASS = Finding(check="odd", verdict="pass")


def run(found):
    class Odd:
        name, points = "odd", 3

        def run(self, subject, rng):
            return found() if callable(found) else found

    check = PluginCheck.of(Odd(), "odd-checks")
    assert (check.name, check.max_cases) == ("odd", 3)
    return list(check.run(Subject(Relu(), (np.ones(2),)), np.random.default_rng(0)))


def raises(error):
    def action():
        raise error

    return action


def endless():
    while True:
        yield PASS


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (raises(ValueError("no")), "raised ValueError: no ("),
        (raises(SystemExit(2)), "raised SystemExit: 2 ("),
        (raises(BaseException()), "raised BaseException ("),
        (None, "raised TypeError: 'NoneType' object is not iterable"),
        (7, "raised TypeError: 'int' object is not iterable"),
        (["text"], "yielded a str, expected a Finding"),
        ([None], "yielded None, expected a Finding"),
        ([Finding(check="odd", verdict="great")], "yielded the verdict 'great', expected one of pass, fail,"),
        (endless, "yielded more than 10,000 findings on one case"),
    ],
    ids=["raises", "exits", "own", "none", "number", "text", "nothing", "verdict", "endless"],
)
def test_what_goes_wrong_is_told_with_whose_check_it_is(found, message):
    with pytest.raises(LayerFault) as caught:
        run(found)
    assert str(caught.value).startswith(f"the check odd of odd-checks {message}")


def test_what_is_right_is_handed_on():
    assert run([PASS]) == [PASS]
    assert run([Finding(check="another", verdict="pass")]) == [PASS]


@pytest.mark.parametrize("error", [DoesNotApply("no shapes"), LayerFault("forward raised ValueError: no")])
def test_what_is_about_the_layer_is_handed_on(error):
    with pytest.raises(type(error)) as caught:
        run(raises(error))
    assert caught.value is error
