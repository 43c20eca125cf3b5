"""What every reference layer owes: its derivative, its dtype, clean hands, and any memory layout."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from core.catalogue import LAYERS, LOSSES, made, probabilities
from core.differences import assert_layer_gradients, assert_loss_gradient, numeric_gradient
from ethan_core import default_registry
from ethan_core import reference as reference  # registers all of them
from ethan_core.errors import ArgumentError, DTypeError

each_layer = pytest.mark.parametrize("name", LAYERS)
each_layer_that_repeats_itself = pytest.mark.parametrize(
    "name", [name for name in LAYERS if name != "dropout"]
)
each_layer_over_a_batch = pytest.mark.parametrize(
    "name", [name for name in LAYERS if name != "softmax-axis0"]
)
each_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


def layouts(array: np.ndarray) -> dict[str, np.ndarray]:
    """The same numbers, laid out differently in memory."""
    backwards = np.flip(np.flip(array).copy())
    spread = np.zeros([2 * size for size in array.shape], array.dtype)[
        tuple(slice(None, None, 2) for _ in array.shape)
    ]
    spread[...] = array
    read_only = array.copy()
    read_only.flags.writeable = False
    return {
        "Fortran": np.asfortranarray(array),
        "negative strides": backwards,
        "gaps": spread,
        "read-only": read_only,
    }


@each_layer_that_repeats_itself
def test_gradients_are_the_derivative(name):
    assert_layer_gradients(*made(name))


@each_loss
@pytest.mark.parametrize("shape", [(4, 3), (1, 2), (2, 3, 2)])
def test_the_gradient_of_a_loss_is_per_sample(loss, shape):
    rng = np.random.default_rng(0)
    assert_loss_gradient(loss(), probabilities(rng, shape), probabilities(rng, shape))


@each_layer
def test_float32_stays_float32(name):
    layer, X = made(name, "float32")
    Y = layer.forward(X)
    dL_dX, by_name = layer.gradients(X, np.ones_like(Y))
    assert {Y.dtype, dL_dX.dtype, *(g.dtype for g in by_name.values())} == {np.dtype("float32")}


@each_loss
def test_a_loss_keeps_float32(loss):
    P = probabilities(np.random.default_rng(0), (4, 3)).astype(np.float32)
    assert loss().value(P, P).dtype == np.float32
    assert loss().gradient(P, P).dtype == np.float32


@each_layer
def test_float32_gradients_agree_with_float64(name):
    results = {}
    for dtype in ("float32", "float64"):
        layer, X = made(name, "float32")
        for owner in getattr(layer, "layers", (layer,)):
            for key, parameter in owner.parameters().items():
                setattr(owner, key, parameter.astype(dtype))
        Y = layer.forward(X.astype(dtype))
        U = np.random.default_rng(1).standard_normal(Y.shape).astype(np.float32).astype(dtype)
        results[dtype] = layer.gradients(X.astype(dtype), U)
    (x32, p32), (x64, p64) = results["float32"], results["float64"]
    np.testing.assert_allclose(x32, x64, rtol=3e-6, atol=1e-6)
    for key, gradient in p64.items():
        np.testing.assert_allclose(p32[key], gradient, rtol=3e-6, atol=1e-6, err_msg=key)


@each_layer
@pytest.mark.parametrize("layout", ["Fortran", "negative strides", "gaps", "read-only"])
def test_the_layout_of_arrays_does_not_matter(name, layout):
    layer, X = made(name)
    state = copy.deepcopy(layer)
    Y = layer.forward(X)
    U = np.random.default_rng(1).standard_normal(Y.shape)
    dL_dX, by_name = layer.gradients(X, U)
    other_X, other_U = layouts(X)[layout], layouts(U)[layout]
    X_before, U_before = other_X.copy(), other_U.copy()
    np.testing.assert_allclose(state.forward(other_X), Y, rtol=1e-13, atol=1e-14)
    other_dL_dX, other_by_name = state.gradients(other_X, other_U)
    np.testing.assert_allclose(other_dL_dX, dL_dX, rtol=1e-13, atol=1e-14)
    for key, gradient in by_name.items():
        np.testing.assert_allclose(other_by_name[key], gradient, rtol=1e-13, atol=1e-14)
    np.testing.assert_array_equal(other_X, X_before)
    np.testing.assert_array_equal(other_U, U_before)


@each_layer
def test_broadcast_arrays_are_taken(name):
    layer, X = made(name)
    flat = np.broadcast_to(X[:1], X.shape)
    again = copy.deepcopy(layer)
    Y = layer.forward(flat)
    np.testing.assert_allclose(Y, again.forward(flat.copy()), rtol=1e-13)
    U = np.broadcast_to(np.float64(0.5), Y.shape)
    np.testing.assert_allclose(
        layer.gradients(flat, U)[0], again.gradients(flat.copy(), U.copy())[0], rtol=1e-13, atol=1e-15
    )


@each_layer
def test_results_share_no_memory_with_arguments(name):
    layer, X = made(name)
    Y = layer.forward(X)
    U = np.ones_like(Y)
    dL_dX, by_name = layer.gradients(X, U)
    for result in (Y, dL_dX, *by_name.values()):
        assert not np.shares_memory(result, X)
        assert not np.shares_memory(result, U)
        assert not any(np.shares_memory(result, parameter) for parameter in layer.parameters().values())


@each_layer_over_a_batch
def test_an_empty_batch_gives_empty_results(name):
    layer, X = made(name)
    Y = layer.forward(X[:0])
    dL_dX, by_name = layer.gradients(X[:0], Y)
    assert Y.shape[0] == 0
    assert dL_dX.shape == X[:0].shape
    assert not any(gradient.any() for gradient in by_name.values())


@each_layer
def test_a_learning_rate_of_zero_changes_nothing(name):
    layer, X = made(name)
    before = copy.deepcopy(layer.parameters())
    Y = layer.forward(X)
    first = layer.backward(X, Y, 0)
    np.testing.assert_array_equal(layer.backward(X, Y, 0.0), first)
    for key, parameter in layer.parameters().items():
        np.testing.assert_array_equal(parameter, before[key])


@each_layer
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_backward_updates_the_same_arrays_in_place(name, dtype):
    layer, X = made(name, dtype)
    arrays, before = layer.parameters(), copy.deepcopy(layer.parameters())
    Y = layer.forward(X)
    dL_dX, by_name = layer.gradients(X, np.ones_like(Y))
    np.testing.assert_array_equal(layer.backward(X, np.ones_like(Y), 0.25), dL_dX)
    for key, parameter in layer.parameters().items():
        assert parameter is arrays[key]
        assert parameter.dtype == dtype
        np.testing.assert_array_equal(parameter, before[key] - parameter.dtype.type(0.25) * by_name[key])
        assert not np.array_equal(parameter, before[key])


@each_layer
def test_forward_is_analytic(name):
    """A step of 1e-30 along the imaginary axis gives the derivative to the last digits."""
    layer, X = made(name)
    again = copy.deepcopy(layer)
    rng = np.random.default_rng(2)
    V = rng.standard_normal(X.shape)
    U = rng.standard_normal(layer.forward(X).shape)
    Y = again.forward(X + 1e-30j * V)
    assert Y.dtype.kind == "c"
    assert np.vdot(U, Y.imag) / 1e-30 == pytest.approx(
        np.vdot(layer.gradients(X, U)[0], V), rel=1e-12, abs=1e-13
    )


@pytest.mark.parametrize(
    "name", [name for name in LAYERS if made(name)[0].parameters() and name != "sequential"]
)
def test_forward_is_analytic_in_its_parameters(name):
    layer, X = made(name)
    U = np.random.default_rng(2).standard_normal(layer.forward(X).shape)
    _, by_name = layer.gradients(X, U)
    for key, parameter in layer.parameters().items():
        V = np.random.default_rng(3).standard_normal(parameter.shape)
        other = copy.deepcopy(layer, {id(parameter): parameter + 1e-30j * V})
        slope = np.vdot(U, other.forward(X).imag) / 1e-30
        assert slope / X.shape[0] == pytest.approx(np.vdot(by_name[key], V), rel=1e-12)


@each_loss
def test_a_loss_is_analytic(loss):
    rng = np.random.default_rng(0)
    P, T, V = probabilities(rng, (4, 3)), probabilities(rng, (4, 3)), rng.standard_normal((4, 3))
    slope = loss().value(P + 1e-30j * V, T).imag / 1e-30
    assert 4 * slope == pytest.approx(np.vdot(loss().gradient(P, T), V), rel=1e-12)


@each_layer
def test_layers_survive_copying_and_pickling(name):
    layer, X = made(name)
    expected = copy.deepcopy(layer).forward(X)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(layer)).forward(X), expected)
    np.testing.assert_array_equal(copy.deepcopy(layer).forward(X), expected)


@each_layer
@pytest.mark.parametrize("lr", [float("nan"), float("inf"), None, "0.1", 1j])
def test_a_learning_rate_must_be_a_finite_number(name, lr):
    layer, X = made(name)
    Y = layer.forward(X)
    with pytest.raises(ArgumentError, match=r"backward: lr is .*, expected a finite number"):
        layer.backward(X, Y, lr)


@each_layer
def test_integers_and_lists_are_refused(name):
    layer, X = made(name)
    with pytest.raises(DTypeError, match="X has dtype int64, expected floating point"):
        layer.forward(X.astype(np.int64))
    with pytest.raises(DTypeError, match="X is a list, expected a numpy array"):
        layer.forward(X.tolist())


@each_loss
def test_the_arrays_of_a_loss_are_left_alone(loss):
    P = probabilities(np.random.default_rng(0), (4, 3))
    T = P[::-1].copy()
    P.flags.writeable = T.flags.writeable = False
    value, gradient = loss().value(P, T), loss().gradient(P, T)
    assert not np.shares_memory(gradient, T)
    np.testing.assert_allclose(
        loss().value(np.asfortranarray(P), np.flip(np.flip(T).copy())), value, rtol=1e-14
    )
    np.testing.assert_allclose(loss().gradient(np.asfortranarray(P), T), gradient, rtol=1e-14)


@pytest.mark.parametrize("entry", list(default_registry), ids=lambda entry: entry.name)
def test_every_registered_case_can_be_made_and_has_a_contract(entry):
    for case in entry.cases:
        layer = case(np.random.default_rng(0)).layer if callable(case) else entry.target(**case)
        assert layer.contract.inputs
        assert set(layer.contract.parameters) <= set(
            layer.parameters() if hasattr(layer, "parameters") else ()
        )


@each_layer
def test_rows_are_independent_where_the_contract_says_so(name):
    layer, X = made(name)
    again = copy.deepcopy(layer)
    Y = layer.forward(X)
    X[0] += 0.35
    changed = again.forward(X)
    assert np.array_equal(changed[1:], Y[1:]) == layer.contract.rows_independent


def test_the_helper_sees_a_wrong_gradient():
    """The differences that these tests rely on must themselves be able to object."""
    x = np.array([0.3, -1.2])
    np.testing.assert_allclose(numeric_gradient(lambda: (x**3).sum(), x), 3 * x**2, rtol=1e-9)

    layer, X = made("sigmoid")
    right = layer.gradients
    layer.gradients = lambda X, U: (right(X, U)[0] * (1 + 1e-5), {})
    with pytest.raises(AssertionError):
        assert_layer_gradients(layer, X)
