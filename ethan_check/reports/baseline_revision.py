"""One revision of what a baseline remembers of a layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ethan_check.result import Json

__all__ = ["BaselineRevision"]


@dataclass(frozen=True, kw_only=True)
class BaselineRevision:
    """What one commit made of the baseline of a layer; a line of `ethan baseline log`, with a few numbers.

    Args:
        commit: its hash.
        date: of it, ISO 8601.
        author: of it.
        state: of the layer beside the revision before: `less accurate`.
        what: in a line, what changed.
        reason: that was stated for it.
        numbers: that repeat exactly, by name: `forward`, `backward`, `bytes`, `ulps`, `rounding`; those that
            are known.
    """

    commit: str
    date: str
    author: str
    state: str
    what: str = ""
    reason: str = ""
    numbers: Mapping[str, int | float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """The revision as a dictionary that `json.dumps` takes."""
        return {**vars(self), "numbers": dict(self.numbers)}
