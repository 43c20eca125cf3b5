"""The checker sees: every planted bug is caught, every correct layer passes, at default settings.

A bug counts as caught only by the verdict `fail`: an error of the harness or an inconclusive answer is a
miss.
"""

from __future__ import annotations

from collections import Counter

import pytest

from ethan_check import Report, check_layer
from ethan_check.checks import builtin_checks
from ethan_core.fn import MSE, CrossEntropy, Softmax
from ethan_core.net import Conv2d, Dropout

from . import KINDS, Bug, Specimen, load_zoo
from .conventions import CONVENTIONS
from .document import DOCUMENT_BUGS, DocumentBug

ZOO = load_zoo()

LIKELY = ("gradient", "dtype", "state", "purity", "layout")
"""Asked first, which spares the others; every check is asked before a bug counts as missed."""

NEEDS_FORMULAS = ("formula",)
"""These layers document no formula, and the reference layers' formulas are tested elsewhere."""

CHECKS = (
    *LIKELY,
    *(check.name for check in builtin_checks() if check.name not in (*LIKELY, *NEEDS_FORMULAS)),
)


def judged(specimen: Specimen, bug: Bug | None = None, checks: tuple[str, ...] | None = None) -> Report:
    return check_layer(
        specimen.build(bug),
        name=specimen.name,
        contract=specimen.contract,
        cases=specimen.cases,
        checks=checks,
        shrink=False,
    )


def is_caught(specimen: Specimen, bug: Bug) -> bool:
    return any(judged(specimen, bug, (check,)).verdict == "fail" for check in CHECKS)


@pytest.mark.parametrize("specimen", [*ZOO, *CONVENTIONS], ids=lambda specimen: specimen.name)
def test_a_correct_layer_passes(specimen: Specimen) -> None:
    report = judged(specimen)
    assert report.verdict == "pass", str(report)
    assert {finding.check for finding in report.findings} >= {"gradient", "shapes", "purity"}


@pytest.mark.parametrize("specimen", ZOO, ids=lambda specimen: specimen.name)
def test_every_bug_is_caught(specimen: Specimen) -> None:
    missed = [(bug.kind, bug.line, bug.becomes) for bug in specimen.bugs if not is_caught(specimen, bug)]
    assert not missed


def test_nothing_was_left_out() -> None:
    kinds = Counter(bug.kind for specimen in ZOO for bug in specimen.bugs)
    assert sum(kinds.values()) >= 600
    assert kinds.keys() == KINDS.keys()
    assert min(kinds.values()) >= 30


@pytest.mark.parametrize("bug", DOCUMENT_BUGS, ids=lambda bug: bug.name)
def test_a_mistake_of_the_component_document_is_caught_and_named(bug: DocumentBug) -> None:
    report = check_layer(bug.make_layer(), checks=(bug.check,))
    failed = [finding for finding in report.findings if finding.verdict == "fail"]
    assert any(all(word in finding.message for word in bug.words) for finding in failed), str(report)


@pytest.mark.parametrize(
    "layer",
    [Conv2d(2, 3, (2, 3)), MSE(), CrossEntropy(), Dropout(0.5), Dropout(0.5, training=False), Softmax()],
    ids=lambda layer: type(layer).__name__,
)
def test_what_the_document_gets_wrong_passes_where_it_is_right(layer: object) -> None:
    report = check_layer(layer, checks=CHECKS)
    assert report.verdict == "pass", str(report)
