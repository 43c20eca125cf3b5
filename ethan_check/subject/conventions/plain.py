"""The object whose backward takes the cotangent alone: `forward(x)`, `backward(g)`.

Its name is the place where it leaves the gradients of its parameters, or `plain` if it has none.
"""

from __future__ import annotations

from dataclasses import replace

from ethan_check.subject.conventions.bound import Reading, by_input
from ethan_check.subject.conventions.calling import Calling
from ethan_check.subject.conventions.left_on_layer import PLACES, search
from ethan_check.subject.conventions.loss_spelling import target_position
from ethan_check.subject.conventions.returned import NAME as RETURNED
from ethan_check.subject.conventions.returned import returned_readings
from ethan_check.subject.conventions.signatures import candidate_callings
from ethan_check.subject.conventions.spelling import unmangled
from ethan_check.subject.conventions.trial import Outcome, Trial
from ethan_check.subject.execution.method_arguments import arguments
from ethan_check.subject.execution.object_paths import attributes

__all__ = ["NAMES", "object_readings", "readings"]

NAME = "plain"
NAMES = (NAME, *PLACES, RETURNED)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read a layer as a plain object."""
    found = []
    for calling in candidate_callings(trial):
        if not calling.memory_is_handed_on and not {"rate", "optimizer"} & {
            role for _, role in calling.roles
        }:
            outcome = trial.outcome(calling)
            if outcome is not None:
                found += object_readings(trial, calling, outcome, stated=stated)
    return found


def object_readings(
    trial: Trial,
    calling: Calling,
    outcome: Outcome,
    *,
    name: str | None = None,
    words: str = "plain object",
    stated: str | None = None,
) -> list[Reading]:
    """The ways to find the parameter gradients after one backward, however it was called.

    Args:
        name: of the convention; by default that of the place where the gradients are.
        words: for people.
        stated: the convention that the caller stated; a place restricts the search to it.
    """
    found: list[Reading] = []
    names = _loss_names(trial, calling, outcome)
    only = stated if stated in PLACES else None
    if stated != RETURNED:
        left = search(trial, calling, outcome, only)
        if left.paths:
            text = f"{words}, parameter gradients in {left.where}"
            read_as = name or left.conventions[0]
            adds_up = read_as in ("closure", "parameter-objects")
            found.append(Reading(read_as, text, calling, left.paths, left.gradients, adds_up=adds_up))
    if stated in (None, NAME, RETURNED, name):
        found += returned_readings(trial, calling, outcome, name or RETURNED)
    if not found:
        found.append(Reading(name or NAME, f"{words}, {_without_parameters(trial)}", calling))
    return [replace(one, input_names=names) for one in found] if names else found


def _loss_names(trial: Trial, calling: Calling, outcome: Outcome) -> tuple[str, ...]:
    """What the inputs of `forward(logits, labels)` are, if one is called a target and gets no gradient."""
    taken = arguments(trial.layer, getattr(calling, "forward_name", "")) if len(trial.inputs) == 2 else None
    place = target_position([name for name, needed in (taken or {}).items() if needed])
    if place is None or by_input(outcome.returned, 2)[place] is not None:
        return ()
    return (("target", "prediction"), ("prediction", "target"))[place]


def _without_parameters(trial: Trial) -> str:
    held = [
        unmangled(name)
        for name, value in attributes(trial.layer).items()
        if getattr(getattr(value, "dtype", None), "kind", "") == "f" and getattr(value, "ndim", 0)
    ]
    return f"no gradient found for {', '.join(held)}" if held else "no parameters"
