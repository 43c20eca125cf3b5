"""Plans of cases: every kind of size and value comes round early."""

from __future__ import annotations

import numpy as np
import pytest

from cases.contracts import PAIR, POOL
from ethan_check.cases.plans import CasePlan, draw_inputs, fits, free_axes, nth_plan
from ethan_check.cases.value_profiles import PROFILES
from ethan_check.numerics.tolerances.sizes import LONG_AXES
from ethan_core import Contract
from ethan_core.contract import Integers
from ethan_core.errors import ContractError


def plans(contract, fixed, count=24, seed=0):
    return [nth_plan(contract, fixed, position, 0, seed) for position in range(count)]


def test_a_run_sees_every_kind_of_size_and_value():
    drawn = plans(POOL, {"k": 2})
    assert {plan.profile for plan in drawn[:8]} == set(PROFILES)
    assert {plan.sizes["N"] for plan in drawn} >= {1, 2, 3, 4, 5}
    assert any(plan.sizes["H"] == plan.sizes["W"] for plan in drawn)
    assert sum(len(set(plan.sizes.values())) == 4 for plan in drawn) >= 8
    assert any(plan.sizes["C"] == 1 for plan in drawn)
    assert {len(plan.star) for plan in plans(PAIR, {})} == {1, 2, 3}


@pytest.mark.parametrize("seed", range(3))
def test_each_axis_is_long_in_turn_and_one_at_a_time(seed):
    drawn = [plan.sizes for plan in plans(POOL, {"k": 2}, seed=seed)]
    long = [[name for name, size in sizes.items() if size in LONG_AXES] for sizes in drawn]
    assert max(map(len, long)) == 1
    assert [names[0] for names in long if names] == ["W", "H", "C", "N", "W", "H"]
    lengths = {
        size for sizes in (plan.sizes for plan in plans(PAIR, {}, seed=seed)) for size in sizes.values()
    }
    assert lengths > set(LONG_AXES)


@pytest.mark.parametrize("seed", range(5))
def test_all_axes_are_equal_the_batch_and_what_the_layer_fixes_among_them(seed):
    assert any(len({*plan.sizes.values(), 3}) == 1 for plan in plans(POOL, {"C": 3, "k": 1}, seed=seed))
    assert any(plan.sizes["N"] == plan.sizes["D"] for plan in plans(PAIR, {}, seed=seed))


@pytest.mark.parametrize("seed", range(3))
def test_a_batch_of_one_meets_zeros(seed):
    assert any(plan.sizes["N"] == 1 and plan.profile == "zeros" for plan in plans(PAIR, {}, seed=seed))


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


def test_a_position_and_a_seed_give_one_plan():
    assert nth_plan(POOL, {"k": 2}, 5, 1, 7) == nth_plan(POOL, {"k": 2}, 5, 1, 7)
    assert nth_plan(POOL, {"k": 2}, 5, 1, 7) != nth_plan(POOL, {"k": 2}, 5, 1, 8)
    assert nth_plan(POOL, {"k": 2}, 5, 1, 7).configuration == 1


def test_sizes_fit_where_every_axis_is_one_at_least():
    sizes = {"N": 2, "C": 1, "H": 4, "W": 3}
    assert fits(POOL, {**sizes, "k": 3})
    assert not fits(POOL, {**sizes, "k": 4})
    assert fits(POOL, {})  # What no size is known of does not count.
    with pytest.raises(ContractError, match="division by 0"):
        fits(Contract(shapes="N -> N//s"), {"N": 3, "s": 0})


def test_integers_lie_below_their_bound_repeat_and_leave_some_out():
    contract = Contract(shapes="N -> N", inputs=("ids",), integers={"ids": Integers(6)})
    plan = CasePlan(0, {"N": 50}, (), "normal", 0)
    (ids,) = draw_inputs(contract, {}, plan)
    assert ids.dtype.kind == "i"
    assert 0 <= ids.min() <= ids.max() < 6
    assert len(np.unique(ids)) == 3
