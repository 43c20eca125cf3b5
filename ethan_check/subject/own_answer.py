"""What a layer answers at its case's own arrays, asked once for all checks that build on it.

Whether a made case is meant, whether gradients have the right shape, whether they are the derivative, and
what they are compared with after another history: each begins with one forward and one backward of a fresh
copy at the same point. Any cotangent without symmetry does for all of them, so it is drawn once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import default_rng  # As it is now: a layer that replaces it has not run yet.

from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.random_directions import cotangent
from ethan_check.subject.conventions.adapter import Gradients
from ethan_check.subject.execution.outputs import flatten
from ethan_check.subject.execution.returned import plain_gradient
from ethan_check.subject.linearisation import Linearisation, Validate
from ethan_check.subject.runner import LayerRunner

__all__ = ["OwnAnswer", "OwnPoint"]


@dataclass(frozen=True)
class OwnAnswer:
    """One answer of a fresh copy.

    Args:
        cotangent: what backward was given, flat.
        reported: what it reported, in copies that no later call reaches.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_core.fn import Relu
    >>> answer = Subject(Relu(), (np.array([-1.0, 2.0]),)).own_answer
    >>> bool(answer.reported.inputs[0][1] == answer.cotangent[1])
    True
    """

    cotangent: Vector
    reported: Gradients

    @classmethod
    def asked(cls, point: Linearisation, seeds: list[int]) -> OwnAnswer:
        """The answer of a layer at a point, for a cotangent of some seeds.

        Raises:
            LayerFault: forward or backward raised.
        """
        u = cotangent(point.output.size, default_rng(seeds))
        reported = point.reported(u)
        inputs = tuple(map(_copied, reported.inputs))
        return cls(u, Gradients(inputs, {name: _copied(one) for name, one in reported.parameters.items()}))


class OwnPoint(Linearisation):
    """The point of a case's own arrays: what has been asked there is not asked again.

    Args:
        runner: runs the layer.
        answer: what it has answered.
        validate: from what backward reports to derivatives by array name.

    >>> from ethan_check.subject.subject import Subject
    >>> from ethan_core.net import Mlp
    >>> subject = Subject(Mlp(3, 2), (np.ones((4, 3)),))
    >>> point, rng = subject.own_point(subject.values), np.random.default_rng(0)
    >>> before = subject.calls.forward
    >>> point.pullback(point.cotangent(8, rng))["X"].shape, point.output.shape, subject.calls.forward - before
    ((4, 3), (8,), 0)
    """

    def __init__(self, runner: LayerRunner, answer: OwnAnswer, validate: Validate) -> None:
        super().__init__(runner, runner.values, validate)
        self._answer = answer

    @property
    def output(self) -> Vector:
        """All outputs, flat."""
        return np.array(flatten(self._runner.output))

    def cotangent(self, size: int, rng: np.random.Generator) -> Vector:
        """The one for which the answer is known."""
        return self._answer.cotangent

    def reported(self, cotangent: Vector) -> Gradients:
        """What backward reports: asked for again only where the cotangent is another one."""
        if np.array_equal(cotangent, self._answer.cotangent):
            return self._answer.reported
        return super().reported(cotangent)


def _copied(gradient: Any) -> Any:
    """Of an array a copy, for it may be a buffer that later calls write into."""
    plain = plain_gradient(gradient)
    return plain.copy() if isinstance(plain, np.ndarray) else plain
