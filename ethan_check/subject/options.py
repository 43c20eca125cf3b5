"""What a user says about a layer beside its contract: in Python, in a registration or in TOML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from ethan_check.subject.conventions import convention_names
from ethan_check.subject.conventions.adapter import Adapter
from ethan_core.contract import Reduction
from ethan_core.errors import ArgumentError

__all__ = ["NO_OPTIONS", "LayerOptions"]


@dataclass(frozen=True)
class LayerOptions:
    """How one layer is to be read and run.

    Args:
        convention: the name of the convention of its backward; None to find it out.
        reduction: how gradients are reduced over the batch, for all parameters or by name.
        dtype: `"float64"`: the layer's own arrays are made so; `"float32"`: it runs in that alone.
        frozen: the names of parameters that are not trained.
        adapters: the conventions of plugins.

    >>> LayerOptions.stated({"frozen": ["b"]}).frozen
    ('b',)
    """

    convention: str | None = None
    reduction: Reduction | Mapping[str, Reduction] | None = None
    dtype: str | None = None
    frozen: tuple[str, ...] = ()
    adapters: tuple[Adapter, ...] = ()

    def __post_init__(self) -> None:
        if self.convention is None:
            return
        known = dict.fromkeys((*(adapter.name for adapter in self.adapters), *convention_names()))
        if self.convention not in known:
            raise ArgumentError(
                f"convention {self.convention!r} is unknown; expected one of {', '.join(known)}"
            )

    @classmethod
    def stated(cls, options: Mapping[str, Any], adapters: Iterable[Adapter] = ()) -> LayerOptions:
        """The options of a registration.

        Raises:
            ArgumentError: there is no such option, or no such convention.
        """
        known = [option.name for option in fields(cls) if option.name != "adapters"]
        unknown = sorted(set(options) - set(known))
        if unknown:
            raise ArgumentError(f"{unknown[0]!r} is no option; expected one of {', '.join(known)}")
        values = {**options, "frozen": tuple(options.get("frozen", ()))}
        return cls(**values, adapters=tuple(adapters))

    @property
    def keywords(self) -> dict[str, Any]:
        """As the keyword arguments of `Subject`."""
        return dict(vars(self))


NO_OPTIONS = LayerOptions()
"""Of a layer of which nothing is said: everything is found out."""
