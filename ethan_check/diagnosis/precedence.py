"""In which order explanations are shown: a message shows the first two, so the most useful come first.

A diagnosis module states its place as `PRECEDENCE`, one of these numbers or one between them; lower is shown
first, and the names of the modules order those that state the same.
"""

from __future__ import annotations

__all__ = [
    "CONNECTIONS",
    "DECLARATION",
    "DEFAULT",
    "DESCRIPTION",
    "EXCHANGED",
    "FACTORS",
    "FACTORS_APART",
    "LOST",
    "MECHANISM",
    "NOT_LINEAR",
    "PARTIAL",
    "PLACE",
    "REGION",
    "SHARED",
    "SLOPE",
    "SOME_CASES",
    "SOME_FACTOR",
    "TERMS",
]

DECLARATION = 10
"""It may be no mistake but a convention, and the line that declares it is shown."""

MECHANISM = 20
"""What went wrong on the way: a factor, swapped arguments, another cotangent, ids that count once."""

SOME_CASES = 32
"""That it is wrong in some cases alone, and what they share."""

FACTORS = 35
"""A factor that is another array of the case."""

TERMS = 36
"""A term of the derivative of each entry."""

EXCHANGED = 37
"""Right numbers in wrong places."""

PARTIAL = 40
"""What went wrong in some places alone: left out, a factor, a sign, and where that is."""

DEFAULT = 50
"""Of a module that states nothing."""

NOT_LINEAR = 54
"""That backward is no linear function of the cotangent: how it is not says more."""

SOME_FACTOR = 56
"""A factor without a reason."""

FACTORS_APART = 57
"""Several of them."""

LOST = 58
"""That contributions are lost, without where."""

SHARED = 59
"""What passes through a number that many entries share."""

DESCRIPTION = 60
"""What the result looks like, however it came about: transposed, zero in some entries."""

SLOPE = 61
"""That the formula of each entry is wrong, without how."""

CONNECTIONS = 65
"""That what does not belong together is connected."""

REGION = 80
"""Where it is wrong by value, place or relation, with nothing said of how."""

PLACE = 90
"""Where the wrong entries are."""
