"""A fresh copy of a layer: some arrays replaced, the rest its own, and nothing run."""

import copy
import functools
import threading
from dataclasses import dataclass, field

import numpy as np
import pytest

from ethan_check.subject.execution.fresh_copy import CopyPlan, fresh_copy, share_what_cannot_be_copied


class Layer:
    made = 0

    def __init__(self):
        Layer.made += 1
        self.W = np.ones(2)
        self.alias = self.W
        self.params = {"W": self.W}
        self.layers = [self.W, {"again": self.W}]
        self.cache = np.zeros(3)

    @classmethod
    def name(cls):
        return cls.__name__


def test_everything_is_the_copys_own():
    layer = Layer()
    new = fresh_copy(layer, {})
    for array in (new.W, new.cache):
        array[...] = 7.0
    new.params["b"] = new.layers.pop()
    assert layer.W.tolist() == [1.0, 1.0]
    assert not layer.cache.any()
    assert layer.params.keys() == {"W"}
    assert len(layer.layers) == 2


def test_a_replaced_array_is_replaced_wherever_it_is_held():
    layer, other = Layer(), np.zeros(2)
    new = fresh_copy(layer, {id(layer.W): other})
    assert all(held is other for held in (new.W, new.alias, new.params["W"], new.layers[0]))
    assert new.layers[1]["again"] is other
    assert layer.W is layer.alias


def test_an_alias_stays_one_without_replacements():
    new = fresh_copy(Layer(), {})
    assert new.W is new.alias is new.params["W"]


def test_no_constructor_runs():
    layer = Layer()
    before = Layer.made
    assert isinstance(fresh_copy(layer, {}), Layer)
    assert Layer.made == before


def test_a_mapping_of_replaced_arrays_keeps_its_class_and_is_shared_as_before():
    class Bag(dict):
        pass

    layer = Layer()
    layer.bag, layer.same = Bag(W=layer.W), layer.params
    new = fresh_copy(layer, {id(layer.W): np.zeros(2)})
    assert type(new.bag) is Bag
    assert new.bag["W"] is new.W
    assert new.same is new.params


def test_a_layer_that_holds_itself_holds_its_copy():
    layer = Layer()
    layer.me = layer
    layer.parts = [layer]
    new = fresh_copy(layer, {})
    assert new.me is new
    assert new.parts[0] is new


class Slotted:
    __slots__ = ("W", "b")

    def __init__(self):
        self.W, self.b = np.ones(2), np.ones(1)


class Both(Slotted):
    """With slots and a `__dict__`."""

    def __init__(self):
        super().__init__()
        self.extra = np.ones(1)


@dataclass(frozen=True)
class Frozen:
    W: np.ndarray = field(default_factory=lambda: np.ones(2))


class Reduced:
    """Says itself how it is copied."""

    def __init__(self, W):
        self.W, self.copied = W, False

    def __deepcopy__(self, memo):
        new = Reduced(copy.deepcopy(self.W, memo))
        new.copied = True
        return new


class Forgets:
    """Leaves its cache behind."""

    def __init__(self):
        self.W, self.cache = np.ones(2), np.ones(9)

    def __getstate__(self):
        return {"W": self.W}


@pytest.mark.parametrize("layer", [Slotted(), Both(), Frozen(), Reduced(np.ones(2)), Forgets()])
def test_a_layer_of_any_make_is_copied_with_what_is_replaced(layer):
    other = np.zeros(2)
    new = fresh_copy(layer, {id(layer.W): other})
    assert type(new) is type(layer)
    assert new is not layer
    assert new.W is other
    assert layer.W.all()


def test_a_layer_that_says_how_it_is_copied_is_obeyed():
    assert fresh_copy(Reduced(np.ones(2)), {}).copied
    assert not hasattr(fresh_copy(Forgets(), {}), "cache")
    assert fresh_copy(Both(), {}).extra.all()


def test_a_function_that_is_the_layer_is_copied_with_what_it_closes_over():
    weights = np.ones(2)

    def layer():
        return weights

    assert fresh_copy(layer, {id(weights): np.zeros(2)})().tolist() == [0.0, 0.0]
    assert fresh_copy(layer, {})() is not weights


def test_a_function_that_is_held_is_copied_only_with_state():
    layer, seen = Layer(), []
    layer.counts = lambda: seen.append(1) or len(seen)
    layer.activation = lambda x: np.tanh(x)
    new = fresh_copy(layer, {})
    assert (layer.counts(), new.counts()) == (1, 1)
    assert new.activation is layer.activation


class HoldsItsOwnMethod(Layer):
    """The method must belong to the copy, not to the layer that it was copied from."""

    def __init__(self):
        super().__init__()
        self.activation, self.called = self.shift, self.name
        self.part = functools.partial(self.shift)

    def shift(self):
        return self.W


def test_a_method_that_a_layer_holds_is_the_copys():
    layer = HoldsItsOwnMethod()
    new = fresh_copy(layer, {id(layer.W): np.zeros(2)})
    assert new.activation() is new.W
    assert new.part() is new.W
    assert new.called() == "HoldsItsOwnMethod"


def test_what_a_copy_raises_is_raised():
    layer = Layer()
    layer.lock = threading.Lock()
    with pytest.raises(TypeError, match="cannot pickle"):
        fresh_copy(layer, {})


# share_what_cannot_be_copied


class Logger:
    """Holds a lock, deep inside, and no arrays."""

    def __init__(self):
        self.inner = [threading.Lock()]


def test_what_cannot_be_copied_is_shared_and_the_rest_is_not():
    layer = Layer()
    layer.lock, layer.log = threading.Lock(), Logger()
    shared = share_what_cannot_be_copied(layer)
    assert shared == {id(layer.lock): layer.lock, id(layer.log): layer.log}
    new = fresh_copy(layer, shared)
    assert new.lock is layer.lock
    assert new.log is layer.log
    assert new.W is not layer.W


def test_nothing_is_shared_of_a_layer_that_can_be_copied():
    assert share_what_cannot_be_copied(Layer()) == {}


def test_what_holds_arrays_is_never_shared():
    layer = Layer()
    layer.log = Logger()
    layer.log.W = np.ones(2)
    with pytest.raises(TypeError, match="cannot pickle"):
        share_what_cannot_be_copied(layer)


def test_a_generator_is_never_shared():
    layer = Layer()
    layer.noise = (x for x in [1.0])
    with pytest.raises(TypeError, match="cannot pickle 'generator' object"):
        share_what_cannot_be_copied(layer)


# CopyPlan


def test_what_a_layer_holds_since_is_copied_as_well():
    layer = Layer()
    plan = CopyPlan(layer)
    plan.fresh({})
    layer.cache, layer.size, layer.extra = 5, [1], np.ones(1)
    new = plan.fresh({})
    assert new.cache == 5
    assert new.size == [1]
    assert new.size is not layer.size
    assert new.extra is not layer.extra


def test_attributes_keep_their_order():
    layer = Layer()
    layer.last = 1
    assert list(vars(fresh_copy(layer, {}))) == list(vars(layer))


def test_a_function_that_has_state_since_is_copied_with_it():
    def counting():
        seen = None

        def count():
            return seen.append(1) or len(seen)

        def fill():
            nonlocal seen
            seen = []

        return count, fill

    layer = Layer()
    layer.count, fill = counting()
    plan = CopyPlan(layer)
    assert plan.fresh({}).count is layer.count
    fill()
    assert (plan.fresh({}).count(), layer.count()) == (1, 1)
