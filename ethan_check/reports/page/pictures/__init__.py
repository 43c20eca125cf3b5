"""Pictures, where people would rather look than read: matplotlib draws them, and the page holds them as SVG.

    heat_map.py    where a gradient is wrong, beside what it should be
    steps.py       how far differences are off at each step, and which were believed
    history.py     what a layer cost, and how accurate it was, by revision of its baseline
    overview.py    certificates and units in the last place, of all layers

`canvas.py` turns a figure into SVG that takes its colours from the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from ethan_check.reports.layer_result import CheckResult
from ethan_check.reports.page.pictures.canvas import Picture
from ethan_check.reports.page.pictures.heat_map import heat_map
from ethan_check.reports.page.pictures.history import by_revision
from ethan_check.reports.page.pictures.overview import certificates, units_in_the_last_place
from ethan_check.reports.page.pictures.steps import error_by_step
from ethan_check.reports.results import Results

__all__ = ["Picture", "by_revision", "overviews", "pictures_of"]


def overviews(results: Results) -> tuple[Picture, ...]:
    """The pictures of the whole run; none where there is nothing to show."""
    drawn = (certificates(results), units_in_the_last_place(results))
    return tuple(picture for picture in drawn if picture is not None)


def pictures_of(check: CheckResult, most: int) -> tuple[Picture, ...]:
    """The pictures of what one check found, at most so many."""
    pictures = []
    for picture in _drawn(check) if most > 0 else ():
        pictures.append(picture)
        if len(pictures) == most:
            break
    return tuple(pictures)


def _drawn(check: CheckResult) -> Iterator[Picture]:
    for finding in check.findings:
        for draw in (heat_map, error_by_step):
            picture = draw(finding)
            if picture is not None:
                yield picture
