"""The failures of a report as a person reads them: each cause once, each case once, the first few in full."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ethan_check.result import Finding

__all__ = ["CODE", "SAME_AS", "failures_text"]

CODE = "code"
"""In a finding's evidence: the code of its check."""

SAME_AS = "same_as"
"""In a finding's evidence: the check that says the same mistake in better words."""

_IN_FULL = 3
"""Gradients with a table of their entries: of a layer with a dozen parameters the rest get a line each."""

_SAID_ONCE = ("  case that shows it: ", "  smallest case that shows it: ", "  Ethan made this case ")
_LOOKS = "  looks like: "
_TABLE = "  worst entries "


def failures_text(findings: Iterable[Finding]) -> str:
    """The messages of findings that are no pass, without what has been said before.

    >>> from ethan_check.result import Finding
    >>> case = "  case that shows it: X (2, 3)"
    >>> print(failures_text([
    ...     Finding(check="gradient", verdict="fail", message=f"gru: dL_dW is zero\\n{case}"),
    ...     Finding(check="gradient", verdict="fail", message=f"gru: dL_db is zero\\n{case}"),
    ...     Finding(check="update", verdict="fail", message="gru: W stays", evidence={"code": "ETH010"}),
    ...     Finding(check="stability", verdict="fail", message="gru: ...", evidence={"same_as": "gradient"}),
    ... ]))
    gru: dL_dW is zero
      case that shows it: X (2, 3)
    <BLANKLINE>
    gru: dL_db is zero
    <BLANKLINE>
    gru: W stays [ETH010]
    <BLANKLINE>
    stability fails for the same reason as gradient
    """
    findings = list(findings)
    first_hand = [finding for finding in findings if SAME_AS not in finding.evidence]
    blocks: list[str] = []
    short: list[str] = []
    said: set[str] = set()
    by_message: dict[str, Finding] = {}
    for finding in first_hand:
        by_message.setdefault(finding.message, finding)
    for message in map(_with_code, by_message.values()):
        lines = [line for line in message.split("\n") if line not in said]
        said.update(line for line in lines if line.startswith(_SAID_ONCE))
        if len(blocks) < _IN_FULL or not any(line.startswith(_TABLE) for line in lines):
            blocks.append("\n".join(lines))
        else:
            said.update(line for line in lines if line.startswith(_LOOKS))
            short += _in_short(lines)
    if short:
        blocks.append("\n".join(short))
    echoes = dict.fromkeys(
        f"{finding.check} fails for the same reason as {finding.evidence[SAME_AS]}"
        for finding in findings
        if SAME_AS in finding.evidence
    )
    return "\n\n".join([*blocks, *(["\n".join(echoes)] if echoes else [])])


def _with_code(finding: Finding) -> str:
    """A message whose first line ends with the code of the check, unless its mistake has one of its own."""
    first, *rest = finding.message.split("\n")
    code = finding.evidence.get(CODE)
    if code and not any(line.startswith(_LOOKS) and line.endswith("]") for line in rest):
        first += f" [{code}]"
    return "\n".join([first, *rest])


def _in_short(lines: list[str]) -> list[str]:
    """A message in one line, with its worst entry in place of the table; and what it looks like."""
    table = next(place for place, line in enumerate(lines) if line.startswith(_TABLE))
    place, backward, derivative, bar = lines[table + 1].rsplit(maxsplit=3)
    worst = f"{place.strip()} is {backward}, and the derivative {derivative} (error bar {bar})"
    looks = [line for line in lines[1:table] if line.startswith((_LOOKS, *_SAID_ONCE))]
    return [f"{lines[0]}: {worst}", *looks]
