"""Which names are right for which kind of planted bug: the one place that says so.

A bug's kind says what was done to a line, not what a reader of the message needs to know, so several codes
are right for one kind, and some are wrong for it for certain: nothing was rounded where a factor was lost.
"""

from __future__ import annotations

FACTORS = {f"ETH{number}" for number in (101, 102, 103, 104, 106, 107, 108, 110, 111, 114)}
"""A factor, of all, of each, or of a slope."""

TERMS = {f"ETH{number}" for number in (203, 204, 205, 206, 208, 211, 212, 214, 215)}
"""A term that is missing, or has another factor."""

LOST = {f"ETH{number}" for number in (201, 202, 207, 209, 210, 213, 301, 303, 304, 308)}
"""Contributions that are lost, or wrong in a place."""

MOVED = {f"ETH{number}" for number in (305, 306, 401, 404)}
"""Right numbers in wrong places, or another cotangent or parameter."""

VALUES = {f"ETH{number}" for number in (302, 112, 113)}
"""Wrong at some values."""

FORMULAS = {f"ETH{number}" for number in (403, 404, 405, 406, 407, 408, 410, 411, 412, 413)}
"""Another formula than forward's, for an attribute, behind a product, or not turned round."""

RIGHT: dict[str, set[str]] = {
    # A factor of a branch is one in the places that the branch reaches; a limit is no factor, and not linear.
    "scale": FACTORS | TERMS | FORMULAS | {"ETH301", "ETH302", "ETH303", "ETH304", "ETH105", "ETH402"},
    "missing-term": FACTORS | TERMS | LOST | FORMULAS | {"ETH302", "ETH401", "ETH402"},
    "axis": FACTORS
    | MOVED
    | LOST
    | {"ETH204", "ETH205", "ETH206", "ETH212", "ETH501", "ETH408", "ETH410", "ETH411"},
    # An option that weighs some targets is seen at those; a constant of a function stands behind a product.
    "shape-conditional": FACTORS | TERMS | LOST | MOVED | FORMULAS | {"ETH501", "ETH302"},
    # What is clipped on its way is not linear in the cotangent; an id is a place; a value is that of outputs.
    "value-conditional": VALUES
    | TERMS
    | FORMULAS
    | {"ETH402", "ETH301", "ETH303", "ETH104", "ETH106", "ETH107", "ETH114", "ETH201", "ETH207", "ETH309"},
    # What is left out of a loop over outputs is a cotangent without its last entry; ids stand in one place.
    "localised": LOST | {"ETH501", "ETH410", "ETH203", "ETH205", "ETH206", "ETH106", "ETH401", "ETH302"},
    "small": FACTORS | TERMS | {"ETH105", "ETH303", "ETH304", "ETH301", "ETH410"},
    # Whose cotangents are mixed up, or one for all, connects entries with outputs that are not theirs.
    "ones-cotangent": MOVED
    | FORMULAS
    | {"ETH201", "ETH202", "ETH304"}
    | {"ETH402", "ETH112", "ETH113", "ETH501", "ETH204", "ETH302"},
    "state": {"ETH101", "ETH105"},
    "dtype": {"ETH109", "ETH105"},  # A constant in float32 is slightly off, and said to be.
    # What overwrites another branch leaves that out.
    "accumulation": LOST
    | MOVED
    | {"ETH205", "ETH206", "ETH204", "ETH212", "ETH214", "ETH215", "ETH410", "ETH412"},
}
"""By kind, the codes that name such a bug rightly."""

BY_CHECK = {
    "state": {"state", "purity", "determinism", "batch", "histories", "siblings", "statistics", "update"},
    "dtype": {"dtype", "layout", "purity", "memory_layout"},
}
"""By kind, the checks whose own message states the mistake; any for kinds that are not here."""
