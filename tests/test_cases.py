"""Plans of cases, as hypothesis draws them and as the engine does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ethan_check.cases.plans import fits, free_axes, nth_plan
from ethan_check.cases.resampling import resample
from ethan_check.cases.strategies import case_strategy, draw_inputs, smallest
from ethan_check.cases.value_profiles import PROFILES, draw_floats, moved_parameter
from ethan_check.numerics.tolerances.sizes import LARGEST_AXIS as LARGEST_SIZE
from ethan_core import Contract
from ethan_core.contract import Integers, Interval
from ethan_core.errors import ContractError

POOL = Contract(shapes="N C H W -> N C H-k+1 W-k+1", inputs=("x",))
PAIR = Contract(
    shapes="N D, N, *rest -> N",
    inputs=("x", "ids", "s"),
    integers={"ids": Integers("D")},
    domain={"s": Interval(0.0, 1.0, open=True)},
)

quiet = settings(max_examples=60, derandomize=True, database=None, deadline=None)


@quiet
@given(case_strategy(POOL, [{"k": 3}, {"k": 1}]))
def test_drawn_plans_satisfy_the_contract(plan):
    fixed = {"k": 3} if plan.configuration == 0 else {"k": 1}
    (x,) = draw_inputs(POOL, fixed, plan)
    assert x.shape == tuple(plan.sizes[name] for name in "NCHW")
    assert min(x.shape[2:]) >= fixed["k"]
    assert max(x.shape) <= LARGEST_SIZE


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


def plans(contract, fixed, count=24, seed=0):
    return [nth_plan(contract, fixed, position, 0, seed) for position in range(count)]


def test_a_run_sees_every_kind_of_size_and_value():
    drawn = plans(POOL, {"k": 2})
    assert {plan.profile for plan in drawn[:8]} == set(PROFILES)
    assert {plan.sizes["N"] for plan in drawn} == {1, 2, 3, 4, 5}
    assert any(plan.sizes["H"] == plan.sizes["W"] for plan in drawn)
    assert sum(len(set(plan.sizes.values())) == 4 for plan in drawn) >= 8
    assert any(plan.sizes["C"] == 1 for plan in drawn)
    assert {len(plan.star) for plan in plans(PAIR, {})} == {1, 2, 3}


@pytest.mark.parametrize("k", [1, 7, 20, 30, 40])
def test_large_windows_find_room(k):
    assert all(fits(POOL, {"k": k, **plan.sizes}) for plan in plans(POOL, {"k": k}, 8))


def test_a_contract_that_nothing_satisfies_is_told():
    message = "^no sizes from 1 to 40 of N, C, H, W satisfy the shapes '.*' with k=50$"
    with pytest.raises(ContractError, match=message):
        nth_plan(POOL, {"k": 50}, 0, 0, 0)


def test_free_axes_are_those_that_nothing_fixes():
    assert free_axes(POOL, {}) == ["N", "C", "H", "W"]
    assert free_axes(POOL, {"C": 3}) == ["N", "H", "W"]
    assert free_axes(PAIR, {}) == ["N", "D"]


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


@pytest.mark.parametrize("profile", PROFILES)
def test_profiles(profile):
    x = draw_floats(profile, (40, 50), np.random.default_rng(0))
    assert x.shape == (40, 50)
    assert x.dtype == np.float64
    is_so = {
        "normal": lambda: 0.9 < x.std() < 1.1,
        "integer": lambda: set(np.unique(x)) == {-3, -2, -1, 0, 1, 2, 3},
        "wide": lambda: 4.5 < x.std() < 5.5,
        "positive": lambda: (x > 0).all(),
        "negative": lambda: (x < 0).all(),
        "mixed": lambda: np.abs(x).min() < 1e-3 < 10 < np.abs(x).max(),
        "zeros": lambda: 0.3 < (x == 0).mean() < 0.37,
        "small": lambda: 0.009 < x.std() < 0.011,
    }
    assert is_so[profile]()


@quiet
@given(
    st.sampled_from(PROFILES),
    st.sampled_from([Interval(0, 1, open=True), Interval(low=0.0), Interval(high=-2.0), Interval(-3, 5)]),
    st.integers(0, 99),
)
def test_a_profile_stays_inside_a_domain(profile, domain, seed):
    x = draw_floats(profile, (5, 4), np.random.default_rng(seed), domain)
    assert all(domain.contains(value) for value in x.ravel())
    assert len(np.unique(x)) > 1


@pytest.mark.parametrize(
    "initial", [np.zeros(6), np.ones(6), np.full(6, 3.0), np.random.default_rng(0).normal(size=6)]
)
def test_a_parameter_is_moved_off_its_initial_value(initial):
    moved = moved_parameter(initial, np.random.default_rng(0))
    assert moved.shape == initial.shape
    assert (moved != initial).all()
    assert np.ptp(moved) > 0.1
    assert np.abs(moved).max() < 10
    assert np.array_equal(moved, moved_parameter(initial, np.random.default_rng(0)))


def test_a_moved_parameter_keeps_its_dtype():
    assert moved_parameter(np.zeros(3, np.float32), np.random.default_rng(0)).dtype == np.float32
    assert moved_parameter(np.empty(0), np.random.default_rng(0)).shape == (0,)


@quiet
@given(st.integers(0, 11), st.integers(0, 50))
def test_variations_stay_within_what_the_arrays_show(position, seed):
    positive, ids = np.array([[0.5, 2.0], [1.0, 4.0]]), np.array([3, 5])
    varied, drawn = resample((positive, ids), position, np.random.default_rng(seed))
    assert (varied > 0).all()
    assert set(drawn.tolist()) <= {3, 5}
    assert len(varied) == len(drawn)
    assert varied.shape[1:] == (2,)


def test_variations_change_the_batch_the_signs_and_the_grain():
    x = np.random.default_rng(0).normal(size=(3, 4))
    varied = [resample((x,), position, np.random.default_rng(position))[0] for position in range(12)]
    assert {len(array) for array in varied} > {3}
    assert any((array == np.round(array)).all() for array in varied)
    assert any((array == 0).any() for array in varied)
    assert all(array.dtype == x.dtype for array in varied)
