"""What became of one array that an output may depend on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ethan_check.result.finding import Json

__all__ = ["AccountEntry"]

Became = Literal["judged", "wrong", "declared", "state", "no effect", "not judged"]


@dataclass(frozen=True)
class AccountEntry:
    """What became of one array that an output may depend on.

    Args:
        became: `"judged"`: its gradient is the derivative; `"wrong"`: it is not; `"declared"`: it is owed
            none; `"state"`: forward itself writes it; `"no effect"`: the output does not move with it.
        certificate: the smallest error in one entry of its gradient that would have been seen, relative to
            the largest entry; None where none is known.
        why: in words, where `became` does not say it all.

    >>> str(AccountEntry("judged", 3.2e-9)), str(AccountEntry("declared", why="frozen"))
    ('judged, to 3e-09', 'declared: frozen')
    """

    became: Became
    certificate: float | None = None
    why: str = ""

    def to_json(self) -> dict[str, Json]:
        """The entry as a dictionary that `json.dumps` takes."""
        return {"became": self.became, "certificate": self.certificate, "why": self.why}

    def __str__(self) -> str:
        text = f"{self.became}: {self.why}" if self.why else self.became
        if (
            self.certificate is None or self.certificate >= 1
        ):  # An error of all of it would not have been seen.
            return text
        return f"{text}, to {self.certificate:.0e}"
