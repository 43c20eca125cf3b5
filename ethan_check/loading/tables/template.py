"""The table that a layer needs, ready to be pasted and filled in."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Sequence
from typing import Any

from ethan_check.loading.tables.toml_values import signature_of
from ethan_check.subject.conventions.spelling import METHODS_OF_INPUTS
from ethan_check.subject.execution.read_attributes import name_of_layer

__all__ = ["template_of"]

_MAX_DEFAULT_LENGTH = 60  # characters: what fits on a line behind the longest usual name


def template_of(
    source: str,
    target: Any,
    group: str = "tool.ethan.layers",
    *,
    is_made: bool = False,
    conventions: Sequence[str] = (),
) -> str:
    """A table with every argument of the constructor, its default or `...`, and the key `input`.

    Everything but the header is a comment, so what is pasted is valid before it is filled in. A function that
    is a layer itself, which `is_made` says, has no constructor. A layer of which only the convention is in
    question gets a line for that alone.

    >>> class Scale:
    ...     def __init__(self, features, offset=0): ...
    ...     def forward(self, x): ...
    >>> print(template_of("nn:Scale", Scale))
    [tool.ethan.layers."nn:Scale"]
    # init.features = ...
    # init.offset = 0
    # input = "N ..."
    """
    lines = [f'[{group}."{source}"]']
    if conventions:
        return f"{lines[0]}\n# convention = {' or '.join(map(json.dumps, conventions))}"
    if not is_made:
        lines += [f"# init.{_key(name)} = {text}" for name, text in _arguments(target)]
    lines.append(f'# input = "{", ".join(["N ..."] * _inputs(target))}"')
    return "\n".join(lines)


def _arguments(target: Any) -> list[tuple[str, str]]:
    signature = signature_of(target)
    if signature is None:
        return []
    return [
        (parameter.name, _default(parameter.default))
        for parameter in signature.parameters.values()
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    ]


def _default(value: Any) -> str:
    if value is inspect.Parameter.empty:
        return "..."
    text = _toml(value)
    if text is not None:
        return text
    text = " ".join(repr(value).split())
    # With an address in it the same table would be another one in every run.
    says_what = len(text) <= _MAX_DEFAULT_LENGTH and hex(id(value)) not in text
    return f"...  # default: {text if says_what else name_of_layer(value)}"


def _toml(value: Any) -> str | None:
    """A default as TOML writes it; None for what TOML has no words for."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        return repr(float(value)) if math.isfinite(value) else f"{value}".replace("Infinity", "inf")
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, list | tuple):
        items = [_toml(item) for item in value]
        return (
            None if any(item is None for item in items) else f"[{', '.join(item for item in items if item)}]"
        )
    return None


def _key(name: str) -> str:
    return name if name.isascii() else json.dumps(name, ensure_ascii=False)


def _inputs(target: Any) -> int:
    """How many arrays forward must be given."""
    for method in (target, *(getattr(target, name, None) for name in METHODS_OF_INPUTS)):
        if not inspect.isfunction(method):
            continue
        parameters = list(inspect.signature(method).parameters.values())
        needed = [p for p in parameters if p.default is p.empty and p.kind == p.POSITIONAL_OR_KEYWORD]
        return max(len(needed) - isinstance(target, type), 1)
    return 1
