"""The versions of torch that the tests have run with."""

from __future__ import annotations

import re
import warnings

__all__ = ["TESTED", "warn_if_untested"]

TESTED = ("2.13",)
"""Major and minor version: what a patch changes has not been seen to matter."""


def warn_if_untested(version: str) -> None:
    """Say so where a version is none of those.

    >>> warn_if_untested("2.13.0+cpu")
    """
    found = re.match(r"\d+\.\d+", version)
    if found is None or found[0] not in TESTED:
        warnings.warn(
            f"ethan-torch was tested with torch {', '.join(TESTED)}, and this is {version}: what is said of "
            "a program may be said of the boundary",
            stacklevel=2,
        )
