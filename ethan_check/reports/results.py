"""The results of a run: everything that a report shows, as frozen, JSON-native data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ethan_check.reports.layer_result import VERDICTS, LayerResult
from ethan_check.result import Json

__all__ = ["FORMAT", "VERSION", "NotLoaded", "Results", "Run"]

FORMAT: Final = "ethan-results"
VERSION: Final = 1
"""Rises when a reader of the last version would misread; `schema/` has one schema for each."""


@dataclass(frozen=True)
class NotLoaded:
    """A source of layers that could not be loaded, and why."""

    name: str
    text: str

    def to_json(self) -> dict[str, Json]:
        """The same as a dictionary that `json.dumps` takes."""
        return {"name": self.name, "text": self.text}


@dataclass(frozen=True, kw_only=True)
class Run:
    """Under what circumstances the results came about.

    Args:
        ethan, python, numpy: versions.
        platform: system and machine, `Linux x86_64`.
        when: the end of the run, ISO 8601 in UTC; `SOURCE_DATE_EPOCH` is honoured.
        seed: with the same seed the same cases are drawn.
        complete: whether it came to its end; false where it was interrupted, or stopped at a failure.
    """

    ethan: str
    python: str
    numpy: str
    platform: str
    when: str
    seed: int
    complete: bool = True

    def to_json(self) -> dict[str, Json]:
        """The circumstances as a dictionary that `json.dumps` takes."""
        return dict(vars(self))


@dataclass(frozen=True, kw_only=True)
class Results:
    """Everything that one run found.

    Args:
        run: its circumstances.
        layers: in the order of their names.
        not_loaded: the sources of layers that could not be loaded.
        left_out: classes that look like layers and were not checked, each with the reason.

    >>> run = Run(ethan="0.1.0", python="3.13.1", numpy="2.3.0", platform="Linux", when="", seed=0)
    >>> layers = (LayerResult(name="good", verdict="pass"), LayerResult(name="halved", verdict="fail"))
    >>> [layer.name for layer in Results(run=run, layers=layers).worst_first]
    ['halved', 'good']
    """

    run: Run
    layers: tuple[LayerResult, ...] = ()
    not_loaded: tuple[NotLoaded, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def worst_first(self) -> tuple[LayerResult, ...]:
        """The layers, those first that need somebody."""
        return tuple(sorted(self.layers, key=lambda layer: (VERDICTS.index(layer.verdict), layer.name)))

    def to_json(self) -> dict[str, Json]:
        """The results as a dictionary that `json.dumps` takes, up to numbers that are not finite."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "run": self.run.to_json(),
            "layers": [layer.to_json() for layer in self.layers],
            "not_loaded": [source.to_json() for source in self.not_loaded],
            "left_out": list(self.left_out),
        }
