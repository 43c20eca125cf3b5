"""What can be said of a layer beside its baseline, in one word or two."""

from __future__ import annotations

from typing import Final

__all__ = ["FAILING", "ORDER", "PASSING", "worst_state"]

ORDER: Final = (
    "same",
    "new",
    "improved",
    "cheaper",
    "costlier",
    "verdict changed",
    "less accurate",
    "changed",
    "cases changed",
    "convention changed",
    "contract changed",
    "gone",
    "no entry",
)
"""From the best to the worst."""

PASSING: Final = ("same", "new", "improved", "cheaper", "costlier", "verdict changed")
"""What passes unless a project says otherwise; all but the first is said. That a verdict changed is said
where it is stored: in a run it is the affair of the check's own item.
"""

FAILING: Final = tuple(state for state in ORDER if state not in PASSING and state != "no entry")
"""What fails unless a project says otherwise. What has no entry fails where `CI` is set."""


def worst_state(states: tuple[str, ...]) -> str:
    """The worst of some states; `same` where there are none.

    >>> worst_state(("cheaper", "changed", "same"))
    'changed'
    """
    return max(states, key=ORDER.index, default="same")
