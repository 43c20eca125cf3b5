"""What reports say of a layer before anything runs: where it stands, and what its documentation states."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ethan_core.registry import Entry

__all__ = ["layer_facts"]


def layer_facts(entry: Entry, root: Path) -> dict[str, Any]:
    """The places of a layer and of its backward, and its formulas, as plain data.

    >>> from ethan_core.fn import Relu
    >>> from ethan_core.registry import Entry
    >>> facts = layer_facts(Entry("relu.v1", Relu), Path("/elsewhere"))
    >>> facts["formulas"].splitlines()[0], facts["source"]
    ('Y[*i] = max(0, X[*i])', None)
    """
    from ethan_check.loading.source_places import backward_place

    return {
        "source": _place(entry.source_file, entry.source_line, root),
        "backward": _place(*(backward_place(entry) or ("", 0)), root),
        "formulas": _formulas(entry),
    }


def _place(file: str, line: int, root: Path) -> dict[str, Any] | None:
    """A place as seen from the project's root, where it lies below it."""
    if not file or file.startswith("<"):
        return None
    path = Path(file)
    inside = path.relative_to(root) if path.is_relative_to(root) else path
    return {"file": inside.as_posix(), "line": line}


def _formulas(entry: Entry) -> str:
    from ethan_check.loading.found_layers import origin_of
    from ethan_core.errors import FormulaError
    from ethan_core.formula import parse_section

    if entry.contract is not None and entry.contract.formula is not None:
        return entry.contract.formula
    try:
        return parse_section(inspect.getdoc(origin_of(entry)))
    except FormulaError:
        return ""  # The formula check says what is wrong with it.
