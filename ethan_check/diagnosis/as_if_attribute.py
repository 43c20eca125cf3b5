"""The right formula for another value of an attribute: for a weight of 0, or a mask that is off."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ethan_check.diagnosis.along_directions import SEEN, explains
from ethan_check.diagnosis.perhaps import Perhaps
from ethan_check.diagnosis.precedence import MECHANISM
from ethan_check.diagnosis.ratio import ratio
from ethan_check.subject.domain import as_float64
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["CODE", "PRECEDENCE", "diagnose"]

CODE = "ETH412"

PRECEDENCE = MECHANISM

_MOST = 16
"""So many attributes are tried.

Unit: attributes, each a few forwards. Fixed by: layers have fewer numbers and switches. Tenfold: no other."""


def diagnose(difference: WrongGradient, subject: Subject) -> Iterator[str]:
    """Give the layer another value of an attribute, and differentiate forward there."""
    u, d = difference.cotangent, difference.derivative
    is_zero = not np.any(difference.backward)
    if u is None or d is None or (ratio(difference) is not None and not is_zero):
        return  # A factor of all entries has names of its own.
    off = float(np.max(np.abs(difference.backward - d), initial=0.0))
    if not off > SEEN * float(np.max(np.abs(d), initial=0.0)):
        return
    attributes = getattr(subject.layer, "__dict__", {})
    values = dict(difference.values or as_float64(subject))
    settings = [name for name, value in attributes.items() if isinstance(value, bool | int | float)]
    for name in settings[:_MOST]:
        for words, value in _others(attributes[name]):
            other = _with(subject, name, value)
            if other is not None and explains(difference, other, values, u):
                text = f"{difference.target} is computed as if {name} were {words}"
                yield Perhaps(text) if is_zero else text  # Zeros are right for much.
                if not is_zero:
                    return


def _others(value: bool | int | float) -> Iterator[tuple[str, bool | int | float]]:
    """What backward may have taken an attribute for."""
    if isinstance(value, bool):
        yield str(not value), not value
        return
    kind = type(value)
    for words, other in (("0", kind(0)), ("1", kind(1)), ("minus that", -value)):
        if other != value:
            yield words, other
    if isinstance(value, float) and value and abs(value) != 1:
        yield "its inverse", 1 / value


def _with(subject: Subject, name: str, value: bool | int | float) -> Subject | None:
    """The same subject, whose layer has another value of one attribute."""
    try:
        layer, _ = subject.fresh(subject.values)
        if layer is subject.layer:
            return None  # It copies itself as itself: what is set here would stay.
        setattr(layer, name, value)
        return subject.with_layer(layer)
    except (LayerFault, AttributeError, TypeError, ValueError):
        return None
