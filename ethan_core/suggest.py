"""What somebody may have meant by a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

__all__ = ["close_names", "did_you_mean"]

_LEAST, _SPREAD = 0.4, 0.15


def close_names(name: str, known: Iterable[str]) -> list[str]:
    """The known names that come closest, at most three, and none that is clearly further off than the best.

    >>> close_names("gradeint", ["determinism", "gradient", "purity"])
    ['gradient']
    """
    likeness = {other: SequenceMatcher(None, name.lower(), other.lower()).ratio() for other in known}
    least = max(_LEAST, max(likeness.values(), default=0.0) - _SPREAD)
    close = [other for other in likeness if likeness[other] >= least]
    return sorted(close, key=lambda other: (-likeness[other], other))[:3]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A clause that ends a message: what comes close, or else what there is.

    >>> did_you_mean("relu.v2", ["relu.v1", "mlp.v1"])
    'did you mean relu.v1?'
    >>> did_you_mean("xyz", ["relu.v1", "mlp.v1"])
    'known: mlp.v1, relu.v1'
    """
    known = sorted(known)
    close = close_names(name, known)
    return f"did you mean {' or '.join(close)}?" if close else f"known: {', '.join(known[:12]) or 'none'}"
