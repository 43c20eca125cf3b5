"""One thing about a layer that is not what it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Difference"]


@dataclass(frozen=True)
class Difference:
    """One thing that is not what it was.

    Args:
        kind: of what: a value that was computed, its accuracy, a cost, or something that is declared.
        state: in which way.
        what: `dL_dX`, `bytes of one forward and backward`.
        before, now: numbers or words.
        allowance: by how much rounding may move the number; None where it repeats exactly, or is none.
        where: the case; empty where it is of the whole layer.
        excess: how many allowances apart the two are; what has none is compared by ratio.
        is_multiple: whether every sum over the array changed by the same factor.
        size: of the array: what a change is seen beside, as `before` may be small by chance.
        target: of which output or gradient it is; empty where it is of none.

    >>> Difference("cost", "costlier", "bytes of one forward and backward", 96, 288).ratio
    3.0
    """

    kind: Literal["value", "accuracy", "cost", "declared"]
    state: str
    what: str
    before: Any
    now: Any
    allowance: float | None = None
    where: str = ""
    excess: float = 0.0
    is_multiple: bool = False
    size: float = 0.0
    target: str = ""

    def to_json(self) -> dict[str, Any]:
        """What a reader of results needs of it, as data.

        >>> Difference("cost", "costlier", "bytes", 96, 288, where="case 0").to_json()["where"]
        'bytes, case 0'
        """
        return {
            "state": self.state,
            "where": f"{self.what}, {self.where}" if self.where else self.what,
            "baseline": self.before,
            "now": self.now,
            "ratio": self.ratio,
            "allowance": self.allowance,
        }

    @property
    def ratio(self) -> float | None:
        """Now over before; None where these are no numbers, or before is 0."""
        numbers = all(isinstance(one, int | float) for one in (self.before, self.now))
        return self.now / self.before if numbers and self.before else None
