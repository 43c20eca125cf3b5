"""What a caller hands over, looked at before anything runs: a mistake of theirs is told in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ethan_check.subject.frameworks import foreign_array
from ethan_core.arguments import shown
from ethan_core.contract import Contract
from ethan_core.errors import ArgumentError
from ethan_core.plain_text import name_of

__all__ = ["as_array", "as_inputs", "require_contract", "require_layer"]

_MOST_SHOWN = 60
"""Characters of a value, which stands in the midst of a line."""

_NO_LAYERS = (str, bytes, int, float, complex, np.ndarray, np.generic, list, tuple, dict, set)


def require_layer(layer: Any, cases: Any) -> None:
    """Refuse what is no layer whatever is tried.

    Raises:
        ArgumentError: it is nothing, a number, a text, an array or a container.

    >>> require_layer("layers.Scale", None)
    Traceback (most recent call last):
        ...
    ethan_core.errors.ArgumentError: layer is 'layers.Scale', expected an object with a forward and a \
backward; a module is judged by `ethan check`
    """
    if layer is None and cases is None:
        raise ArgumentError("layer is None, expected an object with a forward and a backward")
    if isinstance(layer, _NO_LAYERS):
        hint = "; a module is judged by `ethan check`" if isinstance(layer, str) else ""
        raise ArgumentError(
            f"layer is {_shown(layer)}, expected an object with a forward and a backward{hint}"
        )


def as_inputs(inputs: Any) -> tuple[Any, ...] | None:
    """The arguments of forward as a tuple; a single array is one, and a list of arrays is a tuple of them.

    Raises:
        ArgumentError: some are no arrays of numbers.

    >>> [array.shape for array in as_inputs([np.ones(2), np.ones((2, 3))])]
    [(2,), (2, 3)]
    >>> as_inputs((np.ones(2), None))
    Traceback (most recent call last):
        ...
    ethan_core.errors.ArgumentError: inputs[1] is None, expected an array of numbers
    """
    if inputs is None:
        return None
    if isinstance(inputs, list) and inputs and all(_is_array(one) for one in inputs):
        inputs = tuple(inputs)
    if isinstance(inputs, Mapping):
        raise ArgumentError(
            "inputs is a dict, expected a tuple of arrays in the order of forward's arguments"
        )
    if not isinstance(inputs, tuple):
        return (as_array(inputs, "inputs"),)
    if not inputs:
        raise ArgumentError(
            "inputs is empty, expected the arrays that forward is called with, as in inputs=(X,)"
        )
    return tuple(as_array(one, f"inputs[{place}]") for place, one in enumerate(inputs))


def as_array(value: Any, what: str) -> Any:
    """One array of numbers; that of another framework is left as it is.

    Raises:
        ArgumentError: it is none.

    >>> as_array("abc", "inputs[0]")
    Traceback (most recent call last):
        ...
    ethan_core.errors.ArgumentError: inputs[0] is 'abc', expected an array of numbers
    """
    if foreign_array(value):
        return value
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        array = np.empty((), dtype=object)
    if array.dtype.kind not in "fciub":
        raise ArgumentError(f"{what} is {_shown(value)}, expected an array of numbers")
    if array.size and array.dtype.kind in "fc" and np.isnan(array).all():
        raise ArgumentError(f"{what} holds nothing but NaN, expected numbers")
    return array


def require_contract(contract: Any) -> None:
    """Refuse what is no contract.

    Raises:
        ArgumentError: it is shapes alone, or a dictionary.

    >>> require_contract("N d -> N d")
    Traceback (most recent call last):
        ...
    ethan_core.errors.ArgumentError: contract is 'N d -> N d', expected contract=Contract(shapes='N d -> N d')
    """
    if contract is None or isinstance(contract, Contract):
        return
    said = f"shapes={contract!r}" if isinstance(contract, str) else "shapes=..."
    raise ArgumentError(f"contract is {_shown(contract)}, expected contract=Contract({said})")


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) or foreign_array(value) is not None


def _shown(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype}"
    if isinstance(value, list | tuple) and value and _is_ragged(value):
        return f"a {name_of(type(value))} of rows of several lengths"
    if value is None or isinstance(value, str | bytes | int | float | complex | list | tuple):
        return shown(value)[:_MOST_SHOWN]
    return f"a {name_of(type(value))}"


def _is_ragged(value: list[Any] | tuple[Any, ...]) -> bool:
    return len({_length(row) for row in value}) > 1


def _length(row: Any) -> int:
    has_one = isinstance(row, list | tuple) or (isinstance(row, np.ndarray) and row.ndim > 0)
    return len(row) if has_one else -1
