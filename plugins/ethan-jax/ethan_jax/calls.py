"""A program as two functions of a flat row of arrays: its outputs, and its pullback.

Both are compiled where the program can be. Called as it is written, one operation after the other, each of
these would be compiled apart for each new shape, which takes longer than all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import tree_util

from ethan_jax.analytic import at_complex
from ethan_jax.arguments import Arguments
from ethan_jax.arrays import is_complex_step, is_differentiable
from ethan_jax.programs import Program

__all__ = ["Calls", "compiled"]

_OPTIONS = {
    "xla_backend_optimization_level": 0,
    "xla_llvm_disable_expensive_passes": True,
    "xla_cpu_use_fusion_emitters": False,
    "xla_cpu_parallel_codegen_split_count": 1,
}
"""Each case has shapes of its own and is called some twenty times: what is compiled need not run fast. With
these, a gradient of ten operations takes 20 ms of the compiler's time, and 100 ms without."""


@cache
def _options() -> dict[str, bool | int] | None:
    """Those, where this compiler knows them."""
    try:
        jax.jit(jnp.negative, compiler_options=_OPTIONS).lower(0.0).compile()
    except Exception:
        return None
    return _OPTIONS


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function under `jax.jit`, compiled in as little time as may be.

    >>> compiled(lambda x: 2 * x)(1.5)
    Array(3., dtype=float32, weak_type=True)
    """
    made: Callable[..., Any] = jax.jit(function, compiler_options=_options())
    return made


class Calls:
    """How one program is called.

    Args:
        program: what is run.
        arguments: where its arrays stand; None where every argument is one.

    Attributes:
        is_compiled: whether it is; some programs look at their numbers, and cannot be.

    >>> from ethan_jax.programs import program_of
    >>> calls = Calls(program_of(jnp.sin), Arguments.of((jnp.zeros(2),)))
    >>> calls.outputs([jnp.zeros(2)])
    (Array([0., 0.], dtype=float32),)
    >>> calls.gradients([jnp.zeros(2)], [jnp.ones(2)])
    (Array([1., 1.], dtype=float32),)
    """

    def __init__(self, program: Program, arguments: Arguments | None) -> None:
        self.program, self.arguments, self.is_compiled = program, arguments, True
        self._compiled_outputs, self._compiled_gradients = compiled(self.plain), compiled(self.pulled_back)
        self._compiled_step = compiled(partial(at_complex, self.plain))
        self._traced: Any = None

    def share_outputs(self, other: Calls) -> None:
        """Take over what another one, of the same program, has compiled."""
        self.is_compiled, self._compiled_outputs = other.is_compiled, other._compiled_outputs

    def plain(self, arrays: Sequence[Any]) -> tuple[Any, ...]:
        """The outputs that have a derivative, as the program gives them when nothing is done to it."""
        arguments = self.arguments.rebuilt(arrays) if self.arguments else (*self.program.before, *arrays)
        output = self.program.function(*arguments)
        return tuple(jnp.asarray(leaf) for leaf in tree_util.tree_leaves(output) if _counts(leaf))

    def outputs(self, arrays: Sequence[Any]) -> tuple[Any, ...]:
        """The outputs that have a derivative; complex arrays in place of real ones are a complex step."""
        own = self.arguments.arrays if self.arguments else arrays
        if self.is_compiled and is_complex_step(own, arrays):
            step: tuple[Any, ...] = self._compiled_step(tuple(arrays))
            return step
        found: tuple[Any, ...] = (self._compiled_outputs if self.is_compiled else self.plain)(tuple(arrays))
        return found

    def gradients(self, arrays: Sequence[Any], cotangents: Sequence[Any]) -> tuple[Any, ...]:
        """For each array a gradient; None for integers."""
        pull = self._compiled_gradients if self.is_compiled else self.pulled_back
        found: tuple[Any, ...] = pull(tuple(arrays), tuple(cotangents))
        return found

    def of_some(self, arrays: Sequence[Any], moved: Sequence[int]) -> Callable[..., tuple[Any, ...]]:
        """The outputs as a function of the arrays at some positions alone."""

        def function(*some: Any) -> tuple[Any, ...]:
            every = [jnp.asarray(array) for array in arrays]
            for position, array in zip(moved, some, strict=True):
                every[position] = array
            return self.plain(every)

        return function

    def traced(self, arrays: Sequence[Any]) -> Any:
        """The operations of the program, as jax has first traced it."""
        if self._traced is None:
            self._traced = jax.make_jaxpr(self.plain)(tuple(arrays))
        return self._traced

    def cannot_be_traced(self, arrays: Sequence[Any]) -> bool:
        """Whether it looks at its numbers, so that it must be run to see what it does."""
        if self.is_compiled:
            return False
        try:
            self.traced(arrays)
        except Exception:  # Whatever it is, running it tells.
            return True
        return False

    def pullback(self, arrays: Sequence[Any]) -> tuple[tuple[Any, ...], Callable[[Sequence[Any]], Any]]:
        """The outputs when they are differentiated, and the pullback, which may be called more than once."""
        moved = [at for at, array in enumerate(arrays) if is_differentiable(array)]
        outputs, back = jax.vjp(self.of_some(arrays, moved), *(jnp.asarray(arrays[at]) for at in moved))

        def gradients(cotangents: Sequence[Any]) -> tuple[Any, ...]:
            found = dict(zip(moved, back(tuple(cotangents)), strict=True))
            return tuple(found.get(at) for at in range(len(arrays)))

        return outputs, gradients

    def pulled_back(self, arrays: tuple[Any, ...], cotangents: tuple[Any, ...]) -> tuple[Any, ...]:
        """As `gradients`, and not compiled."""
        outputs, gradients = self.pullback(arrays)
        return gradients([jnp.asarray(u, y.dtype) for u, y in zip(cotangents, outputs, strict=True)])  # type: ignore[no-any-return]


def _counts(leaf: Any) -> bool:
    return isinstance(leaf, float | complex) or is_differentiable(leaf)
