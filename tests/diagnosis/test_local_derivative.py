"""A function of each entry, whose derivative is mistreated."""

import numpy as np
import pytest

from diagnosis.broken_layers import Affine, Elementwise, assert_explained, explanations, put

LOCAL = "dL_dx "


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda dx, d, s: d, "is the cotangent itself: the derivative of forward is left out"),
        (
            lambda dx, d, s: d + (1 - s.y**2),
            "adds the local derivative to the cotangent, where it should multiply",
        ),
        (lambda dx, d, s: d * (1 - s.y**2) ** 2, "has the square of the local derivative"),
        (lambda dx, d, s: d * np.sqrt(1 - s.y**2), "has the square root of the local derivative"),
        (lambda dx, d, s: d**2 * (1 - s.y**2), "has the cotangent squared"),
        (lambda dx, d, s: d / (1 - s.y**2), "divides by the local derivative, where it should multiply"),
    ],
)
def test_a_mistake_is_named(change, said):
    assert_explained(Elementwise(change), LOCAL + said)


@pytest.mark.parametrize("seed", range(1, 6))
def test_where_slopes_are_nearly_0_a_quotient_by_them_tells_nothing(seed):
    """tanh is saturated in some cases, of which too few digits of the slope are known."""
    said = LOCAL + "divides by the local derivative, where it should multiply"
    assert_explained(Elementwise(lambda dx, d, s: d / (1 - s.y**2)), said, seed)


class Gated:
    """The ReLU, gated by the cotangent."""

    def forward(self, x):
        return np.maximum(x, 0)

    def backward(self, g):
        return np.where(g > 0, g, 0.0)


def test_gating_by_the_cotangent_is_named():
    from ethan_check import check_layer

    x = np.random.default_rng(0).normal(size=(4, 5))
    (finding,) = check_layer(Gated(), (x,), checks=["gradient"]).failures
    said = "dL_dX is let through where the cotangent is positive, not where the input is"
    assert said in finding.evidence["looks_like"]


def test_other_mistakes_are_not():
    assert not any("local" in said for said in explanations(Elementwise(lambda dx, d, s: -dx)))
    wrong_matrix = Affine(put("dW", lambda s, d: 0.5 * s.dW))
    assert not any("local" in said for said in explanations(wrong_matrix))
