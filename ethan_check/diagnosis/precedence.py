"""In which order explanations are shown: a message shows the first two, so the most useful come first.

A diagnosis module states its place as `PRECEDENCE`, one of these numbers or one between them; lower is shown
first, and the names of the modules order those that state the same.
"""

from __future__ import annotations

__all__ = ["DECLARATION", "DEFAULT", "DESCRIPTION", "MECHANISM", "PARTIAL", "PLACE", "REGION"]

DECLARATION = 10
"""It may be no mistake but a convention, and the line that declares it is shown."""

MECHANISM = 20
"""What went wrong on the way: a factor, swapped arguments, another cotangent, ids that count once."""

PARTIAL = 40
"""What went wrong in some places alone: left out, a factor, a sign, and where that is."""

DEFAULT = 50
"""Of a module that states nothing."""

DESCRIPTION = 60
"""What the result looks like, however it came about: transposed, zero in some entries."""

REGION = 80
"""Where it is wrong by value, place or relation, with nothing said of how."""

PLACE = 90
"""Where the wrong entries are."""
