"""`check_grads` with the signature that people's fingers know, and the errors that jax raises.

The tolerances are accepted and not needed: the bars of error are measured. What is asked goes further than
jax's one random direction at one point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ethan_check import check_layer
from ethan_check.checks import builtin_checks
from ethan_core.errors import ArgumentError
from ethan_jax.arrays import Array, is_differentiable, precision_of
from ethan_jax.checks import jax_checks
from ethan_jax.convention import JaxConvention
from ethan_jax.layer import JaxLayer
from ethan_jax.other_modes import ForwardLayer, gradient_layer, tangent_layer
from ethan_jax.translation import translate

__all__ = ["check_grads"]

FIRST_ORDER = (
    "gradient",
    "linearity",
    "state",
    "determinism",
    "jax-compiled",
    "jax-leaks",
    "jax-residuals",
    "jax-same-output",
    "jax-symbolic-zeros",
)
"""What jax's own check asks in reverse mode, or means to."""


def check_grads(
    f: Callable[..., Any],
    args: Sequence[Any],
    order: int,
    modes: Sequence[str] = ("fwd", "rev"),
    atol: Any = None,
    rtol: Any = None,
    eps: float | None = None,
) -> None:
    """Check gradients against finite differences, as `jax.test_util.check_grads` does.

    Args:
        f: a function of arrays.
        args: its arguments; arrays and plain numbers of real or complex values are judged.
        order: derivatives up to this order are judged.
        modes: "fwd", "rev", or both ("lin" is taken for "fwd"); at every order.
        atol, rtol, eps: accepted, and not needed.

    Raises:
        AssertionError: a derivative is wrong, or cannot be judged; the text is the report.
        TypeError: jax's own, where a mode is asked for that the function does not have.

    >>> import jax.numpy as jnp
    >>> check_grads(jnp.tanh, (0.5,), order=1)
    """
    found = translate(f, tuple(args), takes_numbers=True)
    if found is None or found.inputs is None:
        raise TypeError(f"Expected a callable value, got {f}")
    names = found.options["adapters"][0].input_names
    _Level(found.layer, found.inputs, names, dict(found.options)).check(order, modes, "", FIRST_ORDER)


class _Level:
    """A function whose derivatives are judged: the one that was given, or a derivative of it."""

    def __init__(
        self, layer: JaxLayer, arrays: tuple[Array, ...], names: Sequence[str], options: dict[str, Any]
    ) -> None:
        self._layer, self._arrays, self._options = layer, arrays, options
        self._names = tuple(names)

    def check(self, order: int, modes: Sequence[str], words: str, checks: Sequence[str]) -> None:
        """Judge it in every mode, and then its derivatives, up to an order."""
        if "fwd" in modes or "lin" in modes:
            forward = ForwardLayer(self._layer.program, self._layer.arguments)
            forward.calls.share_outputs(self._layer.calls)
            tangents = self._require_forward_mode()
            self._judge(forward, f"JVP{words}", ("gradient",))
            if order > 1:
                self._next(tangent_layer, tangents, "tangent").check(
                    order - 1, modes, f" of JVP{words}", ("gradient",)
                )
        if "rev" in modes:
            self._judge(self._layer, f"VJP{words}", checks)
            if order > 1:
                outputs = self._layer.forward(*self._arrays)
                pieces = outputs if isinstance(outputs, tuple) else (outputs,)
                self._next(gradient_layer, tuple(map(np.cos, pieces)), "cotangent").check(
                    order - 1, modes, f" of VJP{words}", ("gradient",)
                )

    def _require_forward_mode(self) -> tuple[Array, ...]:
        """Let jax say what it has to say where there is none."""
        tangents = tuple(np.cos(array) for array in self._arrays if is_differentiable(array))
        pushed = tangent_layer(self._layer, self._arrays, tangents)
        with precision_of(self._arrays):
            pushed.calls.outputs((*self._arrays, *tangents))
        return tangents

    def _next(self, make: Callable[..., JaxLayer], directions: tuple[Array, ...], word: str) -> _Level:
        layer = make(self._layer, self._arrays, directions)
        names = (*self._names, *(f"{word} {at} of {len(self._names)}" for at in range(len(directions))))
        return _Level(layer, (*self._arrays, *directions), names, self._options)

    def _judge(self, layer: JaxLayer, words: str, checks: Sequence[str]) -> None:
        try:
            report = check_layer(
                layer,
                self._arrays,
                name=layer.__name__,
                checks=checks,
                available=(*builtin_checks(), *jax_checks()),
                **{**self._options, "adapters": (JaxConvention(self._names),)},
            )
        except ArgumentError as error:
            raise AssertionError(f"{words}: {error}") from None
        if report.verdict != "pass":
            raise AssertionError(f"{words}: {report}\n  atol, rtol and eps are not needed, and were not used")
