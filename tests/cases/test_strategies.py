"""Plans of cases as hypothesis draws and shrinks them."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from cases.contracts import PAIR, POOL, quiet
from ethan_check.cases.strategies import case_strategy, draw_inputs, smallest
from ethan_check.numerics.tolerances.sizes import LARGEST_AXIS
from ethan_core import Contract


@quiet
@given(case_strategy(POOL, [{"k": 3}, {"k": 1}]))
def test_drawn_plans_satisfy_the_contract(plan):
    fixed = {"k": 3} if plan.configuration == 0 else {"k": 1}
    (x,) = draw_inputs(POOL, fixed, plan)
    assert x.shape == tuple(plan.sizes[name] for name in "NCHW")
    assert min(x.shape[2:]) >= fixed["k"]
    assert max(x.shape) <= LARGEST_AXIS


@quiet
@given(case_strategy(PAIR))
def test_drawn_arrays_satisfy_the_contract(plan):
    x, ids, s = draw_inputs(PAIR, {}, plan)
    assert x.shape[:1] == ids.shape
    assert ids.dtype.kind == "i"
    assert 0 <= ids.min() <= ids.max() < x.shape[1]
    assert ((s > 0) & (s < 1)).all()
    assert s.shape == plan.star


@quiet
@given(case_strategy(PAIR))
def test_a_plan_describes_its_arrays(plan):
    first, second = draw_inputs(PAIR, {}, plan), draw_inputs(PAIR, {}, plan)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_the_smallest_plan_that_fails_is_found():
    plan = smallest(POOL, [{"k": 2}], lambda plan: plan.sizes["C"] >= 3, seed=0)
    assert plan.sizes == {"N": 1, "C": 3, "H": 2, "W": 2}
    assert smallest(POOL, [{"k": 2}], lambda plan: False, seed=0) is None


def test_the_search_is_short_and_repeats():
    def tried():
        seen = []
        smallest(POOL, [{"k": 2}], lambda plan: (seen.append(str(plan)), plan.sizes["H"] > 3)[1], seed=5)
        return seen

    first = tried()
    assert first == tried()
    assert len(first) < 1000


def test_a_predicate_that_contradicts_itself_is_asked_once():
    asked = []

    def now_and_then(plan):
        asked.append(repr(plan))
        return len(asked) % 2 == 0

    smallest([Contract(shapes="N D -> N D")], [{}], now_and_then, seed=0)
    assert len(asked) == len(set(asked))
