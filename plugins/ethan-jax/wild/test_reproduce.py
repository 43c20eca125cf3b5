"""What is found in packages, without Ethan: jax's own gradients beside the derivative, in float64."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jaxopt import isotonic
from ott.math import utils


@pytest.fixture(autouse=True)
def in_float64():
    with jax.enable_x64(True):
        yield


def difference(function, x, step=1e-6):
    """Central, of a function of one number."""
    return float(function(x + step) - function(x - step)) / (2 * step)


def test_softmin_has_no_gradient_by_gamma():
    def of_gamma(gamma):
        return utils.softmin(jnp.array([0.5, -1.0, 2.0]), gamma)

    assert jax.grad(of_gamma)(0.7) == 0
    assert difference(of_gamma, 0.7) == pytest.approx(-0.5, abs=0.2)


def test_norm_of_a_row_of_zeros_is_nan_beside_others():
    def norms(x):
        return utils.norm(x, 2, 1, False).sum()

    zeros, one = jnp.zeros((2, 3)), jnp.array([[0.0, 0.0, 0.0], [1.0, 2.0, 3.0]])
    assert not jax.grad(norms)(zeros).any()
    assert np.isnan(jax.grad(norms)(one)[0]).all()


def test_logsumexp_is_another_function_when_it_is_differentiated():
    rows = jnp.array([[0.5, -1.0, 2.0], [-np.inf, -np.inf, -np.inf]])
    plain = utils.logsumexp(rows, 1, False)
    differentiated, _ = jax.vjp(lambda x: utils.logsumexp(x, 1, False), rows)
    assert plain[1] == -np.inf
    assert differentiated[1] == 0


def test_isotonic_regression_is_off_by_its_epsilon():
    y = jnp.array([2.0, 1.0, 0.5, 3.0, 4.0])  # The first three become their mean.
    jacobian = jax.jacobian(isotonic.isotonic_l2_pav)(y)
    assert abs(jacobian[0, 0] * 3 - 1) > 1e-9
    assert jacobian[0, 0] == pytest.approx(1 / 3, rel=1e-7)
