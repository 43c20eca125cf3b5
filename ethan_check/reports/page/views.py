"""Layers and checks as the template shows them."""

from __future__ import annotations

from dataclasses import dataclass

from ethan_check.reports.layer_result import CheckResult, LayerResult, Place
from ethan_check.reports.page.formulas import typeset
from ethan_check.reports.page.pictures import Picture
from ethan_check.reports.words import (
    GRAVE,
    baseline_cells,
    counted,
    headline,
    history_table,
    worst_certificate,
)
from ethan_check.trace import as_text

__all__ = ["CheckView", "LayerView"]


@dataclass(frozen=True)
class CheckView:
    """One check as the page shows it."""

    result: CheckResult
    pictures: tuple[Picture, ...]

    @property
    def is_grave(self) -> bool:
        return self.result.verdict in GRAVE

    @property
    def trace(self) -> str:
        return as_text(self.result.trace)


@dataclass(frozen=True)
class LayerView:
    """One layer as the page shows it."""

    anchor: str
    result: LayerResult
    checks: tuple[CheckView, ...]
    is_open: bool
    history: Picture | None = None

    @property
    def headline(self) -> str:
        return next((headline(self.result, check.result) for check in self.checks if check.is_grave), "")

    @property
    def remarks(self) -> list[str]:
        return [remark for remark in (self.result.remark, *self.result.changes) if remark]

    @property
    def counts(self) -> str:
        return counted(check.result.verdict for check in self.checks)

    @property
    def certificate(self) -> tuple[str, float] | None:
        return worst_certificate(self.result)

    @property
    def formulas(self) -> tuple[str, ...]:
        return typeset(self.result.formulas)

    @property
    def baseline(self) -> list[tuple[str, ...]]:
        return [baseline_cells(line) for line in self.result.baseline]

    @property
    def revisions(self) -> list[tuple[str, ...]]:
        return history_table(self.result)

    @property
    def places(self) -> dict[str, Place]:
        found = {"backward": self.result.backward, "layer": self.result.source}
        return {what: place for what, place in found.items() if place}
