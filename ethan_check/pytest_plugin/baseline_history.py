"""What git knows of the baselines that something changed against, put beside the results of a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ethan_check.pytest_plugin.baseline_settings import BaselineSettings

if TYPE_CHECKING:
    from ethan_check.reports.baseline_revision import BaselineRevision
    from ethan_check.reports.layer_result import LayerResult
    from ethan_check.reports.results import Results

__all__ = ["with_histories"]

_MOST_LAYERS = 20
"""The worst; git is asked for each, and searches the whole history of the repository."""

_MOST_REVISIONS = 50
"""The newest; beyond them a picture has no room."""


def with_histories(results: Results, baseline: BaselineSettings, root: Path) -> Results:
    """The results with the history of each layer that is not what its baseline says.

    Args:
        results: of a run.
        baseline: the store that it was held to.
        root: of the project.
    """
    changed = sorted((layer for layer in results.layers if layer.changes), key=_worst_first)
    found = {layer.name: _history(layer.name, baseline, root) for layer in changed[:_MOST_LAYERS]}
    layers = (replace(layer, history=found.get(layer.name, ())) for layer in results.layers)
    return replace(results, layers=tuple(layers))


def _worst_first(layer: LayerResult) -> tuple[int, str]:
    from ethan_check.baseline.states import ORDER

    # A state that is not among them (`damaged`) is worse than any that is.
    ranks = [ORDER.index(state) if state in ORDER else len(ORDER) for state in layer.changes]
    return -max(ranks), layer.name


def _history(layer: str, baseline: BaselineSettings, root: Path) -> tuple[BaselineRevision, ...]:
    """The revisions of a layer; none where git has none, or cannot say: that is no error of the run."""
    from ethan_check.baseline.history import history
    from ethan_check.baseline.key_figures import key_figures
    from ethan_check.baseline.store_error import StoreError
    from ethan_check.reports.baseline_revision import BaselineRevision

    try:
        folder = baseline.store.folder.relative_to(root).as_posix()
        revisions = history(layer, folder, root, _MOST_REVISIONS)
    except (StoreError, ValueError):  # ValueError: the store lies outside of the project.
        return ()
    return tuple(
        BaselineRevision(
            commit=one.commit,
            date=one.date,
            author=one.author,
            state=one.state,
            what=one.what,
            reason=one.reason,
            numbers={} if one.entry is None else key_figures(one.entry),
        )
        for one in revisions
    )
