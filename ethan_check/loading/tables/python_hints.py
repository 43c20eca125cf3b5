"""What messages advise in Python, as it stands in a table of a configuration file."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

from ethan_check.loading.tables.table_keys import KEYS

__all__ = ["as_table_keys"]

_CONTRACT = re.compile(r"contract=Contract\((\w+=[^()]*)\)")
_VALUE = r"""\{[^{}]*\}|\[[^\[\]]*\]|'[^']*'|"[^"]*"|True|False|-?\d[\d.]*(?:e[-+]?\d+)?"""
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def as_table_keys(text: str) -> str:
    """A message in which each `key=value` that a table could hold is spelt as a table spells it.

    >>> as_table_keys('if it is yours, declare reduction={"w": "mean", "heads.b": "mean"}')
    'if it is yours, declare reduction = { w = "mean", "heads.b" = "mean" }'
    >>> as_table_keys("if that is meant, declare so: contract=Contract(keeps_dtype=False)")
    'if that is meant, declare so: keeps_dtype = false'
    """
    return _HINT.sub(_spelt, _CONTRACT.sub(r"\1", text))


_HINT = re.compile(rf"(?<![\w.-])({'|'.join(sorted(KEYS))})=({_VALUE})")


def _spelt(match: re.Match[str]) -> str:
    key, value = match.groups()
    try:
        return f"{key} = {_toml(ast.literal_eval(value))}"
    except (ValueError, SyntaxError):  # It is no literal of Python's, but somebody's words.
        return match.group()


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(str(key))} = {_toml(one)}' for key, one in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else json.dumps(name, ensure_ascii=False)
