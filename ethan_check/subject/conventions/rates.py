"""The learning rate that a layer holds, instead of being given it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ethan_check.subject.conventions.calling import Calling
from ethan_check.subject.conventions.spelling import is_rate
from ethan_check.subject.execution.object_paths import Path, attributes, holders, write
from ethan_core.layer import Array

__all__ = ["AtRate", "rates_held"]


@dataclass(frozen=True)
class AtRate:
    """Sets the learning rate that a layer holds before backward is called."""

    inner: Calling
    rate_at: Path

    @property
    def text(self) -> str:
        return f"{self.inner.text} at the rate {'.'.join(self.rate_at)}"

    @property
    def memory_is_handed_on(self) -> bool:
        return self.inner.memory_is_handed_on

    def forward(self, layer: Any, inputs: tuple[Array, ...]) -> tuple[Any, Any]:
        return self.inner.forward(layer, inputs)

    def backward(
        self, layer: Any, inputs: tuple[Array, ...], cotangent: Any, memory: Any, **extra: Any
    ) -> Any:
        write(layer, self.rate_at, extra.pop("rate", 0.0))
        return self.inner.backward(layer, inputs, cotangent, memory, **extra)


def rates_held(layer: Any) -> Iterator[Path]:
    """Where a layer holds numbers that may be a learning rate, those with its name first."""
    found = []
    for path, holder in holders(layer):
        if isinstance(holder, list | tuple):
            continue
        held = holder.items() if isinstance(holder, dict) else attributes(holder).items()
        for name, value in held:
            if isinstance(value, float):
                found.append((not is_rate(str(name)), (*path, str(name))))
    yield from (path for _, path in sorted(found))
