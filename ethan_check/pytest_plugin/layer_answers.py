"""What is asked of a layer while a run lasts: answered in this process, or in one of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ethan_check.pytest_plugin.table_advice import as_its_table_spells, lacks_a_table

if TYPE_CHECKING:
    from ethan_check.baseline.entry import LayerEntry
    from ethan_check.isolation.answering import Answers
    from ethan_check.pytest_plugin.layer_state import LayerState
    from ethan_check.result import Report

__all__ = ["NotMeasured", "answers_of", "measured_here", "obstacle_here"]


class NotMeasured(Exception):
    """A layer does not run on the cases of its baseline; the text is one line."""


def obstacle_here(layer: LayerState) -> str:
    """Why a layer cannot be judged, in one line; empty where it can."""
    from ethan_check.engine.preflight import obstacle
    from ethan_check.pytest_plugin.obstacle_text import obstacle_text

    found = obstacle(layer.run)
    if found is None:
        return ""
    several = len(layer.entry.cases) > 1
    file = layer.loaded.configuration.file if lacks_a_table(layer) else ""
    text = obstacle_text(found, layer.table, several=several, file=file)
    return as_its_table_spells(layer, f"{layer.entry.name}: {text}")


def measured_here(layer: LayerState, seed: int) -> LayerEntry:
    """What the layer is now, on the cases of its baseline.

    Raises:
        NotMeasured: it does not run.
    """
    from ethan_check.baseline.measure import measure
    from ethan_check.engine.entries import prepare
    from ethan_check.subject.execution.faults import LayerFault
    from ethan_check.subject.gradients import BadGradient
    from ethan_core.errors import EthanError

    try:
        subjects = prepare(layer.entry, seed=seed, adapters=layer.loaded.adapters)
        return measure(subjects, len(layer.entry.cases))
    except (LayerFault, BadGradient, EthanError) as fault:
        raise NotMeasured(str(fault)) from None


def answers_of(layer: LayerState) -> Answers:
    """The answers about a layer, as what JSON takes."""

    def obstacle() -> dict[str, Any]:
        return {"text": obstacle_here(layer), "changes": sorted(layer.run.changes)}

    def report(checks: list[str], explain: bool, without: Sequence[str] = ()) -> dict[str, Any]:
        found: Report = layer.run.report(tuple(checks), explain=explain, without=frozenset(without))
        return found.to_json()

    def measured(seed: int) -> dict[str, Any]:
        try:
            return {"entry": measured_here(layer, seed).to_json()}
        except NotMeasured as fault:
            return {"fault": str(fault)}

    known: dict[str, Callable[..., Any]] = {"obstacle": obstacle, "report": report, "measured": measured}
    return lambda question, details: known[question](**details)
