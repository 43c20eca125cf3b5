"""The file that shows a failure alone, where somebody asked for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ethan_check.pytest_plugin.layer_state import LayerState
    from ethan_check.result import Report

__all__ = ["Reproduction", "reproduction_of"]


class Reproduction(NamedTuple):
    """What became of it.

    Args:
        line: what the failure says of it, with a line break before; empty where nobody asked.
        file: as it is told; empty where none was written.

    >>> Reproduction().line
    ''
    """

    line: str = ""
    file: str = ""


def reproduction_of(layer: LayerState, check: str, report: Report) -> Reproduction:
    """Write the file, and say which it is, or why there is none."""
    folder = layer.settings.repro
    if folder is None or not report.failures:
        return Reproduction()
    if layer.processes is not None:
        why = "the layer ran in a process of its own; leave --ethan-isolate out"
        return Reproduction(f"\nno file reproduces it: {why}")
    from ethan_check.repro.literals import NotWritten
    from ethan_check.repro.script import Failure, write_script
    from ethan_check.subject.backward_source import shown_place

    content = None if layer.table is None else layer.table.content
    failure = Failure(layer.entry, content or None, layer.run.subjects, report, check)
    try:
        file = write_script(failure, folder)
    except NotWritten as reason:
        return Reproduction(f"\nno file reproduces it: {reason}")
    except OSError as error:
        return Reproduction(f"\nno file reproduces it: {folder}: {error.strerror or error}")
    shown = shown_place((str(file), 0)).rpartition(":")[0]
    return Reproduction(f"\nreproduce it: python {shown}", shown)
