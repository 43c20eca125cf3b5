"""A correct layer, how cases of it are drawn, and the lines that break it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from zoo.specimen import Bug, Mutable

from ethan_core import Case

__all__ = ["Bug", "Unseen"]


@dataclass(frozen=True)
class Unseen(Mutable):
    """One correct layer with its mistakes; `draw` makes a case from the class and a generator."""

    name: str
    cls: type
    draw: Callable[[type, np.random.Generator], Case]
    bugs: tuple[Bug, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
