"""The page: what the template shows of each layer, and the template itself."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ethan_check.reports.page.pictures import by_revision, overviews, pictures_of
from ethan_check.reports.page.views import CheckView, LayerView
from ethan_check.reports.results import Results
from ethan_check.reports.words import GRAVE, needs_somebody, totals

__all__ = ["render"]

_MOST_PICTURES = 40
"""Of the worst layers: matplotlib takes a tenth of a second for each, and the page some 20 kB."""

_MOST_HISTORIES = 20
"""Pictures of baselines; a run asks for no more."""

_MOST_OPEN = 20
"""Layers that stand open at first, so that a page of hundreds that fail is there at once."""

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that HTML cannot hold, or that turn the order of the text around them."""


def render(results: Results, root: Path) -> str:
    """The text of the page; the same for the same results.

    What the libraries of the extra warn of (a letter that a font lacks) is not for the run's filters, which
    may turn it into an error.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return _render(results)


def _render(results: Results) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("ethan_check.reports.page"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.jinja").render(
        totals=totals(results),
        run=results.run,
        not_loaded=results.not_loaded,
        left_out=results.left_out,
        layers=list(_views(results)),
        overviews=overviews(results),
    )


def _views(results: Results) -> Iterator[LayerView]:
    room, histories = _MOST_PICTURES, _MOST_HISTORIES
    for number, layer in enumerate(results.worst_first, start=1):
        checks = []
        for check in layer.checks:
            pictures = pictures_of(check, room) if check.verdict in GRAVE else ()
            room -= len(pictures)
            checks.append(CheckView(check, pictures))
        checks.sort(key=lambda check: not check.is_grave)
        is_open = number <= _MOST_OPEN and needs_somebody(layer)
        past = by_revision(layer) if histories > 0 else None
        histories -= past is not None
        yield LayerView(f"layer-{number}", layer, tuple(checks), is_open, past)


def _visible(value: Any) -> Any:
    """What the template puts out, with a sign where a character would not show.

    >>> _visible("a\\x00b")
    'a\ufffdb'
    """
    return _UNSEEN.sub("\ufffd", value) if type(value) is str else value
