"""What a program raises is told with the place in its author's code."""

import ethan_jax
import jax.numpy as jnp
import pytest
from ethan_jax.faults import told
from planted import PLANTED

from ethan_check.subject.execution.faults import LayerFault


def test_the_innermost_place_that_is_not_jax_s_is_told():
    with (
        pytest.raises(LayerFault, match=r"^forward raised TypeError: .*\(.*test_faults\.py:\d+\)$") as caught,
        told("forward"),
    ):
        jnp.ones(2) + jnp.ones(3)
    assert caught.value.stage == "forward"


def test_a_fault_is_handed_on_as_it_is():
    with pytest.raises(LayerFault, match=r"^mine$"), told("forward"):
        raise LayerFault("mine")


def test_an_operation_that_cannot_be_transposed_is_told_with_its_place():
    rule, inputs, _ = PLANTED["a tangent that is not linear"]
    text = str(ethan_jax.check(rule, *inputs, checks=["gradient"]))
    assert "Transpose rule (for reverse-mode differentiation) for 'abs' not implemented" in text
    assert "planted.py:" in text


def test_keyboard_interrupts_pass():
    with pytest.raises(KeyboardInterrupt), told("forward"):
        raise KeyboardInterrupt
