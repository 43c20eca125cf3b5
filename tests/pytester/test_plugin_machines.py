"""A run that several processes or machines share: every item is run once, by one of them."""

import re
from collections import Counter

import pytest

from ethan_check.checks import builtin_checks

THREE = """
import numpy as np
from ethan_core import Contract, register


class Square:
    contract = Contract(shapes="N d -> N d")

    def forward(self, X):
        self.X = X
        return X * X

    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


for name in ("a.v1", "b.v1", "c.v1"):
    register(name, Square)
"""

RUN = ("--ethan-only", "--ethan-layers=three", "--all-checks", "-v", "-p", "no:cacheprovider")
ITEMS = {f"ethan::{layer}::{check.name}" for layer in ("a.v1", "b.v1", "c.v1") for check in builtin_checks()}


@pytest.fixture
def three(project):
    project.module("three", THREE)
    return project


def judged(result):
    """How often each item was run, and with what outcome."""
    assert result.ret == pytest.ExitCode.OK, result.stdout.str()
    ran = re.compile(r"(ethan::\S+) (PASSED|SKIPPED)|(PASSED|SKIPPED) (ethan::\S+)")
    found = (ran.search(line) for line in result.outlines)
    return Counter((one[1] or one[4], one[2] or one[3]) for one in found if one)


def of_all(results):
    """The items that were run on all machines, each exactly once."""
    everything = sum((judged(result) for result in results), Counter())
    assert Counter(item for item, _ in everything.elements()) == Counter(ITEMS)
    return set(everything)


@pytest.fixture
def alone(three):
    return of_all([three.run(*RUN)])


@pytest.mark.parametrize("algorithm", ["duration_based_chunks", "least_duration"])
def test_pytest_split_gives_each_item_to_one_machine(three, alone, algorithm):
    pytest.importorskip("pytest_split", reason="pytest-split is not installed")
    options = ("--splits=5", f"--splitting-algorithm={algorithm}")
    results = [three.run(*RUN, *options, f"--group={number}") for number in range(1, 6)]
    assert of_all(results) == alone


def test_pytest_split_leaves_layers_whole_but_for_one_at_each_cut(three):
    pytest.importorskip("pytest_split", reason="pytest-split is not installed")
    results = [three.run(*RUN, "--splits=2", f"--group={number}") for number in (1, 2)]
    first, second = ({item.split("::")[1] for item, _ in judged(result)} for result in results)
    assert (first, second) == ({"a.v1", "b.v1"}, {"b.v1", "c.v1"})


def test_pytest_shard_gives_each_item_to_one_machine(three, alone):
    pytest.importorskip("pytest_shard", reason="pytest-shard is not installed")
    results = [three.run(*RUN, "--num-shards=4", f"--shard-id={number}") for number in range(4)]
    assert of_all(results) == alone


def test_a_machine_that_has_only_what_does_not_apply_does_not_fail(three):
    pytest.importorskip("pytest_split", reason="pytest-split is not installed")
    statistics = ("-k", "statistics or update", "--splits=2", "--group=1")
    assert three.run(*RUN, *statistics).ret == pytest.ExitCode.OK
    assert three.run(*RUN, "-k", "statistics or update").ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    "mode", [(), ("--dist=loadscope",), ("--dist=worksteal",)], ids=["usual", "scope", "steal"]
)
def test_xdist_gives_each_item_to_one_process(three, alone, mode):
    pytest.importorskip("xdist")
    assert of_all([three.run_apart(*RUN, "-n", "2", *mode)]) == alone
