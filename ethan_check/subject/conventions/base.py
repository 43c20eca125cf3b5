"""What an adapter is: the knowledge of one convention for writing a backward pass."""

from __future__ import annotations

import sysconfig
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, runtime_checkable

from ethan_core.contract import Reduction
from ethan_core.errors import ArgumentError
from ethan_core.layer import Array

__all__ = ["Adapter", "Ambiguous", "Gradients", "LayerFault", "Path", "fault_of"]

Path: TypeAlias = tuple[str, ...]
"""Where a parameter lives in a layer: `("W",)` is an attribute, `("params", "W")` a key of a mapping."""


@dataclass(frozen=True)
class Gradients:
    """What one call of backward reported, as the layer reports it.

    Args:
        inputs: one for each input of forward; None where the layer owes none, or gave none.
        parameters: by parameter name.
    """

    inputs: tuple[Any, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class Adapter(Protocol):
    """Calls a layer the way its convention wants to be called.

    An adapter holds no state: the layer that it is handed is a fresh copy that it may change, and
    `memory` carries what forward has to tell backward.
    """

    @property
    def name(self) -> str:
        """The convention's name, as it is stated in `convention=`."""

    @property
    def reduction(self) -> Reduction:
        """How this convention reduces parameter gradients over the batch if nothing is declared."""

    def recognises(self, layer: Any) -> bool:
        """Whether the layer looks as if it followed this convention."""

    def parameters(self, layer: Any, inputs: tuple[Array, ...]) -> dict[str, Path]:
        """Where the trainable arrays are; the layer may be used up in finding out."""

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        """Run forward: its output (an array, or a tuple of them) and a memory for backward."""

    def backward(
        self,
        layer: Any,
        inputs: tuple[Array, ...],
        cotangent: Any,
        memory: Any,
        parameters: Mapping[str, Path],
    ) -> Gradients:
        """Run backward after forward on the same layer; the cotangent is built like the output."""


class Ambiguous(ArgumentError):
    """A layer can be read in several ways, and its author has to say which one is meant."""


class LayerFault(Exception):
    """The layer itself went wrong; the text is one line for its author.

    Attributes:
        stage: the call that went wrong, such as `backward`; empty when it is not known.
    """

    def __init__(self, message: str, stage: str = "") -> None:
        super().__init__(message)
        self.stage = stage


_STANDARD = sysconfig.get_path("stdlib")


def _is_library(file: str) -> bool:
    """Whether a file is Python's own or numpy's, where no mistake of a layer is to be looked for."""
    return "site-packages/numpy/" in file or (file.startswith(_STANDARD) and "site-packages" not in file)


def fault_of(stage: str, error: BaseException) -> LayerFault:
    """Say in one line what a call of the layer's own code raised, and where.

    >>> str(fault_of("forward", ValueError("no")))
    'forward raised ValueError: no'
    """
    text = str(error).strip().splitlines()
    what = f"{type(error).__name__}: {text[0]}" if text else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if "ethan_check" not in frame.filename]
    own = [frame for frame in theirs if not _is_library(frame.filename)]
    place = (own or theirs)[-1] if theirs else None
    where = f" ({place.filename}:{place.lineno})" if place else ""
    return LayerFault(f"{stage} raised {what}{where}", stage)
