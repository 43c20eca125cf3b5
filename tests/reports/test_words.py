"""Counts and headlines that all formats share."""

from ethan_check.reports.layer_result import CheckResult, LayerResult
from ethan_check.reports.results import Results
from ethan_check.reports.words import counted, headline, needs_somebody, totals, worst_certificate
from ethan_check.result import CutShort
from reports.runs import RUN, broken_off, failing, passing, results, unjudged


def test_the_whole_run_counts_what_the_budget_cut_short():
    hurried = CheckResult(check="shapes", verdict="pass", cut_short=CutShort(9.0, {"shapes": (1, 4)}))
    layer = LayerResult(name="slow.v1", verdict="pass", checks=(hurried,))
    assert totals(Results(run=RUN, layers=(layer,))) == "1 layer: 1 pass; 1 cut short by the budget"


def test_the_whole_run_in_a_line():
    assert totals(results()) == (
        "4 layers: 1 fail, 1 error, 1 inconclusive, 1 pass; 1 not loaded; 1 left out"
    )
    assert counted([]) == ""


def test_who_needs_somebody():
    assert [needs_somebody(layer) for layer in (failing(), broken_off(), unjudged(), passing())] == [
        True,
        True,
        True,
        False,
    ]


def test_a_headline_is_the_first_line():
    layer = failing()
    assert headline(layer, layer.checks[0]) == "dL_dX is 1/2 of the derivative, in every entry (batch size 2)"
    assert headline(layer, passing().checks[0]) == "pass"


def test_the_largest_error_that_could_hide():
    assert worst_certificate(passing()) == ("dL_dW", 2e-9)
    assert worst_certificate(broken_off()) is None
