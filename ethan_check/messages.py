"""Messages that a person reads: verdict first, then where, why, and how to see it again."""

from __future__ import annotations

import numpy as np

from ethan_check.diagnosis import diagnose
from ethan_check.diagnosis.constant_factor import in_words, ratio
from ethan_check.localise import Difference, WrongEntry
from ethan_check.probe import Probe
from ethan_check.result import Json
from ethan_check.subject import Subject

__all__ = ["describe_case", "difference_evidence", "difference_message"]

_SHOWN = 5


def difference_message(subject: Subject, found: Probe, difference: Difference) -> str:
    """The message about one wrong gradient."""
    lines = [_headline(subject, difference)]
    lines += [f"  looks like: {text}" for text in diagnose(difference, subject)[:2]]
    lines.append(f"  smallest case that shows it: {describe_case(subject)}")
    worst = sorted(difference.entries, key=_size, reverse=True)[:_SHOWN]
    if worst:
        lines.append(f"  {'worst entries':<18}{'backward':>16}{'derivative':>16}{'error bar':>12}")
        lines += [_row(difference.name, entry) for entry in worst]
    return "\n".join(lines)


def describe_case(subject: Subject) -> str:
    """Configuration and shapes: `in_channels=1 kernel_size=1, X (2, 1, 1, 1)`."""
    configuration = subject.label.split("inputs ")[0].strip(", ")
    shapes = ", ".join(f"{name} {subject.values[name].shape}" for name in subject.input_names)
    return f"{configuration}, {shapes}" if configuration else shapes


def difference_evidence(found: Probe, difference: Difference) -> dict[str, Json]:
    """The same for programs."""
    return {
        "entries": [
            {
                "index": list(entry.index),
                "backward": entry.backward,
                "derivative": entry.derivative,
                "error_bar": entry.bar,
            }
            for entry in sorted(difference.entries, key=_size, reverse=True)[:_SHOWN]
        ],
        "wrong_entries": len(difference.entries),
        "all_entries": int(difference.backward.size),
        "ratio": ratio(difference),
    }


def _headline(subject: Subject, difference: Difference) -> str:
    target, batch = difference.target, subject.batch
    r = ratio(difference)
    if r is not None and in_words(r) == "1":
        r = None
    if r is not None and not np.any(difference.backward):
        return f"{target} is zero, but the derivative is not"
    if r is not None and difference.backward.size > 1:
        return f"{target} is {in_words(r)} of the derivative, in every entry (batch size {batch})"
    count, size = len(difference.entries), difference.backward.size
    worst = max((_relative(entry) for entry in difference.entries), default=None)
    share = "" if worst is None else f", by up to {_percent(worst)}"
    if difference.derivative is None:
        return f"{target} differs from the derivative in at least {max(count, 1)} of {size} entries{share}"
    return f"{target} differs from the derivative in {count} of {size} entries{share}"


def _size(entry: WrongEntry) -> float:
    size = abs(entry.backward - entry.derivative)
    return size if np.isfinite(size) else np.inf


def _relative(entry: WrongEntry) -> float:
    scale = max(abs(entry.backward), abs(entry.derivative))
    return _size(entry) / scale if scale and np.isfinite(scale) else np.inf


def _percent(share: float) -> str:
    if not np.isfinite(share):
        return "an infinite amount"
    return f"{100 * share:.3g}%" if share >= 1e-3 else f"{share:.1e} of its size"


def _row(name: str, entry: WrongEntry) -> str:
    place = f"{name}[{','.join(map(str, entry.index))}]"
    return f"    {place:<16}{entry.backward:>16.8g}{entry.derivative:>16.8g}{entry.bar:>12.0e}"
