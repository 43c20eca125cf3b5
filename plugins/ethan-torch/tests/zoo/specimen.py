"""One planted thing: how it is made, and what it is judged on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import torch

__all__ = ["Planted", "W", "X", "found_in", "planted"]

X = torch.tensor([[0.6, -1.1, 1.7], [0.3, 0.9, -0.4], [-1.3, 0.8, 1.2], [2.1, -0.7, 0.5]])
W = torch.tensor([[1.4, 0.2, -0.9], [-0.5, 1.1, 0.7], [0.8, -1.6, 0.4], [0.9, 1.3, -0.2]])


@dataclass(frozen=True)
class Planted:
    """A factory of one thing of torch's.

    Args:
        make: makes it, with no memory of another one.
        inputs: in float32, as people have them.
        reference: what it should compute, where nothing else says so.
        options: of the check.
    """

    make: Callable[[], Any]
    inputs: tuple[Any, ...]
    reference: Callable[..., Any] | None = None
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.make.__name__

    @property
    def about(self) -> str:
        return (self.make.__doc__ or "").partition("\n")[0]


def planted(*inputs: Any, reference: Any = None, **options: Any) -> Callable[[Callable[[], Any]], Planted]:
    """Enter what a function makes."""
    return lambda make: Planted(make, inputs, reference, options)


def found_in(module: ModuleType) -> tuple[Planted, ...]:
    """All that a module enters, in the order of its text."""
    return tuple(one for one in vars(module).values() if isinstance(one, Planted))
