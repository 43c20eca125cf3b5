"""What is to be remembered of a layer, measured."""

from functools import partial

import numpy as np
import pytest

from ethan_check.baseline.compare import compare
from ethan_check.baseline.measure import measure
from ethan_check.engine.entries import prepare
from ethan_check.subject.execution.faults import LayerFault
from ethan_core import Contract
from ethan_core.case import Case
from ethan_core.fn import Relu
from ethan_core.net import Conv2d, Dropout
from ethan_core.registry import Entry


def measured(target, seed=0, **details):
    layer = Entry("layer.v1", target, **details)
    return measure(prepare(layer, seed=seed), len(layer.cases))


class Square:
    contract = Contract(shapes="N d -> N d")

    def forward(self, X):
        self.X = X
        return X * X

    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


@pytest.mark.parametrize("target", [Relu, partial(Dropout, 0.5), Square])
def test_it_repeats(target):
    first, second = measured(target), measured(target)
    assert first.without_provenance() == second.without_provenance()
    assert compare(first, second).state == "same"


def test_it_is_of_the_seed_and_of_the_cases_that_are_judged():
    assert compare(measured(Square), measured(Square, seed=1)).state == "cases changed"
    found = measured(Square)
    subjects = prepare(Entry("layer.v1", Square))
    assert [case.label for case in found.cases.values()] == [subjects.subject(at).label for at in range(4)]
    assert found.contract == {"shapes": "N d -> N d"}
    assert found.convention == {"read as": "plain object, no parameters"}


def test_each_configuration_is_looked_at():
    cases = [{"in_channels": 1, "out_channels": 1, "kernel_size": size} for size in (1, 2, 3, 1, 2, 3)]
    found = measured(Conv2d, cases=tuple(cases))
    assert len(found.cases) == 6
    assert set(found.cases["0 float64"].values) == {"Y", "dL_dX", "dL_dW", "dL_db"}
    assert set(found.cases["0 float64"].arrays) == {"X", "W", "b"}


def test_memory_is_that_of_the_arrays_of_one_forward_and_backward():
    class Hoarding(Square):
        def backward(self, dL_dY):
            copies = [self.X.copy() for _ in range(3)]
            return 2 * copies[0] * dL_dY

    one, other = measured(Square), measured(Hoarding)
    (before, *_), (now, *_) = one.cases.values(), other.cases.values()
    rows = 3 * 3 * 8
    assert before.memory == 3 * rows
    assert now.memory == before.memory + 3 * rows
    assert compare(one, other).state == "costlier"


def test_a_formula_refactored_is_the_same_and_1e_9_is_not():
    class Refactored(Square):
        def forward(self, X):
            self.X = X
            return X**2

        def backward(self, dL_dY):
            return dL_dY * (self.X + self.X)

    class Off(Square):
        def backward(self, dL_dY):
            gradient = 2 * self.X * dL_dY
            gradient.flat[-1] *= 1 + 1e-9
            return gradient

    assert compare(measured(Square), measured(Refactored)).state in ("same", "cheaper")
    off = compare(measured(Square), measured(Off))
    assert off.state == "changed"
    assert {one.what for one in off.differences if one.state == "changed"} == {"dL_dX"}


def test_single_precision_inside_is_less_accurate():
    class Single(Square):
        def backward(self, dL_dY):
            return (2 * self.X.astype(np.float32) * dL_dY.astype(np.float32)).astype(dL_dY.dtype)

    found = compare(measured(Square), measured(Single))
    assert found.state == "less accurate"
    assert "improved" in {one.state for one in compare(measured(Single), measured(Square)).differences}


def test_the_type_of_the_arrays_is_part_of_the_key():
    x = np.array([[0.5, -1.5]], np.float32)
    found = measured(Square, cases=(Case(Square(), (x,)),))
    assert {key.split()[1] for key in found.cases} == {"float32"}


def test_a_large_layer_is_looked_at_once():
    x = np.random.default_rng(0).normal(size=(3, 50_000))
    found = measured(Square, cases=(Case(Square(), (x,)),))
    assert list(found.cases) == ["0 float64"]
    assert found.cases["0 float64"].values["dL_dX"].rounding is None


def test_a_layer_that_cannot_run_raises_what_it_raised():
    class Broken(Square):
        def forward(self, X):
            raise ValueError("no")

    with pytest.raises(LayerFault, match="no"):
        measured(Broken)


def test_what_a_layer_draws_and_warns_is_nobody_elses_affair():
    class Loud(Square):
        def forward(self, X):
            np.random.rand()
            print("loud")
            return super().forward(X)

    np.random.seed(3)
    usual = np.random.rand()
    np.random.seed(3)
    measured(Loud)
    assert np.random.rand() == usual
