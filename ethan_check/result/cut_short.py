"""What a budget of time has kept the checks of a layer from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ethan_check.result.finding import Json

__all__ = ["CutShort"]


@dataclass(frozen=True)
class CutShort:
    """What the time that a layer may take has kept its checks from.

    Args:
        budget: that time, in seconds.
        cases: for each check that saw fewer cases than it has, how many it saw, and of how many.
        as_found: the checks whose failing case is told as it was found: there was no time to make it smaller.

    >>> print(CutShort(10.0, {"dtype": (1, 2), "gradient": (3, 24), "state": (1, 2)}))
    the budget of 10 s left out cases; seen were 3 of 24 (gradient), 1 of 2 (dtype, state)
    """

    budget: float
    cases: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    as_found: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """The same as a dictionary that `json.dumps` takes."""
        cases = {check: {"seen": seen, "planned": planned} for check, (seen, planned) in self.cases.items()}
        return {"budget": self.budget, "cases": cases, "as_found": list(self.as_found)}

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> CutShort:
        """What `to_json` made this of.

        >>> CutShort.from_json(CutShort(10.0, {"gradient": (3, 24)}).to_json())
        CutShort(budget=10.0, cases={'gradient': (3, 24)}, as_found=())
        """
        cases = {check: (counts["seen"], counts["planned"]) for check, counts in data["cases"].items()}
        return cls(float(data["budget"]), cases, tuple(data["as_found"]))

    def __or__(self, other: CutShort | None) -> CutShort:
        """Both together, of checks of one layer."""
        if other is None:
            return self
        as_found = tuple(dict.fromkeys((*self.as_found, *other.as_found)))
        return CutShort(self.budget, {**self.cases, **other.cases}, as_found)

    def __str__(self) -> str:
        checks: dict[tuple[int, int], list[str]] = {}
        for check, counts in sorted(self.cases.items(), key=lambda item: (-item[1][1], -item[1][0], item[0])):
            checks.setdefault(counts, []).append(check)
        seen = [f"{seen} of {planned} ({', '.join(names)})" for (seen, planned), names in checks.items()]
        parts = [f"left out cases; seen were {', '.join(seen)}"] if seen else []
        if self.as_found:
            of = f" of {', '.join(self.as_found)}" if self.cases or len(self.as_found) > 1 else ""
            parts.append(f"left no time to make the failing case{of} smaller")
        return f"the budget of {self.budget:g} s {' and '.join(parts)}"
