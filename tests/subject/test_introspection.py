"""Getting to know a layer: how it is called, what is trained, what its inputs are called."""

import re

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.subject.conventions.adapter import Gradients
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.global_rngs import global_rng_state
from ethan_check.subject.execution.layer_copier import LayerCopier
from ethan_check.subject.introspection import LayerIntrospector, names_of_inputs
from ethan_check.subject.options import LayerOptions
from ethan_core import Contract
from ethan_core.errors import ArgumentError
from subject.small_layers import Affine, Elementwise, Raising, X


def introspector(layer, *inputs, **details):
    return LayerIntrospector(layer, inputs or (X,), LayerCopier(layer), **details)


class Adapter:
    """A plugin's convention, that finds its parameters as it is told."""

    name, reduction = "mine", "sum"

    def __init__(self, finds=dict):
        self._finds = finds

    def recognises(self, layer):
        return True

    def parameters(self, layer, inputs):
        inputs[0][...] = 0.0  # It may use up what it is given.
        return self._finds()

    def forward(self, layer, inputs):
        return layer.forward(*inputs), None

    def backward(self, layer, inputs, cotangent, memory, parameters):
        return Gradients((layer.backward(cotangent),))


def info_by(adapter, layer=None, **options):
    return introspector(layer or Affine()).info(LayerOptions(adapters=(adapter,), **options))


# info


def test_a_plain_layer_is_read():
    layer = Affine()
    info = introspector(layer).info()
    assert info.adapter.name == "attributes"
    assert info.paths == {"W": ("W",), "b": ("b",)}
    assert not info.draws_globally
    assert info.buffers is None
    assert info.copier.copies(layer)


def test_the_layer_itself_is_not_run():
    layer = Affine()
    introspector(layer).info()
    assert vars(layer).keys() == {"W", "b"}


def test_a_layer_that_draws_globally_is_found_out_and_leaves_no_trace():
    class Noisy(Elementwise):
        def forward(self, x):
            print("unheard")
            return super().forward(x) + np.random.rand()

    before = global_rng_state()
    assert introspector(Noisy(), seed=3).info().draws_globally
    assert global_rng_state() == before


def test_what_is_frozen_is_not_trained():
    assert introspector(Affine()).info(LayerOptions(frozen=("b",))).paths == {"W": ("W",)}


@pytest.mark.parametrize(
    ("layer", "frozen", "text"),
    [
        (Affine(), ("c",), "frozen names 'c', and the layer holds no such array; known: W, b"),
        (Affine(), ("W", "c", "d"), "frozen names 'c', 'd', and the layer holds no such array; known: W, b"),
        (Elementwise(), ("W",), "frozen names 'W', and the layer holds no such array; it holds none"),
    ],
)
def test_a_frozen_name_that_is_no_parameter_is_told(layer, frozen, text):
    with pytest.raises(ArgumentError, match=f"^{re.escape(text)}$"):
        introspector(layer).info(LayerOptions(frozen=frozen))


def test_what_a_contract_declares_is_trained_whether_or_not_a_gradient_was_found():
    class Forgets(Affine):
        def __init__(self):
            super().__init__()
            self.scale, self.steps, self.note = np.ones(2), np.arange(2), "text"

    contract = Contract(parameters=dict.fromkeys(("W", "scale", "steps", "note", "missing"), "a b"))
    assert introspector(Forgets()).info(contract=contract).paths == {
        "W": ("W",),
        "b": ("b",),
        "scale": ("scale",),
    }


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit("no")], ids=["error", "exit"])
def test_whatever_a_layer_raises_in_being_tried_is_a_fault(error):
    with pytest.raises(LayerFault, match=rf"^forward raised {type(error).__name__}: no \("):
        introspector(Raising("forward", error)).info()


def test_a_plugin_finds_its_parameters_on_copies():
    layer, x = Affine(), X.copy()
    info = LayerIntrospector(layer, (x,), LayerCopier(layer)).info(
        LayerOptions(adapters=(Adapter(lambda: {"W": ("W",)}),))
    )
    assert info.paths == {"W": ("W",)}
    assert np.array_equal(x, X)


def raising(error):
    def finds():
        raise error

    return finds


def test_a_plugin_that_raises_is_told():
    with pytest.raises(LayerFault, match=r"^the layer raised KeyError: 'W' \("):
        info_by(Adapter(raising(KeyError("W"))))
    fault = LayerFault("forward raised ValueError: no", "forward")
    with pytest.raises(LayerFault) as caught:
        info_by(Adapter(raising(fault)))
    assert caught.value is fault


def test_a_plugin_in_which_the_layers_forward_raises_says_so():
    class Tries(Adapter):
        def parameters(self, layer, inputs):
            layer.forward(*inputs)

    with pytest.raises(LayerFault, match=r"^forward raised ValueError: no \(") as caught:
        info_by(Tries(), Raising("forward", ValueError("no")))
    assert caught.value.stage == "forward"


