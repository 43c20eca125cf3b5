"""Whether a layer can be judged at all, and what is told where it cannot."""

import re

import numpy as np
import pytest
from checks.judging import Affine, Tanh, X

from ethan_check import Case
from ethan_check.engine.entries import EntryRun
from ethan_check.engine.preflight import Obstacle, obstacle
from ethan_core import Contract
from ethan_core.registry import Entry


def entry(target=Tanh, **details):
    return EntryRun(Entry("mine.v1", target, **details))


class Raises(Tanh):
    def forward(self, x):
        raise ValueError("no\nreally")


class Bare(Tanh):
    contract = None


class BareAffine(Affine):
    """Takes three columns and no other number."""

    contract = None


@pytest.mark.parametrize("target", [Tanh, Affine], ids=lambda cls: cls.__name__)
def test_nothing_keeps_a_right_layer_from_being_judged(target):
    assert obstacle(entry(target)) is None


def test_a_wrong_gradient_is_no_obstacle():
    class Wrong(Tanh):
        def backward(self, g):
            return 7 * g

    assert obstacle(entry(Wrong)) is None


def test_a_forward_that_raises_is_told_with_its_case():
    found = obstacle(entry(Raises))
    assert re.fullmatch(r"forward raised ValueError: no \(.*test_preflight\.py:\d+\)", str(found))
    assert isinstance(found.case, Case)
    assert isinstance(found.case.layer, Raises)
    assert found.fitting == ""


def test_what_fits_is_told_where_what_was_given_does_not():
    case = Case(BareAffine(), np.ones((4, 2)))
    found = obstacle(entry(BareAffine, cases=(case,)))
    assert str(found).startswith("forward raised ValueError: matmul: ")
    assert found.case is case
    assert found.fitting == "N 3"


def test_a_layer_that_cannot_be_made_is_told():
    class Broken(Tanh):
        def __init__(self):
            raise ValueError("no")

    text = str(obstacle(entry(Broken, contract=Tanh.contract)))
    assert text.startswith("the constructor with no arguments raised ValueError: no (")
    assert "\n" not in text


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        (
            entry(options={"freeze": ()}),
            "'freeze' is no option; expected one of convention, reduction, dtype, frozen, differs, "
            "certificate, accuracy, complex, budget",
        ),
        (
            entry(options={"frozen": ["W"]}),
            "frozen names 'W', and mine.v1 holds no such array; it holds none",
        ),
        (
            entry(Bare, contract=Contract(shapes="N k-k -> N", inputs=("x",))),
            "no sizes from 1 to 40 of N, k satisfy the shapes 'N k-k -> N'",
        ),
    ],
    ids=["option", "frozen", "shapes"],
)
def test_a_registration_that_cannot_be_used_is_told_without_a_case(broken, text):
    assert obstacle(broken) == Obstacle(text)


def test_every_given_case_is_tried():
    good, bad = Case(Tanh(), X), Case(Raises(), X)
    found = obstacle(entry(cases=(good, bad)))
    assert found.case is bad
    assert obstacle(entry(cases=(good, good))) is None


def test_a_rule_that_raises_has_no_case():
    def rule(rng):
        raise ValueError("no")

    found = obstacle(entry(cases=(rule,)))
    assert str(found).startswith("the rule that draws cases raised ValueError: no (")
    assert found.case is None


def test_a_rule_that_raises_after_another_has_no_case_either():
    def rule(rng):
        raise ValueError("no")

    assert obstacle(entry(cases=(lambda rng: Case(Tanh(), X), rule))).case is None
