"""What the names in a layer's formulas refer to: its arrays, its attributes, the sizes of its axes."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.subject import Subject
from ethan_core.formula import Formulas
from ethan_core.formula.nodes import Node
from ethan_core.layer import Array

__all__ = ["attributes_read", "formula_names", "input_spellings", "names_read", "reads_any", "sizes_of"]


def names_read(formulas: Formulas) -> set[str]:
    """Every name on a right side or in a bound, indices included.

    >>> from ethan_core.formula import parse_formulas
    >>> sorted(names_read(parse_formulas("Y[n] = K*X[n+p]")))
    ['K', 'X', 'n', 'p']
    """
    return set().union(*(line.names for line in formulas.lines))


def formula_names(subject: Subject, formulas: Formulas) -> dict[str, str]:
    """For every array of the subject, what the formulas call it.

    That is its own name, or the name of forward's argument, or the same in the other case: `x` for `X`.

    >>> from ethan_core.fn import Relu
    >>> from ethan_core.formula import parse_formulas
    >>> formula_names(Subject(Relu(), (np.ones(2),)), parse_formulas("Y[*i] = x[*i]"))
    {'X': 'x'}
    """
    known = names_read(formulas) | {line.left.by.name for line in _differentiated(formulas)}
    arguments = _arguments(subject)
    found: dict[str, str] = {}
    for name in subject.values:
        spellings = _spellings(subject, name, arguments)
        found[name] = next((spelling for spelling in spellings if spelling in known), name)
    return found


def input_spellings(subject: Subject) -> set[str]:
    """Everything that formulas may call the subject's inputs.

    >>> from ethan_core.fn import Relu
    >>> sorted(input_spellings(Subject(Relu(), (np.ones(2),))))
    ['X', 'x']
    """
    arguments = _arguments(subject)
    return {spelling for name in subject.input_names for spelling in _spellings(subject, name, arguments)}


def _spellings(subject: Subject, name: str, arguments: Sequence[str]) -> list[str]:
    if name not in subject.input_names:
        return [name]
    position = subject.input_names.index(name)
    return [name, *arguments[position : position + 1], name.lower(), name.upper()]


def _differentiated(formulas: Formulas) -> Sequence[Any]:
    return (*formulas.derivatives, *formulas.gradients)


def _arguments(subject: Subject) -> list[str]:
    method = getattr(subject.layer, "value" if subject.adapter.name == "loss" else "forward", None)
    try:
        return list(inspect.signature(method).parameters) if callable(method) else []
    except (TypeError, ValueError):
        return []


def attributes_read(layer: Any, formulas: Formulas) -> dict[str, Any]:
    """The numbers, flags and arrays that formulas name and the layer holds as attributes.

    >>> from ethan_core.fn import Gelu
    >>> from ethan_core.formula import parse_formulas
    >>> attributes_read(Gelu(), parse_formulas("Y[*i] = K*X[*i]"))
    {'K': 0.044715}
    """
    found: dict[str, Any] = {}
    for name in sorted(names_read(formulas)):
        try:
            value = getattr(layer, name)
        except BaseException as error:  # a property may raise anything
            let_pass(error)
            continue
        value = _plain(value)
        if value is not None:
            found[name] = value
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, tuple | list) and value and all(isinstance(v, int | float) for v in value):
        return np.asarray(value)
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        return value
    return None


def sizes_of(subject: Subject, values: Mapping[str, Array], held: Mapping[str, Any]) -> dict[str, int]:
    """The sizes of the axes that the contract names, and N, the length of the leading axis.

    >>> from ethan_core.net import Mlp
    >>> subject = Subject(Mlp(3, 2), (np.ones((4, 3)),))
    >>> sorted(sizes_of(subject, subject.values, {"in_features": 3, "out_features": 2}).items())
    [('N', 4), ('in_features', 3), ('out_features', 2)]
    """
    first = values[subject.input_names[0]] if subject.input_names else np.empty(())
    sizes: dict[str, int] = {"N": int(first.shape[0]) if first.ndim else 1}
    contract = subject.contract
    if contract is None or not contract.shapes:
        return sizes
    bound = {
        name: int(held[name])
        for name in contract.signature.names()
        if isinstance(held.get(name), int) and not isinstance(held[name], bool)
    }
    stars: dict[str, tuple[int, ...]] = {}
    for name, shape in zip(contract.inputs, contract.signature.inputs, strict=True):
        if name in values:
            shape.mismatch(values[name].shape, bound, stars)
    return bound | sizes


def reads_any(node: Node, names: set[str]) -> bool:
    """Whether an expression reads one of some arrays.

    >>> from ethan_core.formula import parse_formula
    >>> reads_any(parse_formula("Z[n] = Y[n]*2").expression, {"Y"})
    True
    """
    return not names.isdisjoint(node.names)
