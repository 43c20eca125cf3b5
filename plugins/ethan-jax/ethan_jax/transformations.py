"""A program under the transformations of jax: differentiated in part, mapped, traced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp

from ethan_jax.arrays import is_differentiable
from ethan_jax.calls import Calls, compiled

__all__ = ["leaked", "mapped", "outputs_when_differentiated", "partial_gradients"]


def outputs_when_differentiated(calls: Calls, arrays: Sequence[Any]) -> tuple[Any, ...]:
    """The outputs that come beside the pullback."""

    def function(*every: Any) -> tuple[Any, ...]:
        return calls.pullback(every)[0]

    found: tuple[Any, ...] = (compiled(function) if calls.is_compiled else function)(*arrays)
    return found


def partial_gradients(
    calls: Calls, arrays: Sequence[Any], cotangents: Sequence[Any], wanted: Sequence[int], unused: int = -1
) -> tuple[Any, ...]:
    """The gradients of the arrays at some positions, None for all others, which are constants.

    Args:
        unused: an output that nobody uses.
    """

    def function(every: Sequence[Any], us: Sequence[Any]) -> tuple[Any, ...]:
        whole = calls.of_some(every, wanted)

        def used(*some: Any) -> list[Any]:
            return [output for at, output in enumerate(whole(*some)) if at != unused]

        outputs, back = jax.vjp(used, *(jnp.asarray(every[at]) for at in wanted))
        pieces = [u for at, u in enumerate(us) if at != unused]
        return back([jnp.asarray(u, y.dtype) for u, y in zip(pieces, outputs, strict=True)])  # type: ignore[no-any-return]

    run = compiled(function) if calls.is_compiled else function
    found = dict(zip(wanted, run(tuple(arrays), tuple(cotangents)), strict=True))
    return tuple(found.get(at) for at in range(len(arrays)))


def mapped(
    calls: Calls, pair: Sequence[Sequence[Any]], cotangents: Sequence[Sequence[Any]]
) -> list[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Outputs and gradients for two sets of arrays and cotangents, in one call under vmap.

    Args:
        pair: two sets of arrays. What is the same object in both, and integers, is not mapped.
        cotangents: for each of them.
    """
    own, other = pair
    is_mapped = [a is not b and is_differentiable(a) for a, b in zip(own, other, strict=True)]
    stacked = tuple(
        jnp.stack([a, b]) if one else jnp.asarray(a) for a, b, one in zip(own, other, is_mapped, strict=True)
    )
    us = tuple(jnp.stack(both) for both in zip(*cotangents, strict=True))

    def function(arrays: Sequence[Any], us: Sequence[Any]) -> Any:
        outputs, gradients = calls.pullback(arrays)
        return outputs, gradients([jnp.asarray(u, y.dtype) for u, y in zip(us, outputs, strict=True)])

    axes = tuple(0 if one else None for one in is_mapped)
    run = jax.vmap(function, in_axes=(axes, 0))
    outputs, gradients = (compiled(run) if calls.is_compiled else run)(stacked, us)
    return [jax.tree_util.tree_map(lambda one, at=at: one[at], (outputs, gradients)) for at in (0, 1)]


def leaked(calls: Calls, arrays: Sequence[Any], cotangents: Sequence[Any]) -> str:
    """What jax says of tracers that are kept after tracing; nothing where none is."""

    def function(every: Sequence[Any], us: Sequence[Any]) -> Any:
        return calls.pulled_back(
            tuple(every), tuple(us)
        )  # A function of its own: what was traced is not again.

    try:
        with jax.checking_leaks():
            jax.make_jaxpr(function)(tuple(arrays), tuple(cotangents))
    except Exception as error:
        if str(error).startswith("Leaked trace"):
            return str(error)
        raise
    return ""
