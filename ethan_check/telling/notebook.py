"""A report in a notebook: the verdict in its colour, the message in a fixed width, the account as a table."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ethan_check.result import AccountEntry, Verdict

__all__ = ["as_html"]

_COLOURS: Mapping[Verdict, str] = {
    "pass": "#1a7f37",
    "inconclusive": "#9a6700",
    "error": "#cf222e",
    "fail": "#cf222e",
}


def as_html(verdict: Verdict, text: str, account: Mapping[str, AccountEntry]) -> str:
    """One block of HTML that needs no style sheet.

    >>> as_html("pass", "relu: pass", {}).count("relu: pass")
    1
    """
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td style='text-align: left'>{escape(str(entry))}</td></tr>"
        for name, entry in account.items()
    )
    table = f"<table>{rows}</table>" if rows else ""
    first, _, rest = text.partition("\n")
    more = f"<pre>{escape(rest)}</pre>" if rest else ""
    return (
        f"<div style='border-left: 4px solid {_COLOURS[verdict]}; padding-left: 8px'>"
        f"<strong style='color: {_COLOURS[verdict]}'>{verdict}</strong> <code>{escape(first)}</code>"
        f"{more}{table}</div>"
    )
