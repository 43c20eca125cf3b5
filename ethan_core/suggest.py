"""Which known names come close to one that is not known: "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

__all__ = ["close_names", "did_you_mean"]

_MIN_SIMILARITY = 0.4
"""A ratio of `SequenceMatcher`, from 0 to 1: `inptu` and `input` score 0.8, words that have nothing but a few
letters in common, such as `shapes` and `gradient`, 0.3."""

_MAX_DISTANCE_FROM_BEST = 0.15
"""The same ratio: `halvd` scores 0.91 with `halved` and 0.73 with `halver`, which is left out then."""

_MAX_SUGGESTIONS = 3  # more than that is a list, not a suggestion
_MAX_KNOWN = 12  # names that still fit into the last two lines of a message


def close_names(name: str, known: Iterable[str]) -> list[str]:
    """The known names that come closest, at most three, and none that is clearly further off than the best.

    >>> close_names("gradeint", ["determinism", "gradient", "purity"])
    ['gradient']
    """
    ratios = {other: SequenceMatcher(None, name.lower(), other.lower()).ratio() for other in known}
    least = max(_MIN_SIMILARITY, max(ratios.values(), default=0.0) - _MAX_DISTANCE_FROM_BEST)
    close = [other for other in ratios if ratios[other] >= least]
    return sorted(close, key=lambda other: (-ratios[other], other))[:_MAX_SUGGESTIONS]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A clause that ends a message: what comes close, or else what there is.

    >>> did_you_mean("relu.v2", ["relu.v1", "mlp.v1"])
    'did you mean relu.v1?'
    >>> did_you_mean("xyz", ["relu.v1", "mlp.v1"])
    'known: mlp.v1, relu.v1'
    """
    known = sorted(known)
    close = close_names(name, known)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"known: {', '.join(known[:_MAX_KNOWN]) or 'none'}"
