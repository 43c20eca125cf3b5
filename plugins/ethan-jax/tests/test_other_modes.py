"""Forward mode and the gradient, as layers of their own."""

import numpy as np
from ethan_jax.layer import JaxLayer
from ethan_jax.other_modes import ForwardLayer, gradient_layer, tangent_layer
from ethan_jax.programs import program_of
from rules import W, X, product

PAIR = (X.astype(float), W.astype(float))


def test_pushes_make_the_gradient():
    u = np.cos(X.astype(float))
    reverse = JaxLayer(program_of(product), None).backward(PAIR, u)
    forward = ForwardLayer(program_of(product), None).backward(PAIR, u)
    assert all(np.allclose(one, other, rtol=1e-15) for one, other in zip(forward, reverse, strict=True))


def test_the_gradient_is_a_layer_of_arrays_and_cotangents():
    layer = gradient_layer(JaxLayer(program_of(product), None), PAIR, (PAIR[0],))
    of_x, of_w = layer.forward(*PAIR, PAIR[0])
    assert np.allclose(of_x, PAIR[0] * PAIR[1])
    assert np.allclose(of_w, PAIR[0] ** 2)


def test_the_tangent_is_a_layer_of_arrays_and_tangents():
    layer = tangent_layer(JaxLayer(program_of(product), None), PAIR, PAIR)
    assert np.allclose(layer.forward(*PAIR, *PAIR), 2 * PAIR[0] * PAIR[1])
