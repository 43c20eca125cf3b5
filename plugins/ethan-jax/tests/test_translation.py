"""A thing of jax's and its inputs become a layer and numpy's arrays."""

import jax.numpy as jnp
import numpy as np
from ethan_jax.translation import translate
from rules import X


class Layer:
    def forward(self, x):
        return jnp.sin(x)


def test_what_is_not_a_function_is_no_translation():
    assert translate(3, (X,)) is None
    assert translate(Layer, None) is None


def test_real_numbers_become_float64_and_integers_stay():
    found = translate(lambda x, ids: x[ids], (X, np.array([0, 1], np.int32)))
    assert [array.dtype for array in found.inputs] == [np.dtype("float64"), np.dtype("int32")]
    assert found.options["complex"] == "conjugate"
