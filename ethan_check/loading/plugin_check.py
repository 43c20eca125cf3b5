"""A check of somebody else's: what it raises, and what is no finding, is told with whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ethan_check.checks.base import (
    Check,
    DoesNotApply,
    asks_for_repeats,
    asks_in_any_precision,
    code_of,
    max_cases_of,
)
from ethan_check.result import Finding
from ethan_check.subject.execution.faults import LayerFault, fault_of
from ethan_check.subject.execution.read_attributes import attribute
from ethan_check.subject.execution.what_it_is import what_it_is
from ethan_check.subject.gradients import BadGradient
from ethan_check.subject.subject import Subject
from ethan_core.errors import EthanError

__all__ = ["PluginCheck"]

_VERDICTS = ("pass", "fail", "inconclusive", "error")
_MOST = 10_000
"""Findings on one case: a check has one for each array, and a generator may have no end."""


@dataclass(frozen=True)
class PluginCheck:
    """A check that a plugin brings; its attributes are read once, when it is loaded.

    >>> from ethan_check.checks.shapes import CHECK
    >>> check = PluginCheck.of(CHECK, "more-checks")
    >>> check.name, check.max_cases, check.owner
    ('shapes', 4, 'more-checks')
    """

    name: str
    code: str
    max_cases: int | None
    exempts: Any
    asks_for_repeats: bool
    any_precision: bool
    owner: str
    check: Check

    @classmethod
    def of(cls, check: Check, owner: str) -> PluginCheck:
        """The check of a distribution."""
        exempts = attribute(check, "exempts", ())
        traits = (asks_for_repeats(check), asks_in_any_precision(check))
        return cls(check.name, code_of(check), max_cases_of(check), exempts, *traits, owner, check)

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """The findings of the check.

        Raises:
            LayerFault: whatever it raises that is about itself, and what it yields that is no finding.
        """
        try:
            for count, found in enumerate(self.check.run(subject, rng)):
                yield self._required(found, count)
        except (LayerFault, BadGradient, DoesNotApply, EthanError):
            raise  # Of the layer, or meant for whoever runs checks.
        except BaseException as error:
            if type(error) is GeneratorExit:
                raise  # Nobody wants the rest.
            raise fault_of(self._told, error) from None

    @property
    def _told(self) -> str:
        return f"the check {self.name} of {self.owner}"

    def _required(self, found: Any, count: int) -> Finding:
        if not isinstance(found, Finding):
            raise LayerFault(f"{self._told} yielded {what_it_is(found)}, expected a Finding")
        if found.verdict not in _VERDICTS:
            raise LayerFault(
                f"{self._told} yielded the verdict {found.verdict!r}, expected one of {', '.join(_VERDICTS)}"
            )
        if count >= _MOST:
            raise LayerFault(f"{self._told} yielded more than {_MOST:,} findings on one case")
        return found if found.check == self.name else replace(found, check=self.name)
