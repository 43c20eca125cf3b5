"""The cache handed on: `out, cache = forward(*inputs)` and `gradients = backward(dout, cache)`.

All arrays may be inputs, parameters too; or the layer holds its parameters and backward returns their
gradients after those of the inputs.
"""

from __future__ import annotations

from ethan_check.subject.conventions.bound import Reading
from ethan_check.subject.conventions.plain import object_readings
from ethan_check.subject.conventions.signatures import candidate_callings
from ethan_check.subject.conventions.trial import Trial

__all__ = ["NAMES", "readings"]

NAME = "cached"
NAMES = (NAME, "context")


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read a layer whose forward hands on what backward needs."""
    found = []
    for calling in candidate_callings(trial):
        roles = {role for _, role in calling.roles}
        if "cache" not in roles or roles & {"out", "rate", "optimizer"}:
            continue
        outcome = trial.outcome(calling)
        if outcome is not None:
            name = "context" if calling.with_context else NAME
            words = f"{calling.text} with what forward saved"
            found += object_readings(trial, calling, outcome, name=name, words=words)
    return found
