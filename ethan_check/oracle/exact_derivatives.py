"""The derivative of the documented forward along a line, by differences with no error to speak of.

At 100 digits a central difference of step 1e-40 is exact to some 60 digits. Where the slopes ahead and
behind differ there is a kink; which derivative is documented there is a convention. A contract that
gives ties to the first entry is followed by moving equal entries apart, by far less than shows and far
more than the step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ethan_check.numerics.tolerances.oracle import DERIVATIVE_DIGITS, KINK_SHARE
from ethan_check.oracle.documentation import Documentation
from ethan_check.oracle.number_systems import Digits, Objects
from ethan_core.layer import Array

__all__ = ["DocumentedDifferences", "Slopes", "along"]


@dataclass(frozen=True)
class Slopes:
    """For every output, flat: the central slope, and those on either side.

    Args:
        kink: where the sides differ, so that no derivative exists.
    """

    central: Objects
    behind: Objects
    ahead: Objects
    kink: npt.NDArray[np.bool_]


class DocumentedDifferences:
    """Differences of the documented forward from one point, of which many directions share the origin.

    Args:
        documentation: what is documented, and of which layer.
        values: the point.
        numbers: of as many digits as a difference needs.
        origin: the documented outputs at the point, if they are known.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.array([-1.0, 0.0, 2.0]),))
    >>> differences = DocumentedDifferences(Documentation(subject, subject.values), subject.values)
    >>> found = differences.slopes({"X": np.ones(3)})
    >>> found.central.astype(float).tolist(), found.kink.tolist()
    ([0.0, 0.5, 1.0], [False, True, False])
    """

    def __init__(
        self,
        documentation: Documentation,
        values: Mapping[str, Array],
        numbers: Digits | None = None,
        origin: Callable[[], Objects] | None = None,
    ) -> None:
        self._documentation, self._known_origin = documentation, origin
        self.numbers = Digits(DERIVATIVE_DIGITS) if numbers is None else numbers
        base = {
            name: _ties_broken(documentation, name, value, self.numbers) for name, value in values.items()
        }
        self._base: dict[str, Any] = base
        self._is_moved = any(base[name] is not value for name, value in values.items())

    @cached_property
    def _origin(self) -> Objects:
        if self._known_origin is not None and not self._is_moved:
            return self._known_origin()
        return self._documentation.forward(self.numbers, self._base)

    def slopes(self, direction: Mapping[str, Array]) -> Slopes:
        """Differentiate along a direction.

        Raises:
            FormulaError: the documented forward has no value here or beside.
        """
        numbers = self.numbers
        # Two fifths of the digits for the step: its square is lost, and three fifths are left.
        step = numbers.context.mpf(10) ** -(2 * numbers.digits // 5)
        before, after = self._moved(direction, -step), self._moved(direction, step)
        behind, ahead = (self._origin - before) / step, (after - self._origin) / step
        size = np.abs(behind) + np.abs(ahead)
        # What is left of the digits after the step, and less than any slope that matters.
        noise = numbers.context.mpf(10) ** -(numbers.digits // 4)
        kink = np.array(abs(ahead - behind) > size * KINK_SHARE + noise, dtype=np.bool_)
        return Slopes((after - before) / (2 * step), behind, ahead, kink)

    def _moved(self, direction: Mapping[str, Array], multiple: Any) -> Objects:
        numbers, moved = self.numbers, dict(self._base)
        for name, v in direction.items():
            moved[name] = numbers.array(self._base[name]) + numbers.array(v) * multiple
        return self._documentation.forward(numbers, moved)


def _ties_broken(documentation: Documentation, name: str, value: Array, numbers: Digits) -> Any:
    """An array whose equal entries are moved apart where the contract says which of them counts."""
    contract = documentation.subject.contract
    if contract is None or contract.ties != "first" or name not in documentation.subject.targets:
        return value
    if np.unique(value).size == value.size:
        return value
    tiny = numbers.context.mpf(10) ** -(numbers.digits // 4)
    places = numbers.array(np.arange(value.size).reshape(value.shape))
    return numbers.array(value) - places * tiny


def along(gradient: Objects, direction: Array, numbers: Digits) -> Any:
    """The derivative along a direction of what has this gradient.

    >>> fifty = Digits(50)
    >>> float(along(fifty.array([1.0, 2.0]), np.array([1.0, 10.0]), fifty))
    21.0
    """
    products = gradient.ravel() * numbers.array(direction).ravel()
    return sum(products.tolist(), numbers.lift(0))
