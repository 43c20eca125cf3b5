"""What became of one layer's baseline, revision by revision."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ethan_check.baseline.compare import compare
from ethan_check.baseline.entry import LayerEntry
from ethan_check.baseline.file_names import file_name
from ethan_check.baseline.schema import from_text
from ethan_check.baseline.snapshot import git
from ethan_check.baseline.store_error import StoreError
from ethan_check.baseline.words import headline

__all__ = ["Revision", "history"]

_FIELDS = "%H%x09%cs%x09%an"


@dataclass(frozen=True)
class Revision:
    """One commit that touched a baseline.

    Args:
        commit: its hash.
        date, author: of it.
        state: of the layer beside the revision before.
        what: in a line, what changed.
        reason: that is stored.
        entry: what was stored; None where it was removed, or cannot be read.

    >>> print(Revision("0123456789ab", "2026-01-02", "Ann", "new", "relu.v1: new", "first"))
    2026-01-02  0123456  Ann  relu.v1: new (first)
    """

    commit: str
    date: str
    author: str
    state: str
    what: str
    reason: str = ""
    entry: LayerEntry | None = None

    def __str__(self) -> str:
        reason = f" ({self.reason})" if self.reason else ""
        return f"{self.date}  {self.commit[:7]}  {self.author}  {self.what}{reason}"


def history(layer: str, folder: str, root: Path) -> list[Revision]:
    """The revisions that touched the baseline of a layer, the newest first; those that changed only what is
    not compared are `same`.

    Raises:
        StoreError: git refuses, or has never seen such a file.
    """
    path = f"{folder}/{file_name(layer)}"
    log = git(root, "log", f"--format={_FIELDS}", "--", path).decode(errors="replace")
    if not log.strip():
        raise StoreError(f"{path}: no revision has it: is the name of the layer right, and is it committed?")
    found: list[Revision] = []
    before: LayerEntry | None = None
    for line in reversed(log.splitlines()):
        commit, date, author = line.split("\t", 2)
        state, what, now = _step(layer, path, commit, before, root)
        reason = str(now.written.get("reason", "")) if now is not None else ""
        found.append(Revision(commit, date, author, state, what, reason, now))
        before = now or before
    return found[::-1]


def _step(
    layer: str, path: str, commit: str, before: LayerEntry | None, root: Path
) -> tuple[str, str, LayerEntry | None]:
    if not git(root, "ls-tree", commit, "--", path):
        return "gone", f"{layer}: gone", None
    try:
        now = from_text(git(root, "show", f"{commit}:./{path}").decode(errors="replace"), path)
    except StoreError as error:
        return "damaged", str(error), None
    if before is None:
        return "new", f"{layer}: new", now
    comparison = compare(before, now, verdicts=True)
    return comparison.state, headline(comparison), now
