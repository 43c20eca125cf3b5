"""The item that says which layers are in the store and no longer in the project."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from ethan_check.pytest_plugin.baseline_settings import BaselineSettings
from ethan_check.pytest_plugin.full_run import FullRun
from ethan_check.pytest_plugin.item_task import CheckFailure

__all__ = ["GoneTask", "successor"]


@dataclass(frozen=True)
class GoneTask:
    """Fails for entries without a layer; the verb `prune` has them removed.

    Args:
        layers: those of the project.
        run: whether it has seen all of them.
    """

    baseline: BaselineSettings
    layers: tuple[str, ...]
    run: FullRun
    file: str = ""
    line: int = 0
    record: dict[str, Any] = field(default_factory=dict)

    def __call__(self) -> None:
        from ethan_check.baseline.store_error import StoreError

        if self.run.left_out:
            pytest.skip(f"whether a layer is gone cannot be told: {self.run.left_out}")
        try:
            gone = [layer for layer in self.baseline.store.layers() if layer not in self.layers]
        except StoreError as error:
            raise CheckFailure(str(error)) from None
        self.record["baseline"] = {"gone": gone, "removes": self.baseline.verb == "prune"}
        if not gone or self.baseline.verb == "prune" or "gone" not in self.baseline.fails:
            return
        lines = [f"{layer}: gone{successor(layer, self.layers)}" for layer in gone]
        advice = "if that is meant: pytest --ethan-check --ethan-baseline=prune"
        raise CheckFailure("\n".join([*lines, advice]))


def successor(layer: str, layers: tuple[str, ...]) -> str:
    """What may have become of a layer, in words that follow `gone`.

    >>> successor("conv2d.v1", ("conv2d.v2", "relu.v1"))
    ', and conv2d.v2 is there: was its version raised?'
    >>> successor("conv2d.v1", ("relu.v1",))
    ': it is in the store, and no layer has that name'
    """
    stem = layer.rpartition(".v")[0]
    others = [other for other in layers if other.rpartition(".v")[0] == stem]
    if others:
        return f", and {others[-1]} is there: was its version raised?"
    return ": it is in the store, and no layer has that name"
