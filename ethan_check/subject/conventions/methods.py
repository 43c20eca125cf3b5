"""Forward and backward as two methods: which of the usual three ways it is, the arguments of backward tell.

* `plain`: `backward(g)` finds what forward remembered on the layer. It is named after the place where it
  leaves the gradients of its parameters, if it has any.
* `cached`: `out, cache = forward(*inputs)` hands on what `backward(dout, cache)` needs, or forward saves it
  on a context. All arrays may be inputs, parameters too.
* `stateless`: `backward(g, W, x)` is given everything again that forward was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ethan_check.subject.conventions import spelling
from ethan_check.subject.conventions.adapter import Inputs
from ethan_check.subject.conventions.convention import Convention
from ethan_check.subject.conventions.reading import Call, Reading, WrappedCall, by_input
from ethan_check.subject.conventions.returned_gradients import NAME as RETURNED
from ethan_check.subject.conventions.returned_gradients import returned_readings
from ethan_check.subject.conventions.signatures import candidate_calls
from ethan_check.subject.conventions.stored_gradients import PLACES, find_stored_gradients
from ethan_check.subject.conventions.trial import Outcome, Trial
from ethan_check.subject.execution.method_arguments import arguments
from ethan_check.subject.execution.object_paths import attributes

__all__ = ["CONVENTIONS", "PLAIN", "object_readings"]

PLAIN, CACHED, STATELESS = "plain", "cached", "stateless"
_OTHERS = frozenset({"rate", "optimizer", "out"})

_ROLES = {
    PLAIN: (frozenset(), _OTHERS | {"cache"}, "plain object"),
    CACHED: (frozenset({"cache"}), _OTHERS, "{text} with what forward saved"),
    STATELESS: (frozenset({"X", "output"}), _OTHERS | {"cache"}, "{text} without state"),
}
"""For each way the roles of which backward must have an argument for one, those that it must not have, and
how it is described; `X` is any input."""


@dataclass(frozen=True)
class InOrderOfBackward(WrappedCall):
    """Backward returns gradients in the order of its own arguments, not in that of forward's."""

    order: tuple[int, ...] = ()

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        returned = self.inner.backward(layer, inputs, cotangent, memory, **extra)
        if not isinstance(returned, tuple | list) or len(returned) < len(self.order):
            return returned
        sorted_back: list[Any] = list(returned)
        for place, position in enumerate(self.order):
            sorted_back[position] = returned[place]
        return tuple(sorted_back)


def _readings(way: str, trial: Trial, stated: str | None) -> list[Reading]:
    """The ways to read a layer whose backward has the right arguments."""
    found: list[Reading] = []
    needed, excluded, words = _ROLES[way]
    for call in candidate_calls(trial):
        again = [int(role[1:]) for _, role in call.roles if re.fullmatch(r"X\d+", role)]
        roles = call.given | ({"X"} if again else set())
        if (needed and not needed & roles) or excluded & roles:
            continue
        outcome = trial.outcome(call)
        if outcome is None:
            continue
        if way == PLAIN:
            found += object_readings(trial, call, outcome, words=words, stated=stated)
            continue
        name = "context" if call.with_context else way
        found += object_readings(trial, call, outcome, name=name, words=words.format(text=call.text))
        if way == STATELESS and len(again) == len(trial.inputs) and again != sorted(again):
            turned = InOrderOfBackward(call, tuple(again))
            found += [
                replace(one, call=turned, description=f"{one.description}, gradients in that order")
                for one in found[-1:]
                if type(one) is Reading
            ]
    return found


def object_readings(
    trial: Trial,
    call: Call,
    outcome: Outcome,
    *,
    words: str,
    name: str | None = None,
    stated: str | None = None,
    adds_up: bool = False,
) -> list[Reading]:
    """The ways to find the parameter gradients after one backward, however it was called.

    Args:
        words: for people.
        name: of the convention; by default that of the place where the gradients are.
        stated: the convention that the caller stated; a place restricts the search to it.
        adds_up: whether this convention is that stored gradients are added to what is there.
    """
    found: list[Reading] = []
    names = _loss_names(trial, call, outcome)
    if stated != RETURNED:
        stored = find_stored_gradients(trial, call, outcome, stated if stated in PLACES else None)
        if stored.paths:
            text = f"{words}, parameter gradients in {stored.where}"
            read_as = name or stored.convention
            adds_up = adds_up or read_as == "parameter-objects"
            found.append(Reading(read_as, text, call, stored.paths, stored.gradients, adds_up=adds_up))
    if stated in (None, PLAIN, RETURNED, name):
        found += returned_readings(trial, call, outcome, name or RETURNED)
    if not found:
        found.append(Reading(name or PLAIN, f"{words}, {_without_parameters(trial)}", call))
    return [replace(one, input_names=names) for one in found] if names else found


def _loss_names(trial: Trial, call: Call, outcome: Outcome) -> tuple[str, ...]:
    """What the inputs of `forward(logits, labels)` are, if one is called a target and gets no gradient."""
    taken = arguments(trial.layer, getattr(call, "forward_name", "")) if len(trial.inputs) == 2 else None
    place = spelling.target_position([name for name, needed in (taken or {}).items() if needed])
    if place is None or by_input(outcome.returned, trial.inputs)[place] is not None:
        return ()
    return (("target", "prediction"), ("prediction", "target"))[place]


def _without_parameters(trial: Trial) -> str:
    arrays = [
        spelling.unmangled(name)
        for name, value in attributes(trial.layer).items()
        if getattr(getattr(value, "dtype", None), "kind", "") == "f" and getattr(value, "ndim", 0)
    ]
    return f"no gradient found for {', '.join(arrays)}" if arrays else "no parameters"


CONVENTIONS = (
    Convention((CACHED, "context"), 50, partial(_readings, CACHED)),
    Convention((STATELESS,), 55, partial(_readings, STATELESS)),
    Convention(
        (PLAIN, *PLACES, RETURNED),
        70,
        partial(_readings, PLAIN),
        looks_like=lambda layer: bool(spelling.forward_method(layer) and spelling.backward_method(layer)),
        ends_search=True,  # A closure is called too, and a tape, but neither has a backward beside forward.
        generic=PLAIN,
        states_gradients=True,
    ),
)
