"""What the checks of this plugin begin and end with."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ethan_check import Check, DoesNotApply, Finding, Subject
from ethan_check.checks.equality import first_difference

if TYPE_CHECKING:
    from ethan_jax.asking import Asked

__all__ = ["about", "asked", "by_number", "differing"]


def asked(subject: Subject, rng: np.random.Generator, *, of_all: bool = False) -> Asked:
    """A subject that is a function of jax's, after one forward.

    Args:
        of_all: whether functions are asked in which there is no rule but jax's own.

    Raises:
        DoesNotApply: it is none; or it is one of complex numbers, or has no output with a derivative.
    """
    if "ethan_jax.layer" not in sys.modules:
        raise DoesNotApply("it is no function of jax's")
    from ethan_jax.asking import Asked, is_program

    if not is_program(subject):
        raise DoesNotApply("it is no function of jax's, or one of complex numbers")
    found = Asked(subject, rng)
    if not found.cotangents or not found.moved:
        raise DoesNotApply("there is nothing to differentiate")
    from ethan_jax.own_rules import has_own_rules

    with found.running("forward"):
        has_own = of_all or has_own_rules(found.calls, found.arrays)
    if not has_own:
        raise DoesNotApply("jax differentiates it by rules of its own alone")
    return found


def about(
    check: Check,
    subject: Subject,
    problem: str = "",
    target: str = "",
    evidence: Mapping[str, Any] | None = None,
) -> Iterator[Finding]:
    """One finding: a failure where there is a problem, which is told with the case that shows it."""
    message = f"{subject.name}: {problem}\n  case that shows it: {subject.describe()}" if problem else ""
    yield Finding(
        check=check.name,
        verdict="fail" if problem else "pass",
        target=target,
        message=message,
        evidence=dict(evidence or {}),
        case=subject.label,
    )


def by_number(outputs: Sequence[Any]) -> dict[str, Any]:
    """Outputs under the names that messages call them by.

    >>> by_number([np.ones(2, np.float32)])
    {'output 0': array([1., 1.], dtype=float32)}
    """
    return {f"output {at}": np.asarray(output) for at, output in enumerate(outputs)}


def differing(
    check: Check,
    program: Asked,
    found: Mapping[str, Any],
    usual: Mapping[str, Any],
    when: str,
    hint: str = "",
) -> list[Finding]:
    """A finding where gradients are others than usual; none where they are the same.

    Args:
        found, usual: gradients, or outputs, by name.
        when: what is said before: `under vmap`.
        hint: a line on what to do.
    """
    shared = {name: gradient for name, gradient in found.items() if name in usual}
    difference = first_difference(shared, {name: usual[name] for name in shared})
    if difference is None:
        return []
    name, distance = difference
    target = program.subject.targets.get(name, name)
    problem = f"{when}, {target} differs by {100 * distance:.3g}% of its size{hint and chr(10) + '  ' + hint}"
    return list(about(check, program.subject, problem, target, {"relative_difference": distance}))
