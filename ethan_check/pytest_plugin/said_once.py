"""What several items of a layer would say is said by one of them; the others refer to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ethan_check.pytest_plugin.layer_state import LayerState
    from ethan_check.result import Report

__all__ = ["SaidOnce"]


@dataclass
class SaidOnce:
    """Which of a layer's items says what.

    Args:
        reporting_item: the check whose item says why the layer cannot be judged.
        introduced_by: the check whose item says how the layer is read and run again.
        ran: the checks that have been asked.
        excused: whether some failure was expected, and came.
        texts: what items have failed with so far, each with the check that said it first.
    """

    reporting_item: str = ""
    introduced_by: str = ""
    ran: set[str] = field(default_factory=set)
    excused: bool = False
    texts: dict[str, str] = field(default_factory=dict)

    def introduces(self, check: str) -> bool:
        """Whether a check's item is the one that says how the layer is read and run again.

        >>> said = SaidOnce()
        >>> said.introduces("gradient"), said.introduces("shapes"), said.introduces("gradient")
        (True, False, True)
        """
        self.introduced_by = self.introduced_by or check
        return self.introduced_by == check

    def fails_nowhere(self, layer: LayerState, check: str, is_excused: bool) -> bool:
        """Whether all checks of the layer were asked, this one last, and none failed as expected."""
        self.excused = self.excused or is_excused
        self.ran.add(check)
        own = layer.table.checks if layer.table else ()
        all_checks = set(own or (one.name for one in layer.loaded.checks))
        return not self.excused and all_checks <= set(layer.to_come) <= self.ran

    def told_by(self, layer: LayerState, check: str, report: Report, text: str) -> str:
        """The check whose item says what another one fails with: word for word, or as the cause of both.

        A failure that is expected of the one is expected of the other, too.
        """
        from ethan_check.engine.expected_failures import ANY
        from ethan_check.engine.same_cause import CAUSES, SHAPES, is_about_shapes, repeats

        for known in layer.entry.expected_failures:
            if text not in self.texts and known not in (ANY, check) and ":" not in known:
                expected = layer.report((known,))
                if expected.failures and expected.message == text:
                    self.texts[text] = known
        met_by_all = text not in self.texts and SHAPES in layer.to_come and is_about_shapes(report.failures)
        if met_by_all and layer.report((SHAPES,)).message == text:
            self.texts[text] = SHAPES
        first = self.texts.setdefault(text, check)
        cause = CAUSES.get(check)
        if cause is not None and first == check and cause in layer.to_come:
            of_cause = layer.report((cause,)).findings
            if all(repeats(failure, of_cause) for failure in report.failures):
                return cause
        return first
