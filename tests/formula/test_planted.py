"""Planted formula bugs are caught, and blamed on the party that has them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from ethan_check import check_layer
from ethan_core.registry import default_registry

from .planted import GELU_COEFFICIENTS, KINDS, PLANTED
from .planted_blind import BLIND

pytestmark = pytest.mark.newest_only

ALL = (*PLANTED, *BLIND)
BOTH = {"E / E.sum(axis=0, keepdims=True)", "E * 1.0"}
"""Softmax's backward calls forward: a mistake in there is a mistake in both."""
TIES = {"return logistic(X) + 1e-9"}
"""No derivative shows a constant, so nothing tells which of the two forwards is meant."""


def failures(planted):
    entry = next(entry for entry in default_registry if entry.target is planted.cls)
    mutant = replace(entry, target=planted.build())
    report = check_layer(mutant.target, name=entry.name, cases=mutant.cases, checks=["formula"], shrink=False)
    return [finding for finding in report.findings if finding.verdict == "fail"]


@pytest.mark.parametrize("planted", ALL, ids=str)
def test_a_planted_bug_is_caught_and_blamed_on_its_party(planted):
    found = failures(planted)
    assert found
    blamed = ["forward", "backward"] if planted.new in BOTH else [planted.party]
    if planted.new in TIES:
        blamed = ["forward", "documentation"]
    assert found[0].evidence["wrong"] == blamed
    assert found[0].evidence["either"] is (planted.new in TIES)
    assert f"the {planted.party}" in found[0].message


@pytest.mark.usefixtures("precision")
@pytest.mark.parametrize("planted", GELU_COEFFICIENTS, ids=str)
def test_a_coefficient_off_by_1e12_is_blamed_on_its_party(planted):
    assert failures(planted)[0].evidence["wrong"] == [planted.party]


def test_there_are_many_of_every_kind_and_party():
    assert len(ALL) >= 140
    assert len({str(planted) for planted in ALL}) == len(ALL)
    assert {planted.kind for planted in ALL} == set(KINDS)
    assert min(Counter(planted.party for planted in ALL).values()) >= 35
    assert len({planted.cls for planted in ALL}) == 12
    assert sum(planted.new in BOTH | TIES for planted in ALL) <= 0.05 * len(ALL)


def test_a_failure_is_made_small_where_every_configuration_has_a_contract_of_its_own():
    planted = next(bug for bug in PLANTED if bug.cls.__name__ == "Softmax" and bug.party == "backward")
    entry = next(entry for entry in default_registry if entry.target is planted.cls)
    report = check_layer(planted.build(), cases=entry.cases, checks=["formula"])
    assert report.failures[0].evidence["wrong"] == ["backward"]
    assert "smallest case that shows it" in report.failures[0].message
