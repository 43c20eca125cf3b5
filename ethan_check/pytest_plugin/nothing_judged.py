"""What a run says in which there was nothing to judge: why, and what looks like layers here."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ethan_check.loading.manager import Loaded

__all__ = ["HOW_TO_REGISTER", "nothing_judged"]

HOW_TO_REGISTER = (
    "name a file, a package or a layer, as in: ethan check layers.py; or register layers with "
    "@ethan_core.register('mylayer.v1', cases=[...]), or describe them in tables "
    '[tool.ethan.layers."package.module:Name"] of pyproject.toml'
)

_MAX_FILES = 5  # lines of a terminal; more of them would be a list to search


def nothing_judged(loaded: Loaded, folder: Path) -> str:
    """Why nothing was judged, and the files below a folder that look as if they held layers."""
    from ethan_check.loading.candidates import candidates

    reasons = [empty.message for empty in loaded.empty]
    reasons += loaded.bases
    reasons += [f"{source} is left out by configuration" for source in loaded.left_out]
    lines = [f"nothing was judged: {'; '.join(reasons) or 'no layer is named, configured or registered'}"]
    found = candidates(folder)
    if not found:
        return f"{lines[0]}\n{HOW_TO_REGISTER}"
    lines += ["these look like layers:", *(f"  {one}" for one in found[:_MAX_FILES])]
    if len(found) > _MAX_FILES:
        lines.append(f"  and {len(found) - _MAX_FILES} more files")
    lines.append(f"to judge them: ethan check {shlex.quote(found[0].file.as_posix())}")
    return "\n".join(lines)
