"""Sequential, with and without a loss."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from core.catalogue import made
from core.differences import assert_loss_gradient, numeric_gradient
from ethan_core.errors import ArgumentError, ShapeError, StateError
from ethan_core.fn import MSE, Relu, Sigmoid, SoftmaxCrossEntropy
from ethan_core.layer import Layer, Loss
from ethan_core.net import Dropout, Mlp, Sequential


def network(**options) -> Sequential:
    rng = np.random.default_rng(0)
    return Sequential(Mlp(3, 4, generator=rng), Sigmoid(), Mlp(4, 2, generator=rng), **options)


def data(batch: int = 5) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    return rng.standard_normal((batch, 3)), np.eye(2)[rng.integers(0, 2, batch)]


def test_forward_is_the_chain_and_parameters_are_the_arrays_themselves():
    net = network()
    first, _, last = net.layers
    X, _ = data()
    np.testing.assert_array_equal(net.forward(X), last.forward(Sigmoid().forward(first.forward(X))))
    assert list(net.parameters()) == ["0.W", "0.b", "2.W", "2.b"]
    assert net.parameters()["2.W"] is last.W


def test_gradients_are_named_by_place_and_change_nothing():
    net = network()
    before = copy.deepcopy(net.parameters())
    X, U = data()
    net.forward(X)
    dL_dX, by_name = net.gradients(X, U)
    assert dL_dX.shape == X.shape
    assert {name: gradient.shape for name, gradient in by_name.items()} == {
        name: parameter.shape for name, parameter in net.parameters().items()
    }
    for name, parameter in net.parameters().items():
        np.testing.assert_array_equal(parameter, before[name])


def test_all_gradients_come_before_any_update():
    net = network()
    X, U = data()
    net.forward(X)
    dL_dX, by_name = net.gradients(X, U)
    before = copy.deepcopy(net.parameters())
    np.testing.assert_array_equal(net.backward(X, U, 0.5), dL_dX)
    for name, parameter in net.parameters().items():
        np.testing.assert_array_equal(parameter, before[name] - 0.5 * by_name[name])


def test_a_loss_makes_it_a_loss_and_a_layer():
    assert isinstance(network(), Layer)
    assert not isinstance(network(), Loss)
    both = network(loss=MSE())
    assert isinstance(both, Layer)
    assert isinstance(both, Loss)
    assert isinstance(both, Sequential)


@pytest.mark.parametrize("loss", [MSE(), SoftmaxCrossEntropy()], ids=lambda loss: type(loss).__name__)
def test_value_and_gradient_of_the_whole_network(loss):
    net = network(loss=loss)
    X, T = data()
    assert net.value(X, T) == loss.value(net.forward(X), T)
    assert_loss_gradient(net, X, T)


def test_a_train_step_goes_down_the_gradient_of_the_mean_loss():
    net = network(loss=SoftmaxCrossEntropy())
    X, T = data()
    expected = {
        name: parameter - 0.1 * numeric_gradient(lambda: net.value(X, T), parameter)
        for name, parameter in net.parameters().items()
    }
    value = net.value(X, T)
    assert net.train_step(X, T, 0.1) == value
    for name, parameter in net.parameters().items():
        np.testing.assert_allclose(parameter, expected[name], rtol=1e-9, atol=1e-12)
    assert net.value(X, T) < value


def test_it_learns():
    net = network(loss=SoftmaxCrossEntropy())
    X, _ = data(20)
    T = np.eye(2)[(X[:, 0] > 0).astype(int)]
    values = [float(net.train_step(X, T, 1.0)) for _ in range(300)]
    assert values[-1] < values[0] / 10


def test_a_step_with_a_rate_of_zero_changes_nothing():
    net = network(loss=MSE())
    before = copy.deepcopy(net.parameters())
    X, T = data()
    assert net.train_step(X, T, 0) == net.value(X, T)
    for name, parameter in net.parameters().items():
        np.testing.assert_array_equal(parameter, before[name])


def test_backward_belongs_to_the_latest_forward():
    net = network()
    X, U = data()
    with pytest.raises(StateError) as caught:
        net.backward(X, U, 0.1)
    assert str(caught.value) == "Sequential.backward: no forward came before; call forward(X) first"
    net.forward(X)
    net.backward(X.copy(), U, 0)
    net.forward(X + 1)
    with pytest.raises(StateError) as caught:
        net.backward(X, U, 0.1)
    assert str(caught.value) == (
        "Sequential.backward: X is not the input of the latest forward; call forward(X) first"
    )


def test_an_input_changed_in_place_is_no_longer_that_of_the_latest_forward():
    net = network()
    X, U = data()
    net.forward(X)
    X[0, 0] += 1
    with pytest.raises(StateError, match="X is not the input"):
        net.backward(X, U, 0)


def test_a_second_backward_after_an_update_is_refused():
    net = network()
    X, U = data()
    net.forward(X)
    net.backward(X, U, 0.1)
    with pytest.raises(StateError) as caught:
        net.backward(X, U, 0.1)
    assert str(caught.value) == (
        "Sequential.backward: the parameters have changed since the latest forward; call forward(X) first"
    )


def test_a_forward_that_failed_says_where_and_leaves_nothing_behind():
    net = network()
    X, U = data()
    net.forward(X)
    with pytest.raises(ShapeError, match=r"Mlp\.forward: X has shape") as caught:
        net.forward(np.ones((2, 7)))
    assert caught.value.__notes__ == ["in layer 0 of Sequential"]
    with pytest.raises(StateError, match="the latest forward failed"):
        net.backward(X, U, 0)


def test_a_copy_with_replaced_parameters_uses_them():
    net = network()
    X, _ = data()
    net.forward(X)
    old = net.parameters()
    new = {name: parameter + 1 for name, parameter in old.items()}
    other = copy.deepcopy(net, {id(old[name]): new[name] for name in old})
    assert all(other.parameters()[name] is new[name] for name in old)
    expected = Mlp(4, 2)
    expected.W, expected.b = new["2.W"], new["2.b"]
    hidden = Sigmoid().forward(X @ new["0.W"].T + new["0.b"])
    np.testing.assert_array_equal(other.forward(X), expected.forward(hidden))


def test_the_mode_reaches_every_layer_that_has_one():
    inner = Sequential(Mlp(3, 3), Dropout(0.5))
    net = Sequential(Dropout(0.5), inner, Relu())
    assert net.training
    net.training = False
    assert not net.training
    assert not inner.training
    assert not net.layers[0].training
    X = np.ones((2, 3))
    np.testing.assert_array_equal(net.forward(X), net.forward(X))
    net.training = True
    assert inner.layers[1].training


def test_dropout_inside_goes_with_its_own_forward():
    net = Sequential(Dropout(0.5, generator=np.random.default_rng(0)))
    X = np.ones((4, 6))
    Y = net.forward(X)
    np.testing.assert_array_equal(net.backward(X, X, 0), Y)


def test_networks_nest():
    flat, inner = network(), network()
    X, U = data()
    nested = Sequential(Sequential(*inner.layers[:2]), inner.layers[2])
    np.testing.assert_array_equal(nested.forward(X), flat.forward(X))
    assert list(nested.parameters()) == ["0.0.W", "0.0.b", "1.W", "1.b"]
    flat.backward(X, U, 0.1)
    nested.backward(X, U, 0.1)
    np.testing.assert_array_equal(nested.parameters()["0.0.W"], flat.parameters()["0.W"])


def test_one_stateless_layer_may_stand_in_two_places():
    relu, rng = Relu(), np.random.default_rng(0)
    net = Sequential(Mlp(3, 4, generator=rng), relu, Mlp(4, 2, generator=rng), relu)
    X, U = data()
    net.forward(X)
    assert net.gradients(X, U)[0].shape == X.shape


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Sequential(), "Sequential: no layers came, expected at least one"),
        (
            lambda: Sequential(Relu(), 3),
            "Sequential: layer 1 is 3, expected an object with forward, gradients and parameters, "
            "as LayerBase gives them",
        ),
        (
            lambda: Sequential(Relu(), loss="mse"),
            "Sequential: loss is 'mse', expected an object with value and gradient",
        ),
        (
            lambda: Sequential(*[Dropout(0.5)] * 2),
            "Sequential: layers 0 and 1 are one Dropout, which keeps state from its latest forward; "
            "expected one object for each place",
        ),
    ],
)
def test_what_is_no_network_is_refused(build, message):
    with pytest.raises(ArgumentError) as caught:
        build()
    assert str(caught.value) == message


def test_the_contract_follows_from_the_members():
    contract = network().contract
    assert contract.parameters == {"0.W": "4 3", "0.b": "4", "2.W": "2 4", "2.b": "2"}
    assert contract.reduction_of("2.W", is_input=False) == "mean"
    assert contract.rows_independent
    assert not contract.random
    assert Sequential(Mlp(2, 2), Dropout(0.5)).contract.random
    loss = network(loss=MSE()).contract
    assert (loss.inputs, loss.constants, loss.reduction_of("X", is_input=True)) == (
        ("X", "target"),
        ("target",),
        "per_sample",
    )


def test_float32_networks_stay_float32():
    layer, X = made("sequential", "float32")
    net = Sequential(*layer.layers, loss=SoftmaxCrossEntropy())
    T = np.eye(3, dtype=np.float32)
    assert net.train_step(X, T, 0.1).dtype == np.float32
    assert net.gradient(X, T).dtype == np.float32
