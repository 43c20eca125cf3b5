"""What stands for a number, a condition or a position has its own places."""

from __future__ import annotations

import pytest

from core.formula.samples import refuses, right_side


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("Y = a < b < c", (1, 11), "comparisons do not chain; write 'a < b and b < c'"),
        ("Y = a < b", (1, 5), "expected a number, found a condition; write '1 if ... else 0'"),
        ("Y = 1 if a + 1 else 2", (1, 10), "expected a condition such as 'i == j'"),
        ("Y = (i, j) + 1", (1, 5), "expected a number, found a position"),
        ("Y = 1 if (i, j) == 3 else 0", (1, 17), "a position is compared with one of as many indices"),
        ("Y = 1 if (i, j) < (1, 2) else 0", (1, 17), "by == or !="),
        ("Y = X[n/2]", (1, 7), "this is no index"),
        ("Y = X[0.5]", (1, 7), "this is no index"),
        ("Y = sum(X[i] for i, i)", (1, 18), "'i' is bound twice by one 'for'"),
        ("Y = first_argmax(X[*i] for *i)", (1, 28), "a *index cannot stand here"),
        ("Y[*i] = X[*i] for *i", (1, 19), "give each index a name of its own"),
    ],
)
def test_what_stands_in_the_place_of_something_else_is_refused(text, place, message):
    refuses(text, place, message)


def test_nested_comparisons_are_checked_once():
    """Else the time would double with every level."""
    right_side("(1 if " * 14 + "a" + " < 2 else 0)" * 14)
