"""Messages that a person reads: verdict first, then what it looks like, where, and the worst entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ethan_check.diagnosis import diagnose, undecided
from ethan_check.diagnosis.confirming import confirmed_explanations
from ethan_check.diagnosis.explanation import Explanation
from ethan_check.diagnosis.perhaps import certain, possible
from ethan_check.diagnosis.plugins import Fault
from ethan_check.diagnosis.precedence import DEFAULT
from ethan_check.diagnosis.ratio import factor_in_words, ratio
from ethan_check.numerics.tolerances.explanations import LEAST_PERCENT, NO_FACTOR
from ethan_check.result import Finding, Json
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongEntry, WrongGradient

__all__ = ["after_shrinking", "difference_evidence", "difference_message"]

_ENTRIES_SHOWN = 5
"""Lines of entries: enough to see a pattern, few enough to see the headline."""

_LOOKS_SHOWN = 2
"""Explanations: further ones are in the evidence."""

_LOOKS = "  looks like: "
_CASE, _SMALLEST = "  case that shows it: ", "  smallest case that shows it: "


def difference_message(subject: Subject, difference: WrongGradient, said: Sequence[str] | None = None) -> str:
    """The message about one wrong gradient, and what is `said` of it, if that is known.

    >>> from ethan_check.verdict.wrong_entries import WrongGradient
    >>> from ethan_core.fn import Relu
    >>> subject, right = Subject(Relu(), (np.ones((3, 2)),)), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])
    >>> wrong = WrongGradient("X", "dL_dX", (), -right, right, np.full((3, 2), 1e-12))
    >>> for line in difference_message(subject, wrong).splitlines()[:2]:
    ...     print(line)
    dL_dX is minus the derivative, in every entry (batch size 3)
      looks like: dL_dX has the wrong sign [ETH101]
    """
    lines = [_headline(subject, difference)]
    said = diagnose(difference, subject) if said is None else said
    faults = [text for text in said if isinstance(text, Fault)]
    said = [text for text in said if text not in faults]
    lines += _looks(certain(said), _codes(said)) + [f"  {fault}" for fault in faults]
    lines.append(_CASE + subject.describe())
    worst = _worst(difference)
    if worst:
        places = [_place(difference.name, entry, subject) for entry in worst]
        width = max(len("worst entries"), *(len(place) + 2 for place in places)) + 2
        digits = _digits(worst)
        column = digits + 8
        lines.append(
            f"  {'worst entries':<{width}}{'backward':>{column}}{'derivative':>{column}}{'error bar':>12}"
        )
        lines += [_row(place, width, entry, digits) for place, entry in zip(places, worst, strict=True)]
    return "\n".join(lines)


def after_shrinking(
    findings: Iterable[Finding],
    others: Iterable[Finding],
    conditions: Mapping[str, Sequence[Explanation]] | None = None,
) -> list[Finding]:
    """The findings on the smallest case, and what most other failing cases look like, and `conditions`, by
    target, on which alone they fail.

    A small case has many explanations, or too few entries for any: any factor of 2 is the batch size where
    that is 2.
    """
    seen: dict[str, list[Mapping[str, Json]]] = {}
    for other in others:
        if other.verdict == "fail" and "looks_like" in other.evidence:
            seen.setdefault(other.target, []).append(other.evidence)
    messages = []
    for finding in findings:
        first, *rest = finding.message.split("\n")
        evidence = dict(finding.evidence)
        if "looks_like" in evidence:
            elsewhere = seen.get(finding.target, [])
            known = (conditions or {}).get(finding.target, ())
            evidence["looks_like"] = confirmed_explanations(evidence, elsewhere, known)
            evidence.pop("could_be", None)
            every = _codes(known)
            for one in (*elsewhere, evidence):
                every |= one.get("codes", {})
            evidence["codes"] = {text: every[text] for text in evidence["looks_like"] if text in every}
        lines = [first, *_looks(evidence.get("looks_like", ()), evidence.get("codes", {}))]
        lines += [line.replace(_CASE, _SMALLEST) for line in rest if not line.startswith(_LOOKS)]
        messages.append(replace(finding, message="\n".join(lines), evidence=evidence))
    return messages


def _codes(said: Iterable[str]) -> dict[str, str]:
    return {str(text): code for text in said if (code := getattr(text, "code", ""))}


def _looks(texts: Sequence[str], codes: Mapping[str, str]) -> list[str]:
    """The lines that say what it looks like, each with the code that its page is found by."""
    of_each: dict[str, str] = {}  # What one diagnosis says in two ways is said once.
    for text in texts:
        of_each.setdefault(codes.get(text, text), text)
    shown = _most_telling(list(of_each.values()))
    return [f"{_LOOKS}{text}{f' [{codes[text]}]' if text in codes else ''}" for text in shown]


def _most_telling(texts: Sequence[str]) -> Sequence[str]:
    """A convention that can be declared says what a factor of the batch size would say again."""
    conventions = [text for text in texts if "declare reduction=" in text]
    return (conventions or texts)[:_LOOKS_SHOWN]


def difference_evidence(
    subject: Subject, difference: WrongGradient, said: Sequence[str] | None = None
) -> dict[str, Json]:
    """The same for programs; what it looks like only where the whole gradient was compared."""
    evidence: dict[str, Json] = {
        "entries": [
            {
                "index": list(entry.index),
                "backward": entry.backward,
                "derivative": entry.derivative,
                "error_bar": entry.bar,
            }
            for entry in _worst(difference)
        ],
        "wrong_entries": len(difference.entries),
        "all_entries": int(difference.backward.size),
        "ratio": ratio(difference),
    }
    if difference.derivative is not None:
        said = diagnose(difference, subject) if said is None else said
        said = [text for text in said if not isinstance(text, Fault)]
        evidence["looks_like"] = [str(text) for text in certain(said)]
        evidence["codes"] = dict(_codes(said))
        evidence["undecided"] = list(undecided(difference, subject))
        evidence["precedence"] = {str(text): getattr(text, "precedence", DEFAULT) for text in said}
        if could_be := possible(said):
            evidence["could_be"] = could_be
            evidence["bits"] = {str(text): bits for text in said if (bits := getattr(text, "bits", 0.0))}
    return evidence


def _headline(subject: Subject, difference: WrongGradient) -> str:
    target, size = difference.target, difference.backward.size
    if not np.any(difference.backward):
        return f"{target} is zero, but the output depends on {difference.name}"
    not_finite = int(np.sum(~np.isfinite(difference.backward)))
    if not_finite:
        what = "NaN" if np.isnan(difference.backward).any() else "infinite"
        return f"{target} is {what} in {_share(not_finite, size)}, but the derivative is finite"
    r = ratio(difference)
    if r is not None and abs(r - 1) > NO_FACTOR:
        where = "in every entry" if size > 1 else "in its only entry"
        return f"{target} is {factor_in_words(r)}, {where} (batch size {subject.batch})"
    count = len(difference.entries)
    worst = max((_relative(entry) for entry in difference.entries), default=None)
    share = "" if worst is None else f", by up to {_percent(worst)}"
    if difference.derivative is None:
        where = f"at least {max(count, 1)} of {size} entries"
    elif count == 0:
        where = "all entries together, though in none by more than its error bar"
    else:
        where = _share(count, size)
    return f"{target} differs from the derivative in {where}{share}"


def _share(count: int, size: int) -> str:
    if size == 1:
        return "its only entry"
    return f"all {size} entries" if count == size else f"{count} of {size} entries"


def _worst(difference: WrongGradient) -> list[WrongEntry]:
    return sorted(difference.entries, key=_size, reverse=True)[:_ENTRIES_SHOWN]


def _size(entry: WrongEntry) -> float:
    size = abs(entry.backward - entry.derivative)
    return size if np.isfinite(size) else np.inf


def _relative(entry: WrongEntry) -> float:
    scale = max(abs(entry.backward), abs(entry.derivative))
    return _size(entry) / scale if scale and np.isfinite(scale) else np.inf


def _percent(share: float) -> str:
    if not np.isfinite(share):
        return "an infinite amount"
    return f"{100 * share:.3g}%" if share >= LEAST_PERCENT else f"{share:.1e} of its size"


def _place(name: str, entry: WrongEntry, subject: Subject) -> str:
    index, part = entry.index, ""
    if name in subject.pairs:
        *index, which = entry.index  # type: ignore[assignment]
        part = (".real", ".imag")[which]
    return (f"{name}[{','.join(map(str, index))}]" if index else name) + part


def _digits(entries: Sequence[WrongEntry]) -> int:
    """As many digits as show that the two numbers of every entry differ: eight, if they do."""
    alike = any(f"{entry.backward:.8g}" == f"{entry.derivative:.8g}" for entry in entries)
    return 16 if alike else 8


def _row(place: str, width: int, entry: WrongEntry, digits: int) -> str:
    # Adding 0 turns -0 into 0.
    numbers = (f"{number + 0.0:>{digits + 8}.{digits}g}" for number in (entry.backward, entry.derivative))
    return f"    {place:<{width - 2}}{''.join(numbers)}{entry.bar:>12.0e}"
