"""What given arrays show: one file for each structure that what is made of them keeps.

A structure is a module of this package with two functions: `shows(array)`, whether an array has it, and
`kept(drawn, given, rng)`, which gives drawn entries the structure of the given array. To add a structure is
to add a file. Where an array shows several, the narrowest counts: it states the lowest `PRECEDENCE`. What
lies in an interval, positive data too, stays there without any of these: nothing is drawn beyond what was
given.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType

import numpy as np

from ethan_core.layer import Array

__all__ = ["declared", "is_shown", "kept", "kept_as", "shown_by", "structure_of"]


@cache
def _structures() -> tuple[ModuleType, ...]:
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted(modules, key=lambda module: (module.PRECEDENCE, module.__name__)))


def structure_of(array: Array) -> str:
    """The narrowest structure that an array of real numbers shows, in words; empty where it shows none.

    >>> structure_of(np.eye(3)[[0, 2, 1, 0]]), structure_of(np.array([[0.3, -1.0], [2.0, 0.1]]))
    ('one-hot', '')
    """
    found = shown_by(array)
    return "" if found is None else str(found.WORDS)


def kept(drawn: Array, given: Array, rng: np.random.Generator) -> Array:
    """Drawn entries with the structure that the given array shows.

    Args:
        drawn: of any shape that the given array may have in another case.

    >>> probabilities = np.array([[0.2, 0.8], [0.5, 0.5]])
    >>> kept(np.array([[0.3, 0.9]]), probabilities, np.random.default_rng(0)).sum()
    np.float64(1.0)
    """
    return kept_as(shown_by(given), drawn, given, rng)


def kept_as(shown: ModuleType | None, drawn: Array, given: Array, rng: np.random.Generator) -> Array:
    """The same where it is known what the given array shows, for who draws many from one."""
    return drawn if shown is None else np.asarray(shown.kept(drawn, given, rng), dtype=given.dtype)


def declared(word: str, drawn: Array, rng: np.random.Generator) -> Array:
    """Drawn entries with a structure that is declared by its word; as they are where their shape has no room
    for it.

    >>> declared("symmetric", np.array([[1.0, 2.0], [4.0, 5.0]]), np.random.default_rng(0)).tolist()
    [[1.0, 3.0], [3.0, 5.0]]
    """
    example = np.tril(np.ones((drawn.shape[-1],) * 2)) if drawn.ndim else np.ones(1)
    return np.asarray(_by_word(word).kept(drawn, example, rng), dtype=drawn.dtype)


def is_shown(word: str, array: Array) -> bool:
    """Whether an array has a structure, by its word.

    >>> is_shown("one-hot", np.eye(3)), is_shown("one-hot", np.ones((2, 2)))
    (True, False)
    """
    return bool(array.dtype.kind == "f" and array.ndim and _by_word(word).shows(array))


def _by_word(word: str) -> ModuleType:
    return next(structure for structure in _structures() if word == structure.WORDS)


def shown_by(array: Array) -> ModuleType | None:
    """The narrowest structure that an array shows; None where it shows none.

    >>> shown_by(np.eye(3)).WORDS
    'one-hot'
    """
    if array.dtype.kind != "f" or array.ndim == 0 or array.size < 2 or np.ptp(array) == 0:
        return None
    return next((structure for structure in _structures() if structure.shows(array)), None)
