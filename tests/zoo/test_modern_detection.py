"""Of the modern layers: every tenth bug is caught, and what cannot be proven is told for what it is."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from ethan_check import Report, check_layer

from .modern import ModernSpecimen, load_modern
from .specimen import Bug

PLANTED = [(specimen, bug) for specimen in load_modern() for bug in specimen.bugs]
PROVABLE = [(specimen, bug) for specimen, bug in PLANTED if bug.told == "fail"][::10]
OTHERS = [(specimen, bug) for specimen, bug in PLANTED if bug.told != "fail"]


def judged(specimen: ModernSpecimen, bug: Bug | None) -> Report:
    rule = partial(specimen.draw, specimen.build(bug))
    return check_layer(cases=rule, name=specimen.name, shrink=False, **specimen.options)


def named(value: object) -> str | None:
    return getattr(value, "name", getattr(value, "kind", None))


@pytest.mark.parametrize(("specimen", "bug"), PROVABLE, ids=named)
def test_every_tenth_bug_is_caught(specimen: ModernSpecimen, bug: Bug) -> None:
    assert judged(specimen, bug).verdict == "fail", f"{bug.line} -> {bug.becomes}"


@pytest.mark.parametrize(("specimen", "bug"), OTHERS, ids=named)
def test_what_cannot_be_proven_is_told_for_what_it_is(specimen: ModernSpecimen, bug: Bug) -> None:
    report = judged(specimen, bug)
    assert report.verdict == bug.told
    if bug.told == "inconclusive":
        assert "is not judged: forward" in report.message
        assert "frozen=[" in report.message, "the line that settles it, if it is meant"


def test_a_bug_that_no_case_shows_changes_nothing_on_any_case() -> None:
    """Positions within a window in eight bits: the rule draws windows of nine entries at most."""
    ((specimen, bug),) = [(s, b) for s, b in OTHERS if "uint8" in b.becomes]
    for seed in range(200):
        answers = []
        for cls in (specimen.build(), specimen.build(bug)):
            case = specimen.draw(cls, np.random.default_rng(seed))
            output = case.layer.forward(*case.inputs)
            answers += [output, case.layer.backward(np.cos(np.arange(output.size)).reshape(output.shape))]
        assert np.array_equal(answers[0], answers[2])
        assert np.array_equal(answers[1], answers[3])


def test_what_is_declared_would_be_named_if_it_were_not() -> None:
    ((specimen, bug),) = [(s, b) for s, b in OTHERS if s.options.get("frozen")]
    rule = partial(specimen.draw, specimen.build(bug))
    report = check_layer(cases=rule, name=specimen.name, shrink=False)
    assert report.verdict == "inconclusive"
    assert "u is not judged: forward keeps it from call to call" in report.message
