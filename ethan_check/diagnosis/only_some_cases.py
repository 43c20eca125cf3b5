"""A mistake of some cases alone: of one option, of batches above 1, of axes of one length, beyond a size.

Other diagnoses look at what is wrong in a case; this one compares cases in which a gradient is wrong with
those in which it is right.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np

from ethan_check.diagnosis.explanation import Explanation
from ethan_check.diagnosis.perhaps import SURE
from ethan_check.diagnosis.precedence import DESCRIPTION, SOME_CASES
from ethan_check.diagnosis.where import bits_of
from ethan_check.subject.subject import Subject

__all__ = ["CODE", "PRECEDENCE", "only_where"]

CODE = "ETH501"

PRECEDENCE = SOME_CASES


def only_where(target: str, wrong: Iterable[Subject], right: Iterable[Subject]) -> list[Explanation]:
    """What all cases with a wrong gradient share and none with a right one has; nothing if it may be chance.

    >>> import numpy as np
    >>> from ethan_core.fn import Relu
    >>> cases = [Subject(Relu(), (np.ones((n, 2)),)) for n in (1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7)]
    >>> only_where("dL_dX", cases[6:], cases[:6])
    ['dL_dX is wrong only where axis 0 of X is longer than 1']
    """
    bad, good = ([_facts(subject) for subject in some] for some in (wrong, right))
    if not bad or not good:
        return []
    names = set.intersection(*(set(facts) for facts in (*bad, *good)))
    ordered = [name for name in bad[0] if name in names]
    varying = [name for name in ordered if len({repr(facts[name]) for facts in (*bad, *good)}) > 1]
    if bits_of(len(bad), len(bad) + len(good)) - np.log2(2 * max(len(varying), 1)) < SURE:
        return []
    told: dict[str, str] = {}
    for name in varying:
        low, high = ([facts[name] for facts in some] for some in (bad, good))
        words = _separates(low, high, name)
        if words:
            told.setdefault(repr((low, high)), words)
    if len(told) != 1:
        return []  # Of several that fit, none is known to be the reason.
    return [
        # Along an axis of length 1 no mistake of an axis shows: that is told where nothing else is.
        Explanation(
            f"{target} is wrong only where {words}",
            CODE,
            DESCRIPTION if words.endswith(" longer than 1") else PRECEDENCE,
        )
        for words in told.values()
    ]


def _facts(subject: Subject) -> dict[str, object]:
    """What is known of a case that is no entry of an array: options of the layer first, then lengths."""
    found: dict[str, object] = {}
    for name, value in getattr(subject.layer, "__dict__", {}).items():
        if value is None or isinstance(value, bool | int | float | str):
            found[name] = value
        elif isinstance(value, tuple) and all(isinstance(one, int) for one in value):
            found |= {f"{name}[{place}]": one for place, one in enumerate(value)}
    lengths: dict[str, int] = {}
    for name, array in subject.values.items():
        lengths |= {f"axis {axis} of {name}": length for axis, length in enumerate(np.shape(array))}
    found |= lengths
    for (one, first), (other, second) in combinations(lengths.items(), 2):
        found[f"{one} is as long as {other}"] = first == second
    return found


def _separates(bad: list[object], good: list[object], name: str) -> str:
    if all(type(one) is bool for one in (*bad, *good)):
        if len(set(bad)) == 1 and set(bad).isdisjoint(good):
            equal = " is as long as " in name
            if equal:
                return name if bad[0] else name.replace(" is as ", " is not as ")
            return f"{name} is {bad[0]}"
        return ""
    if all(isinstance(one, int | float) and type(one) is not bool for one in (*bad, *good)):
        low, high = [float(one) for one in bad], [float(one) for one in good]  # type: ignore[arg-type]
        longer, shorter = ("longer", "shorter") if name.startswith("axis ") else ("above", "below")
        than = " than" if name.startswith("axis ") else ""
        if min(low) > max(high):
            return f"{name} is {longer}{than} {max(high):g}"
        if max(low) < min(high):
            return f"{name} is {shorter}{than} {min(high):g}"
    if len({repr(one) for one in bad}) == 1 and repr(bad[0]) not in {repr(one) for one in good}:
        return f"{name} is {bad[0]!r}"
    if len({repr(one) for one in good}) == 1 and repr(good[0]) not in {repr(one) for one in bad}:
        return f"{name} is not {good[0]!r}"
    return ""
