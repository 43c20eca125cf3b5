"""Every documented formula is true: evaluated entry by entry, it agrees with the layer."""

from __future__ import annotations

import numpy as np
import pytest

from core.catalogue import LAYERS, LOSSES, made, probabilities
from ethan_core.fn import Softmax
from ethan_core.formula import FloatNumbers, Formulas, parse_formulas, parse_section


def documented(layer) -> Formulas:
    stated = layer.contract.formula
    return parse_formulas(parse_section(type(layer).__doc__) if stated is None else stated)


def constants(layer, batch: int) -> dict[str, object]:
    names = (name for name in dir(layer) if not name.startswith("_"))
    scalars = {name: getattr(layer, name) for name in names if name != "contract"}
    return {"N": batch} | {name: value for name, value in scalars.items() if isinstance(value, int | float)}


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "sequential"])
def test_the_formulas_of_a_layer_are_true(name):
    layer, X = made(name)
    Y = layer.forward(X)
    U = np.random.default_rng(1).standard_normal(Y.shape)
    dL_dX, by_name = layer.gradients(X, U)
    formulas, numbers, given = documented(layer), FloatNumbers(), constants(layer, len(X))
    arrays = {"X": X, **layer.parameters()}
    if hasattr(layer, "mask"):
        arrays["mask"] = layer.mask.astype(float)
    np.testing.assert_allclose(
        formulas.forward_value(numbers, arrays, given, {"Y": Y.shape})["Y"].astype(float),
        Y,
        rtol=1e-12,
        atol=1e-14,
    )
    for by, gradient in {"X": dL_dX, **by_name}.items():
        for statement in formulas.statements(by):
            stated = formulas.vjp(by, numbers, arrays, U, given, {"Y": Y.shape}, statement)
            np.testing.assert_allclose(stated.astype(float), gradient, rtol=1e-11, atol=1e-13, err_msg=by)
        assert formulas.statements(by), f"nothing is stated about dL/d{by}"


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 2), (1, 1)])
def test_the_formulas_of_a_loss_are_true(loss, shape):
    rng = np.random.default_rng(0)
    arrays = {"prediction": probabilities(rng, shape), "target": probabilities(rng, shape)}
    if loss is LOSSES["cross-entropy"]:
        arrays["prediction"].flat[0] = 0
    formulas, numbers, given = documented(loss()), FloatNumbers(), {"N": shape[0]}
    value = formulas.forward_value(numbers, arrays, given)["L"]
    assert float(value) == pytest.approx(float(loss().value(**arrays)), rel=1e-12)
    stated = formulas.vjp("prediction", numbers, arrays, constants=given).astype(float)
    np.testing.assert_allclose(stated, loss().gradient(**arrays), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("axis", [-3, -2, 2])
def test_the_formula_of_softmax_follows_its_axis(axis):
    X = np.random.default_rng(0).standard_normal((2, 3, 2, 3))
    stated = documented(Softmax(axis)).forward_value(FloatNumbers(), {"X": X})["Y"].astype(float)
    np.testing.assert_allclose(stated, Softmax(axis).forward(X), rtol=1e-13)


def test_the_docstring_of_softmax_states_the_default():
    X = np.random.default_rng(0).standard_normal((2, 3))
    stated = parse_formulas(parse_section(Softmax.__doc__)).forward_value(FloatNumbers(), {"X": X})["Y"]
    np.testing.assert_allclose(stated.astype(float), Softmax().forward(X), rtol=1e-13)
