"""What a check is, and what its findings say."""

from __future__ import annotations

import numpy as np
import pytest

from ethan_check import Subject
from ethan_check.checks import builtin_checks
from ethan_check.checks.base import Check, finding, max_cases_of
from ethan_core.fn import Relu


class Plain:
    name = "plain"

    def run(self, subject, rng):
        yield finding(self, subject, "pass", "Y", "all is well")


class New(Plain):
    max_cases = 2


class Old(Plain):
    points = 3


class Renamed(Old):
    max_cases = None


@pytest.mark.parametrize(("check", "bound"), [(Plain, None), (New, 2), (Old, 3), (Renamed, None)])
def test_the_bound_on_cases_is_read_under_its_name_and_its_old_one(check, bound):
    assert isinstance(check(), Check)
    assert max_cases_of(check()) == bound


def test_what_does_not_run_is_no_check():
    assert not isinstance(object(), Check)


def test_only_the_gradient_looks_at_all_cases():
    bounds = {check.name: max_cases_of(check) for check in builtin_checks()}
    assert [name for name, bound in bounds.items() if bound is None] == ["gradient"]
    assert all(bound is None or 1 <= bound <= 12 for bound in bounds.values())


def test_checks_come_in_the_order_of_their_names_each_with_one_of_its_own():
    names = [check.name for check in builtin_checks()]
    assert names == sorted(set(names))
    assert len(names) >= 14


def test_a_failure_begins_with_the_layer_s_name_and_a_pass_does_not():
    subject = Subject(Relu(), (np.ones(2),), name="relu.v1", label="inputs (2,)")
    passed = finding(Plain(), subject, "pass", "Y", "all is well")
    failed = finding(Plain(), subject, "fail", "Y", "Y is off", {"off_by": 1.0})
    assert (passed.message, failed.message) == ("all is well", "relu.v1: Y is off")
    assert (failed.check, failed.target, failed.case) == ("plain", "Y", "inputs (2,)")
    assert (passed.evidence, failed.evidence) == ({}, {"off_by": 1.0})
