"""What is told of a failure: that the layer wavers, or what its smallest case shows."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from checks.judging import Tanh

from ethan_check.checks.gradient import CHECK
from ethan_check.engine.budget import Budget
from ethan_check.engine.failures import could_not_run, made_small, unless_it_wavers
from ethan_check.engine.subjects import subjects_of
from ethan_check.engine.verify import run_check
from ethan_check.subject.options import LayerOptions

LARGE = (np.arange(1.0, 13.0).reshape(4, 3) / 7,)


class Half(Tanh):
    def backward(self, dout):
        return super().backward(dout) / 2


class Noisy(Tanh):
    def forward(self, x):
        return super().forward(x) + np.random.default_rng().random(x.shape)


def subjects(layer):
    return subjects_of(layer, LARGE, None, None, 0, LayerOptions(), "it")


def test_an_error_names_its_check_its_layer_and_its_case():
    error = could_not_run(CHECK, subjects(Tanh()), "forward raised", 3)
    assert (error.check, error.verdict, error.message) == ("gradient", "error", "it: forward raised")
    assert error.evidence == {"case": 3}


@pytest.mark.parametrize("known", [True, False])
def test_of_a_layer_that_wavers_it_is_told_even_where_the_case_was_not_made(known):
    pool = subjects(Noisy())
    error = could_not_run(CHECK, pool, "forward raised", 0)
    (told,) = unless_it_wavers([error], pool.subject(0) if known else None, pool)
    assert told.verdict == "inconclusive"
    assert "determinism" in told.message


def test_of_one_that_repeats_itself_the_failure_stays():
    pool = subjects(Half())
    failing = run_check(CHECK, pool.subject(0), 0)
    assert unless_it_wavers(failing, pool.subject(0), pool) == failing


def test_the_smallest_case_is_looked_for_while_there_is_time():
    pool = subjects(Half())
    run = partial(run_check, CHECK)
    failing = run(pool.subject(0), 0)
    assert made_small(run, CHECK, failing, pool, Budget())[0].case == "inputs (2, 1)"


def test_where_it_cannot_be_looked_for_the_failure_is_told_as_found():
    def gone(subject, position):
        raise MemoryError

    pool = subjects(Half())
    failing = run_check(CHECK, pool.subject(0), 0)
    told = made_small(gone, CHECK, failing, pool, Budget())
    assert [finding.case for finding in told] == ["inputs (4, 3)"]
