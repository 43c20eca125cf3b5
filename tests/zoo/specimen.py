"""A specimen: one correct layer, and the one-line changes that break it."""

from __future__ import annotations

import inspect
import linecache
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ethan_core import Contract

KINDS: Mapping[str, str] = {
    "scale": "a wrong factor, sign or constant",
    "missing-term": "one summand or factor of the derivative is left out",
    "axis": "the wrong axis, layout or keepdims",
    "shape-conditional": "wrong for some sizes or configurations only",
    "value-conditional": "wrong for some values only",
    "localised": "wrong in one entry, row, corner or border only",
    "small": "off by a relative 1e-2 at the most",
    "ones-cotangent": "right for a cotangent of all ones",
    "state": "depends on, or changes, something that outlives the call",
    "dtype": "loses or changes precision, or is wrong for an array that is not C-contiguous",
    "accumulation": "one of several contributions overwrites the others",
}
"""What each kind of bug means."""

MAY_CHANGE_FORWARD = frozenset({"state", "dtype"})
"""The kinds whose bugs may sit in forward; all others leave every output as it is, bit for bit."""


class SpecimenError(ValueError):
    """A bug does not fit the source of its layer.

    >>> issubclass(SpecimenError, ValueError)
    True
    """


@dataclass(frozen=True)
class Bug:
    """One line of a layer's source, and what it becomes.

    Args:
        kind: one of `KINDS`.
        line: a whole line of the class, without its indentation.
        becomes: what replaces the line; it is indented as the line was.
        note: what is wrong, where the line does not show it.
        occurrence: which of several equal lines is meant, counted from 0; -1 where there is only one.
        told: the verdict that it deserves. Not everything can be proven: `inconclusive` is what makes another
            layer of it, which may be meant, and which the account has to name; `pass` is what no case of its
            rule shows, or what its author has declared.

    >>> Bug("scale", "dx = 2 * x * dout", "dx = x * dout").kind
    'scale'
    """

    kind: str
    line: str
    becomes: str
    note: str = ""
    occurrence: int = -1
    told: str = "fail"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise SpecimenError(f"bug kind {self.kind!r}: expected one of {', '.join(KINDS)}")


class Mutable:
    """A correct class whose source is known, so that a bug can be planted in it."""

    name: str
    cls: type

    def build(self, bug: Bug | None = None) -> type:
        """The correct class, or the class with one bug in it.

        The mutated source is known to `linecache`, so that tracebacks show it.

        Raises:
            SpecimenError: the bug's line is not in the source, or is there more than once.

        >>> from zoo.layers.relu import SPECIMEN
        >>> SPECIMEN.build() is SPECIMEN.cls
        True
        >>> SPECIMEN.build(SPECIMEN.bugs[0]) is SPECIMEN.cls
        False
        """
        if bug is None:
            return self.cls
        source = self.mutated_source(bug)
        filename = f"<{self.name}: {bug.becomes}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        namespace = dict(vars(sys.modules[self.cls.__module__]))
        exec(compile(source, filename, "exec"), namespace)
        built: type = namespace[self.cls.__name__]
        return built

    def mutated_source(self, bug: Bug) -> str:
        """The source of the class with the bug in it; raises as `build` does.

        >>> from zoo.layers.relu import SPECIMEN
        >>> SPECIMEN.bugs[0].becomes in SPECIMEN.mutated_source(SPECIMEN.bugs[0])
        True
        """
        lines = textwrap.dedent(inspect.getsource(self.cls)).splitlines()
        places = [number for number, line in enumerate(lines) if line.strip() == bug.line]
        if not places:
            raise SpecimenError(f"{self.name}: no line of {self.cls.__name__} is {bug.line!r}")
        if len(places) > 1 and bug.occurrence < 0:
            raise SpecimenError(
                f"{self.name}: {len(places)} lines of {self.cls.__name__} are {bug.line!r}; set occurrence"
            )
        if bug.occurrence >= len(places):
            raise SpecimenError(
                f"{self.name}: {bug.line!r} stands {len(places)} times, but occurrence is {bug.occurrence}"
            )
        number = places[max(bug.occurrence, 0)]
        indent = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
        lines[number] = textwrap.indent(bug.becomes, indent)
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Specimen(Mutable):
    """A correct layer with what is known about it.

    Args:
        name: the name of its module in tests/zoo/layers.
        cls: the correct class.
        contract: what the class promises.
        cases: constructor arguments of several configurations.
        bugs: the planted bugs.
        tags: remarks for those who select: `cached` or `plain` for the convention, `real-only` where
            forward does not take complex arrays.
    """

    name: str
    cls: type
    contract: Contract
    cases: tuple[Mapping[str, Any], ...]
    bugs: tuple[Bug, ...]
    tags: tuple[str, ...] = ()
