"""Leaves of a graph that are none of Ethan's: tensors that a function reads beside its arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import torch
from torch import nn

__all__ = ["captured", "graph_nodes"]


def graph_nodes(tensors: Iterable[torch.Tensor]) -> Iterator[Any]:
    """Every node of the graph that some tensors hang on, once.

    >>> x = torch.ones(2, requires_grad=True)
    >>> [type(node).__name__ for node in graph_nodes([x.exp() * 2])]
    ['MulBackward0', 'ExpBackward0', 'AccumulateGrad']
    """
    nodes = [tensor.grad_fn for tensor in tensors if tensor.grad_fn is not None]
    seen = set(nodes)
    while nodes:
        node = nodes.pop()
        yield node
        for further, _ in node.next_functions:
            if further is not None and further not in seen:
                seen.add(further)
                nodes.append(further)


def captured(
    outputs: Iterable[torch.Tensor], known: Iterable[torch.Tensor], thing: Any
) -> dict[str, torch.Tensor]:
    """The tensors that require a gradient, that outputs depend on, and that are not known; by a name for
    each.

    Args:
        outputs: with their graph.
        known: the leaves that gradients are asked of.
        thing: the function, in which names are looked for.

    >>> weight = torch.ones(2, requires_grad=True)
    >>> def scaled(x): return x * weight
    >>> list(captured([scaled(torch.ones(2))], [], scaled))
    ['weight']
    """
    ours = {id(tensor) for tensor in known}
    found: dict[str, torch.Tensor] = {}
    names = {id(tensor): name for name, tensor in _held_by(thing)}
    for node in graph_nodes(outputs):
        tensor = getattr(node, "variable", None)
        if isinstance(tensor, torch.Tensor) and id(tensor) not in ours:
            name = names.get(id(tensor), "a tensor")
            found[name if name not in found else f"{name} {len(found)}"] = tensor
    return found


def _held_by(thing: Any) -> Iterator[tuple[str, torch.Tensor]]:
    """Tensors that a function closes over or is bound to, and those of modules there, with names."""
    for name, value in _values(thing):
        if isinstance(value, torch.Tensor):
            yield name, value
        elif isinstance(value, nn.Module):
            for inner, parameter in value.named_parameters():
                yield f"{name}.{inner}", parameter


def _values(thing: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, partial):
        yield from ((f"argument {at}", value) for at, value in enumerate(thing.args))
        yield from thing.keywords.items()
        thing = thing.func
    function: Callable[..., Any] = getattr(thing, "__func__", thing)
    code = getattr(function, "__code__", None)
    if code is None:
        return
    for name, cell in zip(code.co_freevars, getattr(function, "__closure__", None) or (), strict=False):
        try:
            yield name, cell.cell_contents
        except ValueError:  # Not filled.
            continue
    own = getattr(function, "__globals__", {})
    yield from ((name, own[name]) for name in code.co_names if name in own)
