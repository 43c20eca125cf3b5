"""Why a layer cannot be judged, as somebody reads it who writes tables, and does not call `check_layer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ethan_check.engine.preflight import Obstacle
    from ethan_check.loading.tables import LayerTable

__all__ = ["obstacle_text"]

_ADVICE = "; give "
"""Begins the part of an obstacle's text that is meant for callers of `check_layer`; here there is a table."""


def obstacle_text(found: Obstacle, table: LayerTable | None, *, several: bool = False, file: str = "") -> str:
    """The obstacle in one line, with the table and the key that are wrong; what was tried, in further ones.

    Args:
        table: what the configuration says of the layer; None where it says nothing.
        several: whether the layer has several configurations, so that the one that is meant is named.
        file: where a table would help; empty for a layer that needs none.

    >>> from ethan_check.engine.preflight import Obstacle
    >>> obstacle_text(Obstacle("nothing says what forward takes; give inputs"), None, file="pyproject.toml")
    'nothing says what forward takes; say it in pyproject.toml'
    """
    text = str(found)
    what, _, advice = text.partition(_ADVICE)
    _, *further = advice.split("\n")  # What came of the inputs that were tried.
    if table is None:
        return "\n".join((f"{what}; say it in {file}", *further)) if advice and file else text
    if text.startswith(str(table.location)):
        return text
    if advice:
        return "\n".join((f"{table.location}: {what}; say it with the key input", *further))
    if found.case is not None and not found.is_about_shapes:
        label = found.case.label if several else ""
        runs = f"; with {found.runs} it runs" if found.runs else ""
        return f"{table.location}: {text}{f' with {label}' if label else ''}{runs}"
    if found.case is not None and (table.input or "shapes" in table.contract):
        key, value = ("input", table.input) if table.input else ("shapes", table.contract["shapes"])
        given = " and ".join(str(array.shape) for array in found.case.inputs)
        given += f" with {found.case.label}" if found.case.label and several else ""
        stated, fitting = (
            _shapes(value if isinstance(value, str) else ", ".join(value)),
            _shapes(found.fitting),
        )
        is_another = fitting != stated and len(fitting) == len(found.case.inputs)
        hint = f"; it takes {found.fitting!r}" if found.fitting and is_another else ""
        return f"{table.location}: {key} is {value!r}, but for {given} {text}{hint}"
    return f"{table.location}: {text}"


def _shapes(text: str) -> list[str]:
    """The shapes of inputs, one each, with their axes spaced alike.

    >>> _shapes("N T 4,  N S  4 -> N 4")
    ['N T 4', 'N S 4']
    """
    return [" ".join(shape.split()) for shape in text.partition("->")[0].split(",")]
