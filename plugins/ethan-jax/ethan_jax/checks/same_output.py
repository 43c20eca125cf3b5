"""One output: a rule's forward gives what its function gives.

`jax.custom_vjp` runs the function where nobody differentiates, and the rule's own forward where somebody
does; `custom_jvp` has its rule give the output as well. Where these are different functions, a loss changes
because it is differentiated, and every gradient belongs to a function that is never evaluated alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ethan_check import Finding, Subject
from ethan_check.checks.equality import relative_distance
from ethan_jax.checks.base import about, asked

__all__ = ["SAME_OUTPUT", "SameOutput"]

SAME_OUTPUT: Final = 0.5
"""Of the digits of the precision, how many two ways of computing one function have to share.

Unit: exponent of the rounding unit; 1.5e-8 of the largest entry in float64. A function whose two forms differ
by more loses half of its digits in one of them. Fixed by: tests/planted.py, where 1e-7 is to be seen.
"""


class SameOutput:
    """Compares the output with that which comes beside the pullback, or beside the tangent."""

    name = "jax-same-output"
    max_cases: int | None = 1

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield one finding.

        Raises:
            DoesNotApply: it is no function of jax's.
            LayerFault: it raised.
        """
        program = asked(subject, rng)
        usual, found = program.outputs(), program.differentiated()
        for at, (y, alone) in enumerate(zip(found, usual, strict=True)):
            unit = float(np.finfo(alone.dtype).eps)
            distance = relative_distance(y, alone, same=unit**SAME_OUTPUT)
            if distance is not None:
                which = f", output {at}," if len(usual) > 1 else ""
                text = (
                    f"forward gives another output{which} when it is differentiated: it differs by "
                    f"{100 * distance:.3g}% of its size\n"
                    "  the rule's own forward has to return what the function returns"
                )
                yield from about(self, subject, text, f"Y{at}", {"relative_difference": distance})
                return
        yield from about(self, subject)
