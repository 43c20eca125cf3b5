"""Operators of the dispatcher: those of `torch.library`, and those that torch brings itself."""

from __future__ import annotations

from typing import Any

import torch

__all__ = ["operator_names"]


def operator_names(thing: Any) -> tuple[str, list[str]] | None:
    """What an operator and its arguments are called, as its schema says; None where a thing is none.

    >>> operator_names(torch.ops.aten.mul.Tensor)
    ('mul', ['self', 'other'])
    >>> operator_names(torch.sin) is None
    True
    """
    overload: Any = getattr(thing, "_opoverload", thing)  # Of torch.library.custom_op.
    if isinstance(overload, torch._ops.OpOverloadPacket):
        packet: Any = overload
        overload = getattr(packet, packet.overloads()[0])
    if not isinstance(overload, torch._ops.OpOverload):
        return None
    schema = overload._schema
    return schema.name.rpartition("::")[2], [argument.name for argument in schema.arguments]
