"""One configuration of a layer with the arrays on which it is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

__all__ = ["Case", "CaseDrawer", "CaseLike"]


@dataclass(frozen=True)
class Case:
    """A layer, ready to run, and the inputs of its forward.

    `inputs` may be one array or a tuple of arrays; it is kept as a tuple.

    >>> case = Case(layer=object(), inputs=(np.ones((2, 3)),), label="ones")
    >>> len(case.inputs)
    1
    """

    layer: Any
    inputs: tuple[Any, ...]
    label: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.inputs, tuple):
            object.__setattr__(self, "inputs", (self.inputs,))


CaseDrawer: TypeAlias = Callable[[np.random.Generator], Case]
"""A rule of the layer's own for drawing cases."""

CaseLike: TypeAlias = Mapping[str, Any] | Case | CaseDrawer
"""What a registration may give: constructor arguments, a ready case, or a rule that draws one."""
