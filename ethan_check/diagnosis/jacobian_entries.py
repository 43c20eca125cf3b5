"""What diagnoses ask of a Jacobian: which outputs an entry feeds, and what some of them contribute."""

from __future__ import annotations

import math

import numpy as np

from ethan_check.numerics.tolerances.explanations import RECOMPUTED
from ethan_check.subject.subject import Subject
from ethan_check.verdict.wrong_entries import WrongGradient
from ethan_core.layer import Array

__all__ = ["Contributions", "can_tell", "contributions"]


class Contributions:
    """The derivative of every output by every entry of one array, times the cotangent.

    Args:
        products: one row an entry, one column an output.
        shape: of the array.
        output_shape: of the output.

    Attributes:
        feeds: which entry feeds which output.
    """

    def __init__(self, products: Array, shape: tuple[int, ...], output_shape: tuple[int, ...]) -> None:
        self.products, self.shape, self.output_shape = products, shape, output_shape
        self.feeds = np.abs(products) > RECOMPUTED * np.max(np.abs(products), initial=0.0)

    def kept(self, mask: Array) -> Array:
        """The gradient if only the contributions under a mask counted."""
        summed: Array = np.where(mask, self.products, 0.0).sum(axis=1).reshape(self.shape)
        return summed

    def positions(self, axis: int) -> Array:
        """For each output, its index along an axis."""
        size = math.prod(self.output_shape)
        place: Array = np.unravel_index(np.arange(size), self.output_shape)[axis]
        return place

    def own_positions(self, axis: int) -> Array:
        """For each entry, its index along an axis of its own."""
        place: Array = np.unravel_index(np.arange(len(self.products)), self.shape)[axis]
        return place


def contributions(difference: WrongGradient, subject: Subject) -> Contributions | None:
    """Those of a wrong gradient; None where they are not all known, or there are several outputs."""
    jacobian, u = difference.jacobian, difference.cotangent
    shape = difference.backward.shape
    if jacobian is None or u is None or not shape or isinstance(subject.output, tuple | list):
        return None
    output_shape = np.shape(subject.output)
    if jacobian.shape != (math.prod(shape), math.prod(output_shape)):
        return None
    return Contributions(jacobian * u, shape, output_shape)


def can_tell(difference: WrongGradient, subject: Subject) -> bool:
    """Whether the whole Jacobian is known; where not, a case says nothing for or against."""
    return difference.jacobian is not None
