"""Whether a layer can be judged at all: it can be made, some inputs fit, and its convention is clear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ethan_check.cases.shape_inference import guess_case
from ethan_check.engine.entries import EntryRun
from ethan_check.subject.execution.faults import fault_of
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.kept_process import KeptProcess
from ethan_check.subject.options import LayerOptions
from ethan_core.case import Case
from ethan_core.errors import EthanError

__all__ = ["Obstacle", "obstacle"]


@dataclass(frozen=True)
class Obstacle:
    """Why no check can run on a layer.

    Args:
        text: in one line.
        case: the case on which its forward or backward raised, or None.
        fitting: shapes of inputs that it takes, where these were not and others are.
        runs: the configuration that takes the same inputs, where this one does not.
        is_about_shapes: whether the inputs may be to blame at all: a name that is missing is not their doing.
    """

    text: str
    case: Case | None = None
    fitting: str = ""
    runs: str = ""
    is_about_shapes: bool = True

    def __str__(self) -> str:
        return self.text


def obstacle(run: EntryRun) -> Obstacle | None:
    """What keeps a layer from being judged; None where nothing does.

    >>> from ethan_core.fn import Relu
    >>> from ethan_core.registry import Entry
    >>> obstacle(EntryRun(Entry("relu.v1", Relu))) is None
    True
    >>> class Broken(Relu):
    ...     def forward(self, X): raise OSError("no file")
    >>> str(obstacle(EntryRun(Entry("broken.v1", Broken)))).partition(" (")[0]
    'forward raised OSError: no file'
    """
    with KeptProcess() as kept, run.budget.pace.running():
        found = _obstacle(run)
    run.changes.update(kept.changes)
    return found


def _obstacle(run: EntryRun) -> Obstacle | None:
    entry = run.entry
    case: Case | None = None
    try:
        subjects = run.subjects
        for configuration in range(min(len(entry.cases), subjects.source.count)):
            case = None  # Nothing is known of the next one before it is drawn.
            case = subjects.source.draw(configuration).case
            subjects.subject(configuration)
    except EthanError as error:
        return Obstacle(str(error))
    except BaseException as error:
        fault = fault_of("the layer", error)
        if case is None:
            return Obstacle(str(fault))
        options = LayerOptions.stated(entry.options, run.adapters, run.translators)
        told, runs = str(fault), _running(run, configuration, case)
        if runs or any(f"raised {name}:" in told for name in _NOT_OF_SHAPES):
            return Obstacle(told, case, runs=runs, is_about_shapes=False)
        return Obstacle(told, case, _fitting(case.layer, run.seed, options))
    return None


_NOT_OF_SHAPES = ("AttributeError", "NameError", "NotImplementedError", "UnboundLocalError")
"""What is raised for a name or a branch that is missing, whatever the inputs are."""


def _running(run: EntryRun, failing: int, case: Case) -> str:
    """The label of a configuration that takes inputs of the same shapes; empty where there is none."""
    subjects = run.subjects
    for configuration in range(min(len(run.entry.cases), subjects.source.count)):
        try:
            other = subjects.source.draw(configuration).case
            if configuration == failing or other.label == case.label or not other.label:
                continue
            if list(map(np.shape, other.inputs)) == list(map(np.shape, case.inputs)):
                subjects.subject(configuration)
                return other.label
        except BaseException as error:
            let_pass(error)
    return ""


def _fitting(layer: Any, seed: int, options: LayerOptions) -> str:
    """Inputs that the layer does take, as the key `input` would have them."""
    try:
        case = guess_case(layer, seed, options)
    except BaseException as error:
        let_pass(error)
        case = None
    if case is None:
        return ""
    shapes = [np.shape(array) for array in case.inputs]
    batched = [("N", *shape[1:]) if shape == shapes[0] else shape for shape in shapes]
    return ", ".join(" ".join(map(str, shape)) for shape in batched)