# Lazy layers


class Lazy:
    """Makes its weight in its first forward."""

    def __init__(self, made=lambda x: np.ones((x.shape[1], 2))):
        self.W, self._made = None, made

    def forward(self, x):
        if self.W is None:
            self.W = self._made(x)
        self.x = x
        return x @ self.W

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T


PATHS = {"W": ("W",)}


def test_parameters_are_there_or_not():
    assert introspector(Affine()).has(PATHS)
    assert not introspector(Lazy()).has(PATHS)
    assert introspector(Lazy()).has({})


def test_a_lazy_layer_is_set_up_and_has_seen_nothing():
    layer = Lazy()
    made = introspector(layer).initialise_lazily(Adapter(), PATHS)
    assert made is not layer
    assert made.W.shape == (3, 2)
    assert not hasattr(made, "x")
    assert layer.W is None


def test_what_depends_on_the_inputs_is_no_parameter():
    text = (
        "W cannot be found on the layer before its forward runs, and depends on its inputs afterwards; "
        "make parameters when the layer is made"
    )

    class Remade(Lazy):
        def __init__(self):
            super().__init__()
            del self.W

        def forward(self, x):
            self.W = x.T[:, :2]
            return x @ self.W

    with pytest.raises(LayerFault, match=f"^{re.escape(text)}$"):
        introspector(Remade()).initialise_lazily(Adapter(), PATHS)


def raise_now(error):
    raise error


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit("no")], ids=["error", "exit"])
def test_a_set_up_that_raises_is_told(error):
    with pytest.raises(LayerFault, match=rf"^forward raised {type(error).__name__}: no \("):
        introspector(Lazy(lambda x: raise_now(error))).initialise_lazily(Adapter(), PATHS)


def test_a_set_up_draws_from_the_seed_and_leaves_the_generators_alone():
    def made(x):
        return np.random.normal(size=(3, 2))

    before = global_rng_state()
    first, again, other = (
        introspector(Lazy(made), seed=seed).initialise_lazily(Adapter(), PATHS).W for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert global_rng_state() == before


# Names of inputs


class Stating(Adapter):
    input_names = ("predicted", "target")


@pytest.mark.parametrize(
    ("count", "contract", "adapter", "parameters", "names"),
    [
        (1, None, Adapter(), (), ("X",)),
        (0, None, Adapter(), (), ()),
        (2, None, Adapter(), (), ("X0", "X1")),
        (2, None, Stating(), (), ("predicted", "target")),
        (1, None, Stating(), (), ("X",)),
        (1, Contract(inputs=("x",)), Adapter(), (), ("x",)),
        (2, Contract(inputs=("a", "b")), Stating(), (), ("a", "b")),
        (2, Contract(inputs=("x",)), Stating(), (), ("predicted", "target")),
        (1, None, Adapter(), ("X", "b"), ("input X",)),
        (2, None, Adapter(), {"X1": None}, ("X0", "input X1")),
        (2, None, Stating(), ("target",), ("predicted", "input target")),
    ],
)
def test_inputs_are_called_as_is_said_or_seen_or_usual(count, contract, adapter, parameters, names):
    assert names_of_inputs(count, contract, adapter, parameters) == names


class DrawnLate:
    """Weights are made in the first forward, from a generator that nobody seeds."""

    factor = 1

    def __init__(self):
        self.weights = self.d_weights = None

    def forward(self, x):
        if self.weights is None:
            self.weights = np.random.default_rng().normal(size=(x.shape[1], 3))
        self.x = x
        return x @ self.weights

    def backward(self, g):
        self.d_weights = self.factor * self.x.T @ g
        return g @ self.weights.T


class DrawnLateAndWrong(DrawnLate):
    factor = 2


class RememberedLate(DrawnLate):
    """What is made by every forward is a cache, though it was None before."""

    def forward(self, x):
        self.weights = None
        return super().forward(x)


@pytest.mark.parametrize(
    ("layer", "verdict"), [(DrawnLate, "pass"), (DrawnLateAndWrong, "fail")], ids=["right", "wrong"]
)
def test_parameters_that_a_first_forward_draws_are_judged(layer, verdict):
    x = np.random.default_rng(0).normal(size=(4, 3))
    assert list(Subject(layer(), (x,)).parameters) == ["weights"]
    assert check_layer(layer(), (x,), checks=["gradient"], shrink=False).verdict == verdict


def test_what_every_forward_makes_anew_is_no_parameter():
    x = np.random.default_rng(0).normal(size=(4, 3))
    assert not Subject(RememberedLate(), (x,)).parameters
