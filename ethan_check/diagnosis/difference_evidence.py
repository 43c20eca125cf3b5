"""What is known of a wrong gradient, for programs: the worst entries, and what explains them."""

from __future__ import annotations

from collections.abc import Sequence

from ethan_check.diagnosis import diagnose, undecided
from ethan_check.diagnosis.looks_like import codes_of
from ethan_check.diagnosis.perhaps import certain, possible
from ethan_check.diagnosis.plugins import Fault
from ethan_check.diagnosis.precedence import DEFAULT
from ethan_check.diagnosis.ratio import ratio
from ethan_check.diagnosis.worst_entries import worst_entries
from ethan_check.result import Json
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient

__all__ = ["difference_evidence"]


def difference_evidence(
    subject: Subject, difference: WrongGradient, said: Sequence[str] | None = None
) -> dict[str, Json]:
    """As JSON; what it looks like only where the whole gradient was compared."""
    evidence: dict[str, Json] = {
        "entries": [
            {
                "index": list(entry.index),
                "backward": entry.backward,
                "derivative": entry.derivative,
                "error_bar": entry.bar,
            }
            for entry in worst_entries(difference)
        ],
        "wrong_entries": len(difference.entries),
        "all_entries": int(difference.backward.size),
        "ratio": ratio(difference),
    }
    if difference.derivative is not None:
        said = diagnose(difference, subject) if said is None else said
        said = [text for text in said if not isinstance(text, Fault)]
        evidence["looks_like"] = [str(text) for text in certain(said)]
        evidence["codes"] = dict(codes_of(said))
        evidence["undecided"] = list(undecided(difference, subject))
        evidence["precedence"] = {str(text): getattr(text, "precedence", DEFAULT) for text in said}
        if could_be := possible(said):
            evidence["could_be"] = could_be
            evidence["bits"] = {str(text): bits for text in said if (bits := getattr(text, "bits", 0.0))}
    return evidence
