"""Where a contract documents a choice, it is owed exactly."""

import numpy as np
import pytest
from subject.small_layers import Elementwise, X

from ethan_check.subject.subject import Subject
from ethan_check.verdict.declared_kinks import kink_fault, tie_fault
from ethan_core import Contract
from ethan_core.contract import Kink

ABS = Contract(shapes="N D -> N D", inputs=("x",), kinks=(Kink(at=0.0, derivative=0.0),))


def kink_of(layer, contract, x=X, seed=0):
    return kink_fault(
        Subject(layer, (x,), contract=contract, convention="plain"), np.random.default_rng(seed)
    )


def absolute(at_zero):
    return Elementwise(np.abs, lambda x: np.where(x == 0, at_zero, np.sign(x)))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("x", [X, np.array([1.0]), X.astype(np.float32)], ids=str)
def test_a_documented_kink_is_kept_or_told(x, seed):
    contract = Contract(inputs=("x",), kinks=ABS.kinks)
    assert kink_of(absolute(0.0), contract, x, seed) is None
    assert kink_of(absolute(1.0), contract, x, seed) == "the derivative at x = 0 is 1, but 0 is documented"


def test_an_input_without_axes_is_put_on_the_kink():
    contract = Contract(inputs=("x",), kinks=ABS.kinks)
    faults = [kink_of(absolute(1.0), contract, np.array(2.0), seed) for seed in range(8)]
    assert None not in faults


def test_rounding_is_allowed_for():
    contract = Contract(inputs=("x",), kinks=(Kink(0.0, 1e3),))
    assert kink_of(absolute(1e3 * (1 + 5e-7)), contract) is None
    assert kink_of(absolute(1e3 * (1 + 5e-6)), contract) is not None


def test_every_kink_is_looked_at():
    hard = Elementwise(lambda x: np.clip(x, -1, 1), lambda x: (np.abs(x) < 1) + 0.0)
    kept = Contract(inputs=("x",), kinks=(Kink(-1.0, 0.0), Kink(1.0, 0.0)))
    broken = Contract(inputs=("x",), kinks=(Kink(-1.0, 0.0), Kink(1.0, 0.5)))
    assert kink_of(hard, kept) is None
    assert kink_of(hard, broken) == "the derivative at x = 1 is 0, but 0.5 is documented"


@pytest.mark.parametrize(
    ("layer", "contract", "x"),
    [
        (absolute(9.0), None, X),
        (absolute(9.0), Contract(inputs=("x",)), X),
        (absolute(9.0), ABS, np.zeros((0, 3))),
        (Elementwise(lambda x: np.abs(x).sum(), lambda x: 9.0 + 0 * x), Contract(kinks=ABS.kinks), X),
    ],
    ids=["no contract", "no kink", "no entries", "not elementwise"],
)
def test_where_nothing_is_documented_of_single_entries_nothing_is_asked(layer, contract, x):
    assert kink_of(layer, contract, x) is None


def test_several_inputs_are_not_asked():
    class Product:
        def forward(self, a, b):
            self.a, self.b = a, b
            return a * b

        def backward(self, g):
            return g * self.b, g * self.a

    subject = Subject(Product(), (X, X), contract=Contract(inputs=("a", "b"), kinks=(Kink(0.0, 5.0),)))
    assert kink_fault(subject, np.random.default_rng(0)) is None


def test_the_subject_stays_where_it_is():
    subject = Subject(absolute(0.0), (X.copy(),), contract=ABS)
    kink_fault(subject, np.random.default_rng(0))
    assert np.array_equal(subject.values["x"], X)


class Maximum:
    """Of each row; a tie goes to the first, the last, or to all alike."""

    def __init__(self, tie):
        self.tie = tie

    def forward(self, x):
        self.x = x
        return x.max(axis=1)

    def backward(self, g):
        best = self.x == self.x.max(axis=1, keepdims=True)
        if self.tie == "first":
            best = best & (np.cumsum(best, axis=1) == 1)
        if self.tie == "last":
            best = best & (np.cumsum(best[:, ::-1], axis=1) == 1)[:, ::-1]
        return g[:, None] * (best / best.sum(axis=1, keepdims=True))


TIED = np.array([[0.1, -0.2, 0.3], [5.0, 1.0, 2.0], [1.1, 0.9, 1.3]])


def tie_of(tie, declared="first", x=TIED):
    contract = Contract(inputs=("x",), ties=declared)
    return tie_fault(Subject(Maximum(tie), (x,), contract=contract), np.random.default_rng(0))


def test_a_documented_tie_is_kept_or_told():
    assert tie_of("first") is None
    for tie in ("last", "shared"):
        assert tie_of(tie) == "a tie does not go to the first: the gradient at x[0,0] is another"


def test_where_no_tie_is_documented_none_is_asked():
    assert tie_of("last", None) is None
    assert tie_fault(Subject(Maximum("last"), (TIED,)), np.random.default_rng(0)) is None


def test_without_ties_there_is_nothing_to_find():
    assert tie_of("last", x=np.array([[1.0, 5.0], [9.0, 2.0]])) is None


class MaximumAndAll(Maximum):
    """Of two outputs of different shapes."""

    def forward(self, x):
        return super().forward(x), x

    def backward(self, g, h):
        return super().backward(g) + h


def test_layers_of_several_outputs_are_asked_about_ties():
    contract = Contract(inputs=("x",), ties="first")
    for tie, text in (
        ("first", None),
        ("last", "a tie does not go to the first: the gradient at x[0,0] is another"),
    ):
        subject = Subject(MaximumAndAll(tie), (TIED,), contract=contract)
        assert tie_fault(subject, np.random.default_rng(0)) == text


def test_a_tie_of_large_numbers_in_a_long_row_is_put_in_order():
    row = np.zeros((1, 1000))
    row[0, :2] = 3000.0
    assert tie_of("first", x=row) is None
    assert tie_of("last", x=row) is not None


class SteepMaximum(Maximum):
    """Its gradient changes by a millionth over 2e-9."""

    def forward(self, x):
        return np.exp(600 * super().forward(x))

    def backward(self, g):
        return super().backward(600 * np.exp(600 * self.x.max(axis=1)) * g)


def test_putting_ties_in_order_does_not_show_in_a_steep_gradient():
    subject = Subject(
        SteepMaximum("first"), (np.zeros((2, 3)),), contract=Contract(inputs=("x",), ties="first")
    )
    assert tie_fault(subject, np.random.default_rng(0)) is None
