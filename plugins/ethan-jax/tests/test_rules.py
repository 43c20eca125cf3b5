"""Right rules pass, mistakes fail, and the message says which mistake it is."""

import ethan_jax
import jax
import pytest
from jax.test_util import check_grads
from planted import PLANTED
from rules import RIGHT


@pytest.mark.parametrize("name", RIGHT)
def test_right_rules_pass(name):
    rule, inputs = RIGHT[name]
    report = ethan_jax.check(rule, *inputs)
    assert report.verdict == "pass", str(report)
    assert max(report.certificate.values()) < 1e-9


@pytest.mark.parametrize("name", PLANTED)
def test_planted_mistakes_are_named(name):
    rule, inputs, says = PLANTED[name]
    report = ethan_jax.check(rule, *inputs)
    assert report.verdict in ("fail", "error")
    assert says in str(report)


ACCEPTED = (
    "one entry",
    "saved in a global",
    "stale when it is not compiled",
    "residual changed by backward",
    "forward of the rule is another function",
    "a wrong rule for vmap",
    "flags of the wrong argument",
    "an output that nobody uses",
    "rounded to float32",
    "wrong in float32 alone",
)


@pytest.mark.parametrize("name", ACCEPTED)
def test_jax_itself_accepts_many_of_them(name):
    rule, inputs, _ = PLANTED[name]
    with jax.enable_x64(True):
        check_grads(rule, [jax.numpy.asarray(array, float) for array in inputs], order=1, modes="rev")
