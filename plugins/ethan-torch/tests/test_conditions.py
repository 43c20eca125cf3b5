"""The answer depends on the arguments alone: not on seeds, grad modes or callers."""

import os
import sys

import ethan_torch
import pytest
import torch
from ethan_torch.callers import unwatched, without_gradients
from rules import Tanh, X

ASKED = {"checks": ["torch-conditions"], "shrink": False}


def test_nobody_is_to_be_seen_and_afterwards_all_are_there(monkeypatch):
    monkeypatch.setenv("PYTEST_MINE", "1")
    names = list(sys.modules)

    def look():
        frame, seen = sys._getframe(1), []
        while frame is not None:
            seen.append(frame.f_globals["__name__"])
            frame = frame.f_back
        return seen, sorted(sys.modules), sorted(os.environ)

    frames, modules, variables = unwatched(look)
    assert not [one for one in (*frames, *modules, *variables) if "ethan" in one or "PYTEST" in one]
    assert sorted(sys.modules) == sorted(names)
    assert os.environ["PYTEST_MINE"] == "1"


def test_what_is_raised_there_is_raised_here():
    with pytest.raises(ZeroDivisionError):
        unwatched(lambda: 1 / 0)


def test_gradients_are_off_for_one_call():
    assert (without_gradients(torch.is_grad_enabled), torch.is_grad_enabled()) == (False, True)


@pytest.mark.parametrize("thing", [Tanh, torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(3)])
def test_right_ones_pass(thing):
    assert ethan_torch.check(thing, X, **ASKED).verdict == "pass"


def test_one_that_draws_may_depend_on_the_seed():
    assert ethan_torch.check(torch.nn.Dropout(0.5), X, **ASKED).verdict == "pass"


def test_another_result_in_evaluation_is_told():
    def sneaky(x):
        return x.sin() if torch.is_grad_enabled() else x

    text = str(ethan_torch.check(sneaky, X, **ASKED))
    assert text.startswith("sneaky: Y differs by")
    assert "under torch.no_grad" in text
