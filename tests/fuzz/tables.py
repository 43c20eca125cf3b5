"""Configuration files with values of every type, size and depth."""

from __future__ import annotations

import json
import math
import tempfile
from datetime import UTC, date, datetime, time
from pathlib import Path

from hypothesis import strategies as st

from ethan_check.engine.entries import EntryRun
from ethan_check.engine.preflight import obstacle
from ethan_check.loading.manager import load
from ethan_check.loading.tables import read_configuration
from ethan_check.loading.tables.table_keys import KEYS
from ethan_core.errors import RegistrationError
from ethan_core.registry import Registry
from fuzz.anything import hold_to_a_line

__all__ = ["TABLES", "try_table"]

SOURCES = [
    "fuzz.layers:Square",
    "fuzz.layers:Scaled",
    "fuzz.layers",
    "fuzz.layers:cube",
    "fuzz.nothing:X",
    "",
]
WORDS = [
    "N d -> N d", "N d", "N ->", "->", "gradient", "shapes", "W", "X", "dL_dX", "float32", "mean",
    "plain", "first", "conjugate", "straight-through", "positive", "one-hot", "fuzz.layers:cube",
    "fuzz.layers:Scaled", "{function}", "no reason", "(x, g)", "Y = X**2", "training", "\x1b[2J",
    "x" * 3000, "ends\n", "",
]  # fmt: skip
INNER = [
    "array",
    "shape",
    "import",
    "call",
    "input",
    "function",
    "arguments",
    "low",
    "high",
    "at",
    "derivative",
    "W",
]

_PLAIN = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=8),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-2, 5),
    st.sampled_from([0.0, 1.5, -0.0, math.inf, -math.inf, math.nan, 1e-8, 1e308]),
    st.sampled_from([datetime(2020, 1, 1, tzinfo=UTC), datetime(1999, 1, 1), date(1, 1, 1), time(1, 2)]),
)
_VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(INNER), st.text(max_size=6)), inner, max_size=3),
    ),
    max_leaves=8,
)


def _deep(value, depth):
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


_ANY = st.one_of(_VALUES, st.builds(_deep, _PLAIN, st.sampled_from([10, 60])), st.just([0.5] * 2000))
_LAYER = st.one_of(
    st.dictionaries(st.one_of(st.sampled_from([*KEYS]), st.text(max_size=6)), _ANY, max_size=4), _ANY
)
TABLES = st.fixed_dictionaries(
    {},
    optional={
        "layers": st.one_of(
            st.dictionaries(st.one_of(st.sampled_from(SOURCES), st.text(max_size=9)), _LAYER, max_size=3),
            _ANY,
        ),
        "aliases": _ANY,
        "baseline": _ANY,
        "isolate": _ANY,
        "timeout": _ANY,
        "other": _ANY,
    },
)


def as_toml(value):
    """A value as TOML writes it, with tables in one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f")
    if isinstance(value, float):
        return "nan" if math.isnan(value) else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_toml(name)} = {as_toml(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return str(value)


def try_table(table):
    """Read a file, load what it names, and see whether it can be judged: what is wrong is told in lines."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "ethan.toml")
        lines = (f"{as_toml(name)} = {as_toml(value)}" for name, value in table.items())
        file.write_bytes("\n".join(lines).encode("utf-8", "replace"))
        try:
            configuration, text = read_configuration(file), ""
        except RegistrationError as error:
            configuration, text = None, str(error)
        if configuration is None:
            hold_to_a_line(text)
            assert "\n" not in text
            assert "ethan.toml" in text
            return
        for _, error in configuration.errors:
            hold_to_a_line(str(error))
            assert "ethan.toml" in str(error)
        loaded = load(
            configuration.sources, configuration=configuration, registry=Registry(), entry_points=()
        )
        for error in (*loaded.broken, *loaded.empty):
            hold_to_a_line(str(error))
        for entry in loaded.registry:
            found = obstacle(EntryRun(entry, available=loaded.checks))
            hold_to_a_line("" if found is None else str(found))
