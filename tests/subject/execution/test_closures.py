"""Functions are copied with what they close over, and only where that can change."""

import numpy as np
import pytest

from ethan_check.subject.execution.closures import closes_over_state, copy_function


def over(held):
    return lambda: held


def counter():
    """Two functions that share a number, which one of them changes."""
    count = 0

    def add():
        nonlocal count
        count += 1

    return add, lambda: count


def recursive(held):
    def again(depth):
        return held if depth == 0 else again(depth - 1)

    return again


def unfilled():
    def early():
        return later

    if False:
        later = []
    return early


# copy_function


def test_a_copy_closes_over_copies():
    weights = np.ones(2)
    function = over(weights)
    again = copy_function(function, {})
    again()[0] = 5.0
    assert weights.tolist() == [1.0, 1.0]
    assert again is not function


def test_functions_that_close_over_the_same_go_on_sharing_it():
    add, count = counter()
    memo = {}
    add_again, count_again = copy_function(add, memo), copy_function(count, memo)
    add_again()
    assert (count(), count_again()) == (0, 1)


def test_a_function_that_was_copied_before_is_the_same_copy():
    function, memo = over([]), {}
    assert copy_function(function, memo) is copy_function(function, memo)


def test_what_the_memo_replaces_is_closed_over_in_its_place():
    weights, other = np.ones(2), np.zeros(2)
    assert copy_function(over(weights), {id(weights): other})() is other


def test_a_function_that_closes_over_another_with_state_closes_over_its_copy():
    inner = over([1])
    outer = over(inner)
    copied = copy_function(outer, {})()
    assert copied is not inner
    assert copied() == [1]
    assert copied() is not inner()


def test_a_function_without_state_is_closed_over_as_it_is():
    inner = over(3)
    assert copy_function(over(inner), {})() is inner


def test_a_module_is_closed_over_as_it_is():
    assert copy_function(over(np), {})() is np


def test_a_function_that_calls_itself_calls_its_copy():
    held = [1]
    copied = copy_function(recursive(held), {})(3)
    assert copied == held
    assert copied is not held


def test_a_cell_that_is_not_filled_stays_so():
    with pytest.raises(NameError):
        copy_function(unfilled(), {})()


def test_the_rest_of_a_function_is_kept():
    held = []

    def function(a, b=2, *, c=3):
        return held, a, b, c

    function.note = "mine"
    again = copy_function(function, {})
    assert again(1) == ([], 1, 2, 3)
    assert (again.__name__, again.note) == ("function", "mine")


def test_a_function_that_closes_over_nothing_is_copied_too():
    def plain():
        return 7

    again = copy_function(plain, {})
    assert again() == 7
    assert again.__closure__ is None


# closes_over_state


class Holder:
    def __init__(self, **held):
        vars(self).update(held)


@pytest.mark.parametrize(
    "held",
    [
        np.ones(2),
        np.random.default_rng(0),
        [],
        {},
        set(),
        Holder(n=0),
        over([]),
        over(over(np.ones(1))),
        recursive({}),
    ],
    ids=lambda held: type(held).__name__,
)
def test_what_a_call_can_change_is_state(held):
    assert closes_over_state(over(held), set())


@pytest.mark.parametrize(
    "held",
    [3, 1.5, "text", None, (), int, Holder, Holder(), np, np.exp, np.sum, len, over(3), recursive(3)],
    ids=lambda held: getattr(held, "__name__", type(held).__name__),
)
def test_what_no_call_can_change_is_none(held):
    assert not closes_over_state(over(held), set())


def test_functions_that_close_over_nothing_have_no_state():
    assert not closes_over_state(over, set())
    assert not closes_over_state(unfilled(), set())
