"""Running a layer: named arrays in, outputs out, and every call on fresh state."""

import re

import numpy as np
import pytest

from ethan_check.numerics.precision import PRECISIONS
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.global_rngs import global_rng_state
from ethan_check.subject.execution.layer_copier import LayerCopier
from ethan_check.subject.introspection import LayerIntrospector
from ethan_check.subject.runner import Calls, LayerRunner
from ethan_check.trace import NO_TRACE
from subject.small_layers import Affine, Elementwise, Raising, X


def runner_of(layer, *inputs, **options):
    inputs = inputs or (X,)
    info = LayerIntrospector(layer, inputs, LayerCopier(layer)).info()
    names = tuple(f"X{number}" for number in range(len(inputs)))
    return LayerRunner(layer, info, names, inputs, **options)


def test_arrays_are_known_by_name():
    layer = Affine()
    runner = runner_of(layer)
    assert list(runner.values) == ["X0", "W", "b"]
    assert runner.values["X0"] is X
    assert runner.values["W"] is not layer.W
    assert np.array_equal(runner.values["W"], layer.W)
    assert runner.tracer is NO_TRACE
    assert not runner.draws_globally


def test_names_and_inputs_are_as_many():
    layer = Affine()
    info = LayerIntrospector(layer, (X,), LayerCopier(layer)).info()
    with pytest.raises(ValueError, match="zip"):
        LayerRunner(layer, info, ("a", "b"), (X,))


def test_parameters_may_be_moved():
    runner = runner_of(Affine(), move_parameters=lambda name, initial: initial + len(name))
    assert np.array_equal(runner.values["b"], Affine().b + 1)
    assert np.array_equal(runner.forward(runner.values), X @ (Affine().W + 1) + Affine().b + 1)


def test_a_layer_is_run_on_the_arrays_that_are_given():
    runner = runner_of(Affine())
    W = np.zeros((3, 2))
    assert np.array_equal(runner.flat({**runner.values, "W": W}), np.tile(Affine().b, 2))
    assert np.array_equal(runner.forward(runner.values), X @ Affine().W + Affine().b)
    assert runner.calls == Calls(2, 0)


class Spoils(Affine):
    """Writes into everything that it is handed."""

    def forward(self, x):
        y = super().forward(x)
        self.x = x.copy()
        x[...] = 0.0
        return y

    def backward(self, g):
        dx = super().backward(g)
        self.W[...] = 0.0
        g[...] = 0.0
        return dx


def test_what_a_layer_writes_reaches_no_other_call():
    layer = Spoils()
    runner = runner_of(layer, X.copy())
    for _ in range(2):
        fresh, inputs = runner.fresh(runner.values)
        output, memory = runner.run_forward(fresh, inputs)
        gradients = runner.run_backward(fresh, inputs, np.ones((2, 2)), memory)
        assert np.array_equal(output, X @ Affine().W + Affine().b)
        assert np.array_equal(gradients.inputs[0], np.ones((2, 2)) @ Affine().W.T)
        assert np.array_equal(gradients.parameters["W"], X.T @ np.ones((2, 2)))
    assert np.array_equal(runner.values["X0"], X)
    assert vars(layer).keys() == {"W", "b"}
    assert runner.calls == Calls(2, 2)


def test_calls_may_be_counted_together():
    calls = Calls()
    one, other = runner_of(Affine(), calls=calls), runner_of(Elementwise(), calls=calls)
    one.forward(one.values)
    other.try_out()
    assert calls == Calls(2, 1)


def test_the_output_is_found_once_and_is_the_runners_own():
    buffer = np.zeros((2, 3))

    class Buffered(Elementwise):
        def __deepcopy__(self, memo):
            return self

        def forward(self, x):
            buffer[...] = super().forward(x)
            return buffer

    runner = runner_of(Buffered())
    runner.try_out()
    buffer[...] = 0.0
    assert np.array_equal(runner.output, np.tanh(X))
    assert runner.output is runner.output
    assert runner.calls == Calls(1, 1)
    runner.remember_output("too late")
    assert np.array_equal(runner.output, np.tanh(X))


@pytest.mark.parametrize(
    ("output", "what"),
    [
        (None, "None"),
        ({"y": 1.0}, "a dict"),
        ("text", "a str"),
        ((), "an empty tuple"),
        ([None], "a list of NoneType"),
    ],
)
def test_what_is_no_output_is_told(output, what):
    runner = runner_of(Elementwise())
    runner.layer._function = lambda x: output
    text = f"forward returned {what}, expected an array or a tuple of arrays"
    with pytest.raises(LayerFault, match=f"^{re.escape(text)}$"):
        runner.forward(runner.values)


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit("no")], ids=["error", "exit"])
@pytest.mark.parametrize("stage", ["forward", "backward"])
def test_what_a_layer_raises_is_a_fault_of_the_stage(stage, error):
    layer = Raising(None, error)
    runner = runner_of(layer)
    layer._stage = stage
    with pytest.raises(LayerFault, match=rf"^{stage} raised {type(error).__name__}: no \(") as caught:
        runner.try_out()
    assert caught.value.stage == stage
    assert runner.calls == Calls(1, int(stage == "backward"))


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit("no")], ids=["error", "exit"])
def test_a_layer_that_resists_being_copied_is_told(error):
    class Once(Elementwise):
        resists = False

        def __deepcopy__(self, memo):
            if self.resists:
                raise error
            return self

    runner = runner_of(Once())
    runner.layer.resists = True
    with pytest.raises(LayerFault, match=rf"^copying the layer raised {type(error).__name__}: no \("):
        runner.forward(runner.values)


def test_other_code_of_the_layer_is_run_alike():
    runner = runner_of(Elementwise())
    assert runner.call("zero_grad", lambda: 3) == 3
    with pytest.raises(LayerFault, match=r"^zero_grad raised KeyError: 'W' \("):
        runner.call("zero_grad", lambda: {}["W"])
    assert runner.calls == Calls(0, 0)


class Noisy(Elementwise):
    def forward(self, x):
        return super().forward(x) + np.random.rand()


def test_a_layer_that_draws_globally_draws_the_same_each_time():
    before = global_rng_state()
    first, other = (runner_of(Noisy(), seed=seed) for seed in (1, 2))
    assert first.draws_globally
    drawn = [runner.flat(runner.values).tolist() for runner in (first, first, other)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert global_rng_state() == before


def test_in_single_precision_everything_is_handed_over_in_float32():
    class Seen(Affine):
        def forward(self, x):
            assert {x.dtype, self.W.dtype, self.b.dtype} == {np.dtype("float32")}
            return super().forward(x)

    layer = Seen()
    for name in ("W", "b"):
        setattr(layer, name, getattr(layer, name).astype(np.float32))
    runner = runner_of(layer, X.astype(np.float32), precision=PRECISIONS["float32"])
    wide = {name: value.astype(float) for name, value in runner.values.items()}
    assert runner.flat(wide).dtype == np.float32


@pytest.mark.parametrize(
    ("array", "dtype"),
    [
        (np.ones(2), "float32"),
        (np.array(1.0, np.float16), "float32"),
        (np.ones(2, int), "int64"),
        (np.ones(1, complex), "complex128"),
    ],
)
def test_only_real_arrays_become_single(array, dtype):
    found = PRECISIONS["float32"].rounded(array)
    assert (found.dtype, found.shape) == (dtype, array.shape)
