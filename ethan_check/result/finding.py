"""One check's answer about one target, and which of several verdicts is the gravest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from ethan_core.plain_text import plain

__all__ = ["Finding", "Json", "Verdict", "worst"]

Verdict = Literal["pass", "fail", "inconclusive", "error"]
Json: TypeAlias = Any  # str | int | float | bool | None | list[Json] | dict[str, Json]

_GRAVITY: Mapping[Verdict, int] = {"pass": 0, "inconclusive": 1, "error": 2, "fail": 3}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One check's answer about one target.

    Args:
        check: the check that asked.
        verdict: `"fail"` is a mistake of the layer; `"error"` means that it could not be asked, for
            example because forward raised; `"inconclusive"` means that the error bars were too wide.
        target: what is judged: `dL_dX`, `dL_dW`, `Y`; empty for the layer as a whole.
        message: for people. The first line is the verdict in words, with the number that matters.
        evidence: for programs: plain Python values only.
        case: the configuration and shapes on which this was found.

    >>> Finding(check="gradient", verdict="pass", target="dL_dX", message="agrees").to_json()["target"]
    'dL_dX'
    """

    check: str
    verdict: Verdict
    target: str = ""
    message: str = ""
    evidence: Mapping[str, Json] = field(default_factory=dict)
    case: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", plain(self.message))

    def to_json(self) -> dict[str, Json]:
        """The finding as a dictionary that `json.dumps` takes."""
        return {
            "check": self.check,
            "verdict": self.verdict,
            "target": self.target,
            "message": self.message,
            "evidence": dict(self.evidence),
            "case": self.case,
        }


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of some verdicts; pass when there are none.

    >>> worst(["pass", "fail", "error"])
    'fail'
    """
    gravest: Verdict = "pass"
    for verdict in verdicts:
        if _GRAVITY[verdict] > _GRAVITY[gravest]:
            gravest = verdict
    return gravest
