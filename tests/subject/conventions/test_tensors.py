"""Tensors of a layer's own: which class it is, and how their tape is started."""

import numpy as np
import pytest

from ethan_check.subject.conventions.tensors import (
    Tape,
    as_sequence,
    make_tensor,
    takes_cotangent,
    tape_of,
    tensor_classes,
)
from ethan_check.subject.execution.faults import LayerFault


class Tensor:
    """Multiplies, and starts from ones."""

    def __init__(self, data, parents=(), requires_grad=False):
        self.data, self.grad, self.parents = np.asarray(data, float), None, parents
        self.requires_grad = requires_grad

    def __mul__(self, other):
        return Tensor(self.data * other.data, ((self, other.data), (other, self.data)))

    def sum(self):
        return Tensor(self.data.sum(), ((self, np.ones_like(self.data)),))

    def backward(self, retain_grad=False):
        self._pull(np.ones_like(self.data))

    def _pull(self, gradient):
        self.grad = gradient if self.grad is None else self.grad + gradient
        for parent, factor in self.parents:
            parent._pull(gradient * factor)


class Given(Tensor):
    def backward(self, grad):
        self._pull(grad)


class Seeded(Tensor):
    sum = None

    def __mul__(self, other):
        return Seeded(self.data * other.data, ((self, other.data), (other, self.data)))

    def backward(self):
        for parent, factor in self.parents:
            parent._pull(self.grad * factor)


@pytest.mark.parametrize(("cls", "start"), [(Given, "argument"), (Tensor, "weighted"), (Seeded, "seeded")])
def test_a_tape_is_started_so_that_the_cotangent_reaches_the_leaves(cls, start):
    leaf = cls([1.0, 2.0])
    output = cls([1.0, 4.0], ((leaf, 2 * leaf.data),))
    tape = tape_of(cls, leaf).with_start(output, lambda tape, turn: [])
    assert tape.start == start
    tape.run([leaf], output, np.array([3.0, -1.0]))
    assert tape.gradient_of(leaf).tolist() == [6.0, -4.0]
    tape.run([leaf], output, np.array([1.0, 1.0]))
    assert tape.gradient_of(leaf).tolist() == [2.0, 4.0]


def test_a_tape_that_no_cotangent_reaches_is_refused():
    class Deaf:
        def __init__(self, data):
            self.data, self.grad = data, None

        def backward(self): ...

    with pytest.raises(LayerFault, match="the tape of a Deaf starts from ones whatever the cotangent"):
        tape_of(Deaf, Deaf(np.ones(2))).with_start(Deaf(np.ones(2)), lambda tape, turn: [np.ones(2)])


@pytest.mark.parametrize(
    ("signature", "expected"),
    [("", False), ("anything", True), ("grad=None", True), ("retain_grad=None", False), ("grad=False", False),
     ("*gradients", True), ("seed=None", True), ("verbose=None", False)],
)  # fmt: skip
def test_a_cotangent_is_known_by_its_name_or_because_it_is_required(signature, expected):
    space = {}
    exec(f"def backward({signature}): ...", space)
    assert takes_cotangent(type("Any", (), {"backward": staticmethod(space["backward"])})()) == expected


def test_arrays_and_gradients_have_many_names():
    class Value:
        def __init__(self, value):
            self.value, self.diff = value, None

        def backward(self): ...

    tape = tape_of(Value, Value(np.ones(2)))
    assert (tape.data, tape.gradient) == ("value", "diff")
    with pytest.raises(LayerFault, match="a ndarray is no tensor"):
        tape_of(np.asarray, np.ones(2))


def test_a_gradient_may_be_in_a_tensor_again():
    tape = Tape(Tensor, "data", "grad")
    assert tape.as_array(Tensor([1.0, 2.0])).tolist() == [1.0, 2.0]
    assert tape.as_array(None) is None
    assert tape.as_array("text") is None


def test_a_tensor_of_floats_is_asked_for_a_gradient():
    assert make_tensor(Tensor, np.ones(2)).requires_grad
    assert not make_tensor(Tensor, np.ones(2, int)).requires_grad


def test_the_classes_are_those_that_are_held_and_those_of_the_module():
    class Layer:
        def __init__(self):
            self.W = Seeded(np.ones(2))

    assert next(tensor_classes(Layer())) is Seeded
    assert set(tensor_classes(type("Bare", (), {"__module__": __name__})())) >= {Tensor, Given, Seeded}


def test_one_output_is_listed_alone():
    assert (as_sequence(1), as_sequence([1, 2])) == ((1,), [1, 2])
