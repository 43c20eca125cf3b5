"""How a bug is planted, and what is said when it does not fit."""

from __future__ import annotations

import numpy as np
import pytest

from . import Bug, Specimen, SpecimenError, load_zoo
from .draws import draw
from .runner import evaluate

ZOO = load_zoo()


def test_a_line_that_is_missing_is_an_error() -> None:
    with pytest.raises(SpecimenError, match="no line of Relu is 'dx = x'"):
        specimen_named("relu").build(Bug("scale", "dx = x", "dx = -x"))


def test_a_line_that_recurs_needs_its_occurrence() -> None:
    specimen = specimen_named("lstm")
    recurring = "for t in range(x.shape[1]):"
    assert specimen.build(Bug("scale", recurring, recurring, occurrence=0)) is not specimen.cls
    with pytest.raises(SpecimenError, match="2 lines of Twice"):
        Specimen("twice", Twice, specimen.contract, ({},), ()).build(Bug("scale", "pass", "..."))
    with pytest.raises(SpecimenError, match="stands 2 times, but occurrence is 2"):
        Specimen("twice", Twice, specimen.contract, ({},), ()).build(
            Bug("scale", "pass", "...", occurrence=2)
        )


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(SpecimenError, match="bug kind 'typo': expected one of scale"):
        Bug("typo", "a", "b")


def test_a_traceback_shows_the_mutated_line() -> None:
    specimen = specimen_named("relu")
    bug = Bug("scale", specimen.bugs[0].line, "dx = 1 / 0")
    with pytest.raises(ZeroDivisionError) as caught:
        evaluate(specimen, specimen.build(bug), draw(specimen, {}, "typical", np.random.default_rng(0)))
    assert str(caught.traceback[-1].statement).strip() == "dx = 1 / 0"


class Twice:
    def forward(self, x):
        pass

    def backward(self, dout):
        pass


def specimen_named(name: str) -> Specimen:
    return next(specimen for specimen in ZOO if specimen.name == name)
