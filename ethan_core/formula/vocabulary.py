"""The words that mean something in every formula, and so name no array, index or constant."""

from __future__ import annotations

__all__ = ["EXTREMES", "FUNCTIONS", "GENERATORS", "KEYWORDS", "RELATIONS", "RESERVED", "SELECTIONS"]

KEYWORDS = ("for", "if", "else", "and", "or", "not")
FUNCTIONS = ("exp", "log", "sqrt", "tanh", "erf", "sin", "cos", "floor", "abs", "sign")
"""Functions of one number."""
EXTREMES = ("max", "min")
"""Functions of two and more numbers, and generators."""
SELECTIONS = ("first_argmax", "first_argmin")
"""Generators that find a position, not a value."""
GENERATORS = ("sum", "prod", *EXTREMES, *SELECTIONS)
RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
RESERVED = frozenset((*KEYWORDS, *FUNCTIONS, *GENERATORS, "flat", "pi"))
