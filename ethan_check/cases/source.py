"""What a source of cases is: it draws the case at a position, and looks for a small one that still fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np

from ethan_core.case import Case

__all__ = ["DrawnCase", "Fails", "Source", "arguments_in_words"]

Fails: TypeAlias = Callable[["DrawnCase"], bool]
"""Whether a case still fails."""


@dataclass(frozen=True)
class DrawnCase:
    """A case, and how sure it is.

    Args:
        case: the layer and its inputs.
        parameter_seed: moves the parameters; None leaves them as they are.
        tentative: whether the layer may refuse these inputs, because nothing says that it takes them.
        configuration: which of the layer's configurations it is of; None where cases may differ in it.
        make: makes the layer of the case anew, where that is known.
        reshaped: whether an axis other than the batch has a length that nobody gave; then a gradient of
            another shape says that the layer does not mean it.
        made: what Ethan changed in what was given, in words; empty where nothing was.
        origin: the case as it was given, where it is of no configuration.

    >>> DrawnCase(Case(object(), (np.ones(2),))).tentative
    False
    """

    case: Case
    parameter_seed: int | None = None
    tentative: bool = False
    configuration: int | None = None
    make: Callable[[], Any] | None = None
    reshaped: bool = False
    made: str = ""
    origin: Case | None = None


class Source(Protocol):
    """Draws cases."""

    @property
    def count(self) -> int:
        """How many cases a run at default settings looks at."""

    @property
    def draws_layers(self) -> bool:
        """Whether cases differ in the layer itself, not in its inputs alone."""

    def draw(self, position: int) -> DrawnCase:
        """The case at a position.

        Raises:
            LayerFault: the layer's constructor, or its rule for drawing cases, raised.
            ContractError: no shapes satisfy the contract.
        """

    def smaller(self, fails: Fails) -> DrawnCase | None:
        """The smallest case found that still fails, or None."""


def arguments_in_words(arguments: Mapping[str, Any]) -> str:
    """Constructor arguments as they read in a message.

    >>> arguments_in_words({"kernel_size": 2, "rng": np.random.default_rng(0), "stride": 1})
    'kernel_size=2 stride=1'
    >>> arguments_in_words({"pool": {"import": "nn.pooling:Maximum", "call": {"size": 2}}})
    'pool=Maximum(size=2)'
    """
    shown = {name: value for name, value in arguments.items() if not isinstance(value, np.random.Generator)}
    return " ".join(f"{name}={_in_words(value)}" for name, value in shown.items())


def _in_words(value: Any) -> str:
    """A value as Python would write it; one that a table says how to make, as the call that makes it."""
    if isinstance(value, Mapping) and "import" in value:
        name = str(value["import"]).rpartition(":")[2]
        call = value.get("call")
        if not isinstance(call, Mapping):
            return name
        return f"{name}({', '.join(f'{key}={_in_words(one)}' for key, one in call.items())})"
    if isinstance(value, Mapping) and isinstance(value.get("tuple"), list):
        return repr(tuple(value["tuple"]))
    if isinstance(value, list):
        return f"[{', '.join(map(_in_words, value))}]"
    return repr(value)
