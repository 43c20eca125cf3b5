"""The versions of jax that the tests have run with."""

from __future__ import annotations

import re
import warnings

__all__ = ["TESTED", "warn_if_untested"]

TESTED = ("0.10",)
"""Major and minor version: what a patch changes has not been seen to matter."""


def warn_if_untested(version: str) -> None:
    """Say so where a version is none of those.

    >>> warn_if_untested("0.10.2")
    """
    found = re.match(r"\d+\.\d+", version)
    if found is None or found[0] not in TESTED:
        warnings.warn(
            f"ethan-jax was tested with jax {', '.join(TESTED)}, and this is {version}: what is said of "
            "a function may be said of the boundary",
            stacklevel=2,
        )
