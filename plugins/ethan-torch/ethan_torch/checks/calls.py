"""Calls: the answer is the same however often it is asked for.

Code that is right for its first calls, while it is tested, and cheap while it is timed, has to count. So it
is asked some times over; and where something that it can reach goes on changing from call to call, a counter
or a list that grows, it is asked some thousand times.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ethan_check import DoesNotApply, Finding, Subject
from ethan_check.checks.equality import relative_distance
from ethan_torch.checks.base import about, asked, same

if TYPE_CHECKING:
    from ethan_torch.asking import Asked

__all__ = ["Calls"]

FEW, MANY = 24, 3000
"""How often it is asked: as many as tests and warm-ups take together; and where it counts, more than any
benchmark of a kernel takes.

Unit: calls. Fixed by: tests/zoo/cheats/remembering.py (1,000).
"""

BACKWARDS = 12
"""How many of the calls go on to backward, which costs more: evenly spread, and the last one."""

LARGEST = 4096
"""Entries up to which many calls are made: each takes some microseconds."""


class Calls:
    """Asks the same again and again."""

    name = "torch-calls"
    max_cases: int | None = 1
    any_precision = True
    asks_for_repeats = True

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no program, or a module that keeps a state, which other checks are about.
        """
        program = asked(subject, rng)
        if getattr(subject.layer.program, "keeps_state", False):
            raise DoesNotApply(
                "the module keeps a state from call to call, and each call is given a fresh one"
            )
        if program.run.entries > LARGEST:
            raise DoesNotApply(f"{program.run.entries} entries are too many for many calls, of {LARGEST}")
        first = _answer(program)
        problem, target = _asked(program, first, FEW)
        counting = "" if problem else _counts(program)
        if counting:
            problem, target = _asked(program, first, MANY)
            problem = problem and f"{problem}\n  {counting} changes with every call"
        yield from about(self, subject, problem, target)


def _answer(program: Asked) -> dict[str, np.ndarray]:
    """Outputs and gradients by name."""
    from ethan_torch.tensors import as_array

    run = program.again()
    outputs = {f"Y{at or ''}": as_array(output) for at, output in enumerate(run.outputs)}
    gradients = program.gradients(run, program.cotangents)
    return outputs | {program.subject.targets[name]: array for name, array in gradients.items()}


def _asked(program: Asked, first: dict[str, np.ndarray], times: int) -> tuple[str, str]:
    """What is another at a later call, and of which array; empty where nothing is."""
    from ethan_torch.bare import BareCalls

    bare = BareCalls(program)
    for call in range(times, 0, -1):
        if call % (times // BACKWARDS) != 1:
            bare.outputs(bare.moved({}))  # Copies: forward may write into them.
            continue
        for name, found in _answer(program).items():
            apart = relative_distance(found, first[name], same=same(program.subject))
            if apart is not None:
                problem = f"{name} differs by {100 * apart:.3g}% of its size after {times - call + 1} calls"
                return problem, name
    return "", ""


def _counts(program: Asked) -> str:
    """What the code can reach and goes on changing from call to call; empty where nothing does."""
    from ethan_torch.counting import reachable_state

    code = program.subject.layer.program
    thing = getattr(code, "function", None) or code.module
    states = [reachable_state(thing)]
    for _ in range(3):
        _answer(program)
        states.append(reachable_state(thing))
    changing = (
        way
        for way, now in states[-1].items()
        if now != states[-2].get(way) != states[-3].get(way) != states[-4].get(way)
    )
    return next(changing, "")
