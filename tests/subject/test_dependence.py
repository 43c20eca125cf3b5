"""On which arrays an output depends: by moving them, never by their names."""

import numpy as np
import pytest

from ethan_check import Subject
from ethan_check.subject.dependence import is_maintained, that_move_the_output
from ethan_check.subject.execution.faults import LayerFault

X = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])


class Holding:
    """Multiplies by what it holds under some of the names."""

    def __init__(self, used, **held):
        self.used = used
        vars(self).update(held)

    def forward(self, x):
        for name in self.used:
            x = x * getattr(self, name)
        return x

    def backward(self, g):
        for name in self.used:
            g = g * getattr(self, name)
        return g


def moving(layer, *names):
    subject = Subject(layer, (X,))
    before = subject.calls.forward
    found = that_move_the_output(subject, {name: (name,) for name in names})
    return found, subject.calls.forward - before


ARRAYS = {name: np.array([0.5, 1.5, 2.5]) for name in "abcdefgh"}


def test_where_nothing_moves_the_output_a_call_or_two_say_so():
    found, calls = moving(Holding("", **ARRAYS), *ARRAYS)
    assert found == []
    assert calls <= 2  # the usual output, and that of all moved


def test_nothing_is_run_where_nothing_is_asked():
    assert moving(Holding("a", **ARRAYS)) == ([], 0)


@pytest.mark.parametrize("used", ["a", "h", "ah", "cde", "abcdefgh"])
def test_those_that_move_it_are_told_from_the_others(used):
    assert moving(Holding(used, **ARRAYS), *ARRAYS)[0] == list(used)


def test_one_among_many_is_found_by_halves():
    assert moving(Holding("f", **ARRAYS), *ARRAYS)[1] <= 8


def test_what_shows_only_together_is_named_together():
    class Product(Holding):
        def forward(self, x):
            return x + self.a * self.b

        def backward(self, g):
            return g

    zeros = {"a": np.zeros(3), "b": np.zeros(3)}
    assert moving(Product("", **zeros), "a", "b")[0] == ["a", "b"]


def test_an_array_that_forward_cannot_go_on_without_moves_it():
    class Strict(Holding):
        def forward(self, x):
            if not np.array_equal(self.table, [1.0, 2.0]):
                raise ValueError("not my table")
            return x

        def backward(self, g):
            return g

    assert moving(Strict("", table=np.array([1.0, 2.0])), "table")[0] == ["table"]


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "c16"])
def test_any_precision_shows(dtype):
    assert moving(Holding("a", a=np.array([0.5, 1.5, 2.5], dtype)), "a")[0] == ["a"]


def test_a_shift_of_all_entries_alike_would_not_show():
    class Centred(Holding):
        def forward(self, x):
            return x * (self.a - self.a.mean())

        def backward(self, g):
            return g * (self.a - self.a.mean())

    assert moving(Centred("", a=np.array([0.5, 1.5, 2.5])), "a")[0] == ["a"]


def test_a_forward_that_raises_is_no_answer():
    class Raising(Holding):
        def forward(self, x):
            if vars(self).setdefault("runs", []) == "now":
                raise ValueError
            return x

    subject = Subject(Holding("a", **ARRAYS), (X,))
    subject.layer.used = ["missing"]
    del subject.output  # What it was is no longer so.
    with pytest.raises(LayerFault):
        that_move_the_output(subject, {"a": ("a",)})


class Normed:
    def __init__(self, training=True):
        self.mean, self.fixed, self.training = np.zeros(3), np.ones(3), training

    def forward(self, x):
        if self.training:
            self.mean = 0.9 * self.mean + 0.1 * x.mean(axis=0)
        return x - self.mean + self.fixed

    def backward(self, g):
        return g


@pytest.mark.parametrize("training", [True, False])
def test_statistics_that_forward_writes_in_one_mode_are_state_in_both(training):
    subject = Subject(Normed(training), (X,))
    assert is_maintained(subject, ("mean",))
    assert not is_maintained(subject, ("fixed",))
    assert subject.layer.training is training


def test_a_switch_that_cannot_be_set_is_passed_over():
    class Fixed(Normed):
        __slots__ = ()

        @property
        def training(self):
            return False

        @training.setter
        def training(self, value):
            pass

    assert not is_maintained(Subject(Fixed(), (X,)), ("fixed",))
