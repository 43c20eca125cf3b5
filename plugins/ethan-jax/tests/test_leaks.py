"""Tracers that are kept in a module are found, and those that jax itself keeps are not blamed on anybody."""

import ethan_jax
import jax
import pytest
from planted import PLANTED
from rules import X


@pytest.mark.parametrize(
    ("name", "place"), [("saved in a global", "KEPT"), ("a tracer kept for nothing", "LOG")]
)
def test_the_place_is_named(name, place):
    rule, inputs, _ = PLANTED[name]
    report = ethan_jax.check(rule, *inputs, checks=["jax-leaks"])
    assert f"it keeps a tracer in planted.{place}" in str(report)


def test_a_loop_in_a_rule_keeps_nothing():
    """jax's own search for leaks counts the function that the loop's body closes over."""

    @jax.custom_vjp
    def steps(x):
        total = x.sum()
        return jax.lax.while_loop(lambda s: s[0] < 3, lambda s: (s[0] + 1, s[1] * (1 + total * 0)), (0, x))[1]

    @jax.custom_vjp
    def outer(x):
        return steps(x)

    steps.defvjp(lambda x: (steps(x), None), lambda _, g: (g,))
    outer.defvjp(lambda x: (steps(x), None), lambda _, g: (g,))
    report = ethan_jax.check(outer, X, checks=["jax-leaks", "gradient"])
    assert report.verdict == "pass", str(report)
