"""Gradients in a structure like that of the parameters: `grads.w` beside `state.w`, `grads.0.w` beside `0.w`.

A name below a structure of gradients says whose gradient it is, unless it is that of several. A position says
it less well, as gradients are often appended from the last layer to the first: it counts where others of the
two structures belong together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from ethan_check.subject.conventions.spelling import GRADIENT_MAPPINGS
from ethan_check.subject.execution.object_paths import Path

__all__ = ["beside_others", "in_its_place"]


def in_its_place(places: Iterable[Path], parameter: Path, others: Collection[Path] = ()) -> Path | None:
    """The place that has the parameter's own names below a structure that is called one of gradients.

    Args:
        others: further parameters, of which none may have it as well.

    >>> in_its_place([("cache", "w"), ("grads", "w")], ("state", "w"))
    ('grads', 'w')
    >>> in_its_place([("grads", "w")], ("one", "w"), [("two", "w")]) is None
    True
    >>> in_its_place([("grads", "0")], ("layers", "0")) is None
    True
    """
    return next(
        (
            place
            for place in places
            if _has_its_names(place, parameter) and not any(_has_its_names(place, other) for other in others)
        ),
        None,
    )


def _has_its_names(place: Path, parameter: Path) -> bool:
    return any(
        below[-1] in GRADIENT_MAPPINGS and not any(key.isdigit() for key in tail)
        for _, below, tail in _alike(parameter, place)
    )


def beside_others(places: Iterable[Path], parameter: Path, found: Mapping[Path, Path]) -> Path | None:
    """The place in a structure that has the gradients of others of the parameter's structure, or a name that
    says so.

    Args:
        found: whose gradient stands at which place.

    >>> beside_others([("out", "0")], ("layers", "0"), {("out", "1"): ("layers", "1")})
    ('out', '0')
    """
    structures = {
        (above, below) for place, other in found.items() for above, below, _ in _alike(other, place)
    }
    for place in places:
        for above, below, _ in _alike(parameter, place):
            if (above, below) in structures or below[-1] in GRADIENT_MAPPINGS:
                return place
    return None


def _alike(parameter: Path, gradient: Path) -> Iterator[tuple[Path, Path, Path]]:
    """The two structures, and the way below them that is the same; for every way that is."""
    for length in range(1, min(len(parameter) + 1, len(gradient))):
        tail = parameter[-length:]
        if gradient[-length:] != tail:
            return
        above, below = parameter[:-length], gradient[:-length]
        if above != below:
            yield above, below, tail
