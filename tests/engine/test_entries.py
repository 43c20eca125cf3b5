"""Verifying a layer that is registered: its options are those of its entry."""

import re

import numpy as np
import pytest
from checks.judging import Affine, Tanh, X

from ethan_check import Case
from ethan_check.engine.entries import EntryRun, check_entry, prepare
from ethan_check.subject.execution.faults import LayerFault
from ethan_core import Contract
from ethan_core.errors import ArgumentError
from ethan_core.fn import Relu
from ethan_core.registry import Entry


class Half(Tanh):
    def backward(self, g):
        return super().backward(g) / 2


class Mean(Affine):
    def backward(self, g):
        dx = super().backward(g)
        self.dW, self.db = self.dW / len(g), self.db / len(g)
        return dx


def entry(target=Tanh, name="mine.v1", **details):
    return Entry(name, target, **details)


def test_a_registered_layer_is_verified_under_its_name():
    report = check_entry(entry(), checks=["gradient"], seed=3)
    assert (report.layer, report.verdict, report.seed) == ("mine.v1", "pass", 3)
    assert check_entry(entry(Half), checks=["gradient"]).verdict == "fail"


def test_known_failures_are_the_callers_business():
    known = entry(Half, expected_failures={"gradient": "half"})
    assert check_entry(known, checks=["gradient"]).verdict == "fail"


def test_the_options_of_an_entry_are_used():
    assert check_entry(entry(Mean), checks=["gradient"]).verdict == "fail"
    options = {"reduction": {"W": "mean", "b": "mean"}}
    assert check_entry(entry(Mean, options=options), checks=["gradient"]).verdict == "pass"
    report = check_entry(entry(Affine, options={"frozen": ["b"]}), checks=["gradient"])
    assert {finding.target for finding in report.findings} == {"dL_dx", "dL_dW"}


def test_the_contract_and_the_cases_of_an_entry_are_used():
    class NoContract(Half):
        contract = None

    contract = Contract(shapes="N D -> N D", inputs=("mine",))
    report = check_entry(entry(NoContract, contract=contract), checks=["gradient"], shrink=False)
    assert report.findings[0].target == "dL_dmine"
    report = check_entry(
        entry(NoContract, cases=(Case(NoContract(), X),)), checks=["gradient"], shrink=False, explain=True
    )
    assert report.findings[0].case == "inputs (4, 3)"
    assert report.trace


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (
            {"freeze": ["b"]},
            "'freeze' is no option; expected one of convention, reduction, dtype, frozen, differs, ",
        ),
        ({"frozen": ["c"]}, "frozen names 'c', and mine.v1 holds no such array; known: W, b"),
    ],
)
def test_a_registration_that_cannot_be_used_is_an_error_of_every_check(options, text):
    broken = entry(Affine, options=options, source_file="layers.py", source_line=7)
    report = check_entry(broken, checks=["shapes", "gradient"], seed=5)
    assert (report.layer, report.verdict, report.seed) == ("mine.v1", "error", 5)
    assert [finding.check for finding in report.findings] == ["shapes", "gradient"]
    for finding in report.findings:
        assert finding.verdict == "error"
        assert text in finding.message
        assert "\n" not in finding.message


def test_an_error_of_the_registration_says_where_it_stands():
    broken = entry(options={"freeze": ()}, source_file="layers.py", source_line=7)
    (finding,) = check_entry(broken).findings
    assert finding.message == (
        "mine.v1: its registration cannot be used: 'freeze' is no option; expected one of convention, "
        "reduction, dtype, frozen, differs, certificate, accuracy, complex, budget (layers.py:7)"
    )


def test_a_check_may_be_an_object():
    class Mine:
        name, points = "own", 1

        def run(self, subject, rng):
            raise AssertionError("not reached")

    (finding,) = check_entry(entry(options={"freeze": ()}), checks=[Mine()]).findings
    assert finding.check == "own"


# prepare


def test_the_subjects_of_a_registered_layer_before_any_check():
    subjects = prepare(entry(Affine, options={"frozen": ["b"]}), seed=2)
    assert (subjects.name, subjects.seed) == ("mine.v1", 2)
    assert subjects.subject(0).targets == {"x": "dL_dx", "W": "dL_dW"}
    assert subjects.options.frozen == ("b",)


def test_the_same_seed_prepares_the_same_subjects():
    first, again, other = (prepare(entry(Relu), seed=seed).subject(3).values["X"] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_what_cannot_be_prepared_is_raised():
    with pytest.raises(ArgumentError, match=r"^'freeze' is no option; "):
        prepare(entry(options={"freeze": ()}))

    class Broken(Tanh):
        def __init__(self):
            raise ValueError("no")

    subjects = prepare(entry(Broken, contract=Tanh.contract))
    message = re.escape("the constructor with no arguments raised ValueError: no (")
    with pytest.raises(LayerFault, match=f"^{message}"):
        subjects.subject(0)


CHECKS = ("gradient", "shapes", "state", "thresholds", "linearity", "stability")


@pytest.mark.parametrize("order", [CHECKS, CHECKS[::-1], ("state", "gradient")])
@pytest.mark.parametrize("layer", [Tanh, Half, Affine])
def test_one_after_the_other_in_any_order_checks_answer_as_they_do_alone(layer, order):
    run = EntryRun(entry(layer), seed=2)
    for check in order:
        together, alone = run.report([check]), check_entry(entry(layer), checks=[check], seed=2)
        assert together.findings == alone.findings
        assert (together.cases, together.calls) == (alone.cases, alone.calls)


def test_what_the_first_check_finds_out_costs_the_second_nothing():
    run = EntryRun(entry(Affine))
    run.report(["gradient"])
    before = run.subjects.calls.forward
    told = run.report(["shapes"]).calls["forward"]
    assert run.subjects.calls.forward - before < told
    assert told == check_entry(entry(Affine), checks=["shapes"]).calls["forward"]


def test_a_run_that_is_explained_is_one_of_its_own():
    run = EntryRun(entry(Affine))
    run.report(["gradient"])
    explained, alone = (each.report(["shapes"], explain=True) for each in (run, EntryRun(entry(Affine))))
    assert explained.trace
    assert explained.trace == alone.trace
