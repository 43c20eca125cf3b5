"""Documented conventions: what backward owes where mathematics leaves a choice.

At a kink any value between the one-sided derivatives is a legal gradient, and at a tie any split between
the candidates. A contract that states a choice makes it checkable: a documented value is owed exactly.
"""

from __future__ import annotations

import numpy as np

from ethan_check.numerics.random_directions import cotangent
from ethan_check.numerics.tolerances.kinks import DOCUMENTED_KINK as _SAME
from ethan_check.numerics.tolerances.kinks import ORDERED_TIE
from ethan_check.subject.domain import as_float64
from ethan_check.subject.subject import Subject

__all__ = ["kink_fault", "tie_fault"]


def kink_fault(subject: Subject, rng: np.random.Generator) -> str | None:
    """Put a third of the entries on each documented kink; say which kink is not kept, or None.

    Applies to elementwise layers: Y has the shape of X, and the kink's derivative is a number.
    """
    contract = subject.contract
    if contract is None or not contract.kinks or len(subject.input_names) != 1:
        return None
    (name,) = subject.input_names
    values = as_float64(subject)
    shape = values[name].shape
    if subject.output_shape != shape or values[name].size == 0:
        return None
    for kink in contract.kinks:
        on_kink = np.array(rng.random(shape) < 1 / 3)
        on_kink.flat[0] = True
        values[name] = np.where(on_kink, kink.at, values[name])
        u = cotangent(on_kink.size, rng)
        stated = subject.pullback(values, u)[name][on_kink] / u.reshape(shape)[on_kink]
        wrong = np.abs(stated - kink.derivative) > _SAME * max(1.0, abs(kink.derivative))
        if wrong.any():
            came = float(stated[wrong][0])
            return (
                f"the derivative at {name} = {kink.at:g} is {came:g}, but {kink.derivative:g} is documented"
            )
    return None


def tie_fault(subject: Subject, rng: np.random.Generator) -> str | None:
    """On values full of ties, the gradient must be the one of a point where the first is a hair larger."""
    contract = subject.contract
    if contract is None or contract.ties != "first":
        return None
    values = as_float64(subject)
    name = subject.input_names[0]
    tied = np.round(values[name])
    order = np.arange(tied.size, dtype=np.float64).reshape(tied.shape)
    first_is_larger = tied - ORDERED_TIE * order / max(tied.size, 1)
    u = cotangent(np.size(subject.flat(values)), rng)
    stated = subject.pullback({**values, name: tied}, u)[name]
    owed = subject.pullback({**values, name: first_is_larger}, u)[name]
    wrong = np.abs(stated - owed) > _SAME * float(np.max(np.abs(owed), initial=0.0))
    if not wrong.any():
        return None
    place = ",".join(str(int(i)) for i in np.argwhere(wrong)[0])
    return f"a tie does not go to the first: the gradient at {name}[{place}] is another"
