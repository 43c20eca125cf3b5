"""What a caller says comes before what a framework says."""

import numpy as np

from ethan_check import Translation
from ethan_check.cases.given import Given
from ethan_check.subject.options import LayerOptions
from ethan_core import Contract

X, Y = np.ones(2), np.zeros(2)
OWN, THEIRS = Contract(inputs=("a",)), Contract(inputs=("b",))


def call(contract=None, **options):
    return Given(None, (X,), contract, None, LayerOptions(**options))


def test_the_framework_is_heard_where_the_caller_says_nothing():
    said = {"accuracy": 1e-6, "dtype": "float32", "contract": THEIRS}
    found = call().told(Translation(None, options=said))
    assert (found.options.accuracy, found.options.dtype, found.contract) == (1e-6, "float32", THEIRS)


def test_the_caller_is_heard_first():
    said = {"accuracy": 1e-6, "dtype": "float32", "contract": THEIRS}
    found = call(OWN, accuracy=1e-8).told(Translation(None, options=said))
    assert (found.options.accuracy, found.options.dtype, found.contract) == (1e-8, "float32", OWN)


def test_what_is_frozen_and_who_reads_it_is_added_up():
    found = call(frozen=("x",)).told(Translation(None, options={"frozen": ("weight", "x"), "adapters": (1,)}))
    assert (found.options.frozen, found.options.adapters) == (("x", "weight"), (1,))


def test_arrays_take_the_place_of_inputs_if_there_are_any():
    assert call().told(Translation(None)).inputs[0] is X
    assert call().told(Translation(None, (Y,))).inputs[0] is Y
