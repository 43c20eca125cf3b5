"""Questions that only a function of jax's can be asked. Nothing here imports jax before it is asked."""

from __future__ import annotations

from ethan_check import Check
from ethan_jax.checks.compiled import Compiled
from ethan_jax.checks.forward_mode import ForwardMode
from ethan_jax.checks.leaks import Leaks
from ethan_jax.checks.residuals import Residuals
from ethan_jax.checks.same_output import SameOutput
from ethan_jax.checks.second_order import SecondOrder
from ethan_jax.checks.symbolic_zeros import SymbolicZeros
from ethan_jax.checks.vmap import Vmap

__all__ = ["jax_checks"]


def jax_checks() -> list[Check]:
    """All of them.

    >>> [check.name for check in jax_checks()][:4]
    ['jax-compiled', 'jax-forward-mode', 'jax-leaks', 'jax-residuals']
    """
    return [
        Compiled(),
        ForwardMode(),
        Leaks(),
        Residuals(),
        SameOutput(),
        SecondOrder(),
        SymbolicZeros(),
        Vmap(),
    ]
