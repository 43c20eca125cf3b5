"""Whether a layer can be judged at all: it can be made, some inputs fit, and its convention is clear."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.cases.shape_inference import guess_case
from ethan_check.engine.entries import prepare
from ethan_check.subject.conventions.adapter import Adapter
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.options import LayerOptions
from ethan_core.case import Case
from ethan_core.errors import EthanError
from ethan_core.registry import Entry

__all__ = ["Obstacle", "obstacle"]


@dataclass(frozen=True)
class Obstacle:
    """Why no check can run on a layer.

    Args:
        text: in one line.
        case: the case on which its forward or backward raised, or None.
        fitting: shapes of inputs that it takes, where these were not and others are.
    """

    text: str
    case: Case | None = None
    fitting: str = ""

    def __str__(self) -> str:
        return self.text


def obstacle(entry: Entry, *, seed: int = 0, adapters: Iterable[Adapter] = ()) -> Obstacle | None:
    """What keeps a layer from being judged; None where nothing does.

    >>> from ethan_core.fn import Relu
    >>> obstacle(Entry("relu.v1", Relu)) is None
    True
    >>> class Broken(Relu):
    ...     def forward(self, X): raise OSError("no file")
    >>> str(obstacle(Entry("broken.v1", Broken))).partition(" (")[0]
    'forward raised OSError: no file'
    """
    adapters = tuple(adapters)
    case: Case | None = None
    try:
        subjects = prepare(entry, seed=seed, adapters=adapters)
        for configuration in range(min(len(entry.cases), subjects.source.count)):
            case = None  # Nothing is known of the next one before it is drawn.
            case = subjects.source.draw(configuration).case
            subjects.subject(configuration)
    except EthanError as error:
        return Obstacle(str(error))
    except LayerFault as fault:
        if case is None:
            return Obstacle(str(fault))
        return Obstacle(
            str(fault), case, _fitting(case.layer, seed, LayerOptions.stated(entry.options, adapters))
        )
    return None


def _fitting(layer: Any, seed: int, options: LayerOptions) -> str:
    """Inputs that the layer does take, as the key `input` would have them."""
    case = guess_case(layer, seed, options)
    if case is None:
        return ""
    shapes = [np.shape(array) for array in case.inputs]
    batched = [("N", *shape[1:]) if shape == shapes[0] else shape for shape in shapes]
    return ", ".join(" ".join(map(str, shape)) for shape in batched)
