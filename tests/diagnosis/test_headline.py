"""The first line about a wrong gradient."""

from __future__ import annotations

import numpy as np
import pytest
from checks.judging import Tanh, X

from ethan_check import check_layer


class Times(Tanh):
    def __init__(self, factor):
        self.factor = factor

    def backward(self, dout):
        return super().backward(dout) * self.factor


def told(layer, *inputs, **options):
    text = check_layer(layer, inputs or None, checks=["gradient"], **options).message
    lines = [line.removesuffix(" [ETH001]") for line in text.split("\n")]
    return "\n".join(line for line in lines if not line.startswith("  backward: "))


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (0.5, "is 1/2 of the derivative"),
        (2, "is 2 times the derivative"),
        (-1, "is minus the derivative"),
        (-2, "is -2 times the derivative"),
        (-1 / 3, "is -1/3 of the derivative"),
        (2 / 3, "is 2/3 times the derivative"),
        (2**0.5, "is sqrt(2) times the derivative"),
        (3**-0.5, "is 1/sqrt(3) times the derivative"),
        (0.9999, "is 0.9999 times the derivative"),
        (1 + 5e-8, "differs from the derivative in all 12 entries, by up to 5.0e-08 of its size"),
        (1.000001, "is 1.000001 times the derivative"),
        (0, "is zero, but the output depends on x"),
        (np.nan, "is NaN in all 12 entries, but the derivative is finite"),
        (np.inf, "is infinite in all 12 entries, but the derivative is finite"),
    ],
)
def test_a_factor_is_said_as_a_person_would(factor, words):
    first = told(Times(factor), X, name="layer", shrink=False).splitlines()[0]
    assert first in (f"layer: dL_dx {words}, in every entry (batch size 4)", f"layer: dL_dx {words}")


@pytest.mark.parametrize(
    ("factor", "words"), [(2, "is 2 times the derivative, in its only entry (batch size 1)")]
)
def test_one_entry(factor, words):
    first = told(Times(factor), np.array([[0.3]]), name="layer", shrink=False).splitlines()[0]
    assert first == f"layer: dL_dx {words}"


def test_a_single_number_is_no_factor_unless_a_person_would_write_it():
    first = told(Times(1.2345678), np.array([[0.3]]), name="layer", shrink=False).splitlines()[0]
    assert first == "layer: dL_dx differs from the derivative in its only entry, by up to 19%"


@pytest.mark.parametrize(("off", "share"), [(3.3e-5, "3.3e-05 of its size"), (3.3e-4, "0.033%")])
def test_a_share_is_said_in_percent_down_to_a_hundredth_of_one(off, share):
    first = told(Times(1 + off), np.array([[0.3]]), name="layer", shrink=False).splitlines()[0]
    assert first == f"layer: dL_dx differs from the derivative in its only entry, by up to {share}"
