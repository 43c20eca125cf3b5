"""Gradients that add up over calls: all of a layer's, by design, or none, and in every case alike."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from ethan_check.checks.equality import first_difference
from ethan_check.numerics.tolerances.equality import SAME_OPERATIONS
from ethan_check.result import Finding
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import flatten, unflatten
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_check.subject.zero_grad import reset_of
from ethan_core.layer import Array

__all__ = [
    "DOUBLED",
    "EVIDENCE",
    "adding_up",
    "habits",
    "habits_for_turned_inputs",
    "now_and_then_adding_up",
    "partly_adding_up",
    "uncleared",
]

EVIDENCE = "adds_up"
"""Under this name a finding has which gradients of its case add up."""

DOUBLED = "doubled"
"""In the evidence of a failure: the gradients that a second backward doubles."""


def uncleared(subject: Subject) -> Subject | None:
    """The same read without clearing gradients before backward; None where reading it clears none."""
    reading = subject.adapter
    if not isinstance(reading, Reading) or not reading.adds_up:
        return None
    other = copy.copy(subject)
    other.adapter = replace(reading, adds_up=False)
    return other


def habits(subject: Subject, first: Mapping[str, Array], second: Mapping[str, Array]) -> dict[str, bool]:
    """For each gradient of a parameter that shows it: whether it adds up, or else replaces what was there.

    Args:
        first: the gradients after one backward.
        second: those after another one for the same forward, without a reset between.
    """
    found: dict[str, bool] = {}
    for name in first:
        if name not in subject.parameters or not np.any(first[name]):
            continue
        if _same(first[name], second[name]):
            found[name] = False
        elif _same(2 * first[name], second[name]):
            found[name] = True
    return found


def adding_up(subject: Subject, adds: Mapping[str, bool]) -> tuple[str, list[str]]:
    """What is wrong with gradients that add up where nothing resets the layer, and which they are.

    Args:
        adds: for each gradient, whether it does.
    """
    added = [subject.targets[name] for name in adds if adds[name]]
    if not added:
        return "", []
    verb = "adds up" if len(added) == 1 else "add up"
    message = (
        f"{', '.join(added)} {verb} over calls, and no method sets that to 0: a second backward of the same "
        "forward doubles it\n  assign it in backward, or give the layer a zero_grad()"
    )
    return message, added


def habits_for_turned_inputs(subject: Subject, adding: Subject) -> dict[str, bool]:
    """The same at inputs of the other sign, where gradients may show that are 0 at the own ones.

    Args:
        adding: the subject, read without clearing its gradients.
    """
    layer, inputs = subject.fresh(subject.values)
    turned = tuple(-array if array.dtype.kind == "f" else array for array in inputs)
    try:
        output, memory = subject.run_forward(layer, turned)
        u = unflatten(np.ones(flatten(output).size), output)
        answers = [
            {name: np.array(gradient) for name, gradient in subject.derivatives(reported).items()}
            for reported in (subject.run_backward(layer, turned, u, memory) for subject in (subject, adding))
        ]
    except (LayerFault, BadGradient):
        return {}  # They may lie outside its domain.
    finite = [name for name in answers[0] if np.all(np.isfinite(answers[0][name]))]
    return habits(subject, *({name: one[name] for name in finite} for one in answers))


def partly_adding_up(subject: Subject, adds: Mapping[str, bool]) -> str:
    """What is wrong with a layer some of whose gradients add up until they are reset; empty if nothing is.

    Args:
        adds: for each gradient, whether it does.
    """
    if len(set(adds.values())) < 2:
        return ""
    added, kept = (
        ", ".join(subject.targets[name] for name in adds if adds[name] is one) for one in (True, False)
    )
    reset = reset_of(subject.layer)
    until = f" until {reset}()" if reset else ""
    return f"{added} adds up over calls{until}, and {kept} does not"


def now_and_then_adding_up(findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    """Each gradient that adds up in one layer of a rule and not in another, and how that is said.

    Args:
        findings: those of all cases.

    >>> one, other = (Finding(check="state", verdict="pass", case=case, evidence={EVIDENCE: {"dL_dW": adds}})
    ...     for case, adds in [("W (2, 1)", False), ("W (2, 3)", True)])
    >>> list(now_and_then_adding_up([one, other]))
    [('dL_dW', 'dL_dW adds up over calls where W (2, 3), and does not where W (2, 1)')]
    """
    seen: dict[str, dict[bool, str]] = {}
    for finding in findings:
        for target, adds in finding.evidence.get(EVIDENCE, {}).items():
            seen.setdefault(target, {}).setdefault(adds, finding.case)
    for target, cases in seen.items():
        if len(cases) > 1:
            yield (
                target,
                f"{target} adds up over calls where {cases[True]}, and does not where {cases[False]}",
            )


def _same(one: Array, other: Array) -> bool:
    return first_difference({"": one}, {"": other}, same=SAME_OPERATIONS) is None
