"""What became of one layer's baseline, revision by revision."""

from __future__ import annotations

import io
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


def history(layer: str, folder: str, root: Path, most: int | None = None) -> list[Revision]:
    """The revisions that touched the baseline of a layer, the newest first; those that changed only what is
    not compared are `same`.

    Args:
        layer: its name.
        folder: of the baselines, as seen from `root`.
        root: where git is asked.
        most: so many of the newest; by default all of them.

    Raises:
        StoreError: git refuses, or has never seen such a file.
    """
    path = f"{folder}/{file_name(layer)}"
    # One more than is wanted: the oldest, too, is seen beside the one before it.
    limit = () if most is None else (f"--max-count={most + 1}",)
    log = git(root, "log", "--no-show-signature", f"--format={_FIELDS}", *limit, "--", path)
    lines = [line.split("\t", 2) for line in log.decode(errors="replace").split("\n") if line]
    if not lines:
        raise StoreError(f"{path}: no revision has it: is the name of the layer right, and is it committed?")
    found: list[Revision] = []
    before: LayerEntry | None = None
    texts = _texts([commit for commit, _, _ in lines], path, root)
    for (commit, date, author), text in zip(reversed(lines), reversed(texts), strict=True):
        state, what, now = _step(layer, path, text, before)
        reason = str(now.written.get("reason", "")) if now is not None else ""
        found.append(Revision(commit, date, author, state, what, reason, now))
        before = now or before
    return found[::-1][:most]


def _texts(commits: list[str], path: str, root: Path) -> list[str | None]:
    """What the file was in each commit, None where it was not there; git is asked once for all of them."""
    asked = "".join(f"{commit}:./{path}\n" for commit in commits)
    answer = io.BytesIO(git(root, "cat-file", "--batch", given=asked))
    texts: list[str | None] = []
    for _ in commits:
        line = answer.readline()
        if line.endswith(b" missing\n"):
            texts.append(None)
        else:  # Its hash, its kind and its size; then so many bytes, and the end of a line.
            texts.append(answer.read(int(line.split()[-1]) + 1)[:-1].decode(errors="replace"))
    return texts


def _step(
    layer: str, path: str, text: str | None, before: LayerEntry | None
) -> tuple[str, str, LayerEntry | None]:
    if text is None:
        return "gone", f"{layer}: gone", None
    try:
        now = from_text(text, path)
    except StoreError as error:
        return "damaged", str(error), None
    if before is None:
        return "new", f"{layer}: new", now
    comparison = compare(before, now, verdicts=True)
    return comparison.state, headline(comparison), now
