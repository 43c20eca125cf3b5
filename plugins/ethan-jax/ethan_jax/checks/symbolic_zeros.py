"""Symbolic zeros: a gradient does not depend on what else is differentiated, nor on which outputs are used.

A rule that is defined with `symbolic_zeros=True` is told which arguments are differentiated and which outputs
nobody uses, so as to save work. One that reads this at the wrong place is right when everything is wanted, as
every gradient check wants it, and wrong in a network of which a part is frozen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from ethan_check import DoesNotApply, Finding, Subject
from ethan_jax.checks.base import about, asked, differing

__all__ = ["SymbolicZeros", "subsets"]

ALL_SUBSETS = 4
"""Arrays up to which every subset is tried, 14 of them; of more, each one and each pair, wanted and left
out."""

HINT = "perturbed and SymbolicZero are said of one argument each, in their order"


class SymbolicZeros:
    """Differentiates every subset of the arrays, and uses one output at a time."""

    name = "jax-symbolic-zeros"
    max_cases: int | None = 1

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no function of jax's, or no rule in it is told of symbolic zeros.
            LayerFault: it raised.
        """
        program = asked(subject, rng)
        from ethan_jax.own_rules import is_told_of_zeros
        from ethan_jax.transformations import partial_gradients

        calls, arrays, us = program.calls, program.arrays, program.cotangents
        with program.running("forward"):
            is_told = is_told_of_zeros(calls, arrays)
        if not is_told:
            raise DoesNotApply("no rule in it is told of symbolic zeros")
        usual = program.gradients(arrays, us)
        names = subject.input_names
        for wanted in subsets(program.moved):
            with program.running("backward"):
                found = program.by_name(partial_gradients(calls, arrays, us, wanted))
            several = " and ".join(names[at] for at in wanted)
            where = f"only {several} {'are' if len(wanted) > 1 else 'is'} differentiated"
            problem = self._lost(program.subject, found, usual, where)
            problem = problem or differing(self, program, found, usual, f"where {where}", HINT)
            if problem:
                yield from problem
                return
        for unused in range(len(us)) if len(us) > 1 else ():
            zeros = [np.zeros_like(u) if at == unused else u for at, u in enumerate(us)]
            with program.running("backward"):
                found = program.by_name(partial_gradients(calls, arrays, us, program.moved, unused))
            alone = program.gradients(arrays, zeros)
            problem = differing(self, program, found, alone, f"where nobody uses output {unused}", HINT)
            if problem:
                yield from problem
                return
        yield from about(self, subject)

    def _lost(
        self, subject: Subject, found: dict[str, np.ndarray], usual: dict[str, np.ndarray], where: str
    ) -> list[Finding]:
        for name, gradient in found.items():
            if not np.any(gradient) and np.any(usual[name]):
                target = subject.targets[name]
                return list(about(self, subject, f"{target} is zero where {where}\n  {HINT}", target))
        return []


def subsets(positions: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Those that are tried: all but the empty and the whole one, if they are few.

    >>> list(subsets([0, 2]))
    [(0,), (2,)]
    >>> len(list(subsets(range(4)))), len(list(subsets(range(6))))
    (14, 42)
    """
    sizes = list(range(1, len(positions)))
    if len(positions) > ALL_SUBSETS:
        sizes = sorted({1, 2, len(positions) - 2, len(positions) - 1})
    for size in sizes:
        yield from combinations(positions, size)
