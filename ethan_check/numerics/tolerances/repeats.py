"""How often a suspicion must repeat before it is a failure, and how sharply it must be looked at."""

from __future__ import annotations

from typing import Final

__all__ = [
    "ASIDE",
    "EDGE_REPEATS",
    "LARGEST_SCATTER",
    "NEARLY_TIED",
    "PATHS",
    "PATH_ERRORS",
    "QUADRATURE",
    "REDRAWS",
    "REPEATS",
    "SCATTER_POINTS",
    "SHARP",
    "TIED_REPEATS",
    "TOO_COARSE",
]

TOO_COARSE: Final = 0.1
"""From which certificate on whole ways are asked: what they tell, a gradient that is off by some percent,
steps tell as well where they are finer.

Unit: share of the largest entry. Fixed by: tests/verdict/test_along_paths.py.
"""

PATHS: Final = 24
"""Along how many ways a gradient that no step resolves has to add up.

Unit: ways; each costs two forwards and six backwards. Fixed by: tests/verdict/test_along_paths.py.
Tenfold: more only take time.
"""

PATH_ERRORS: Final = 6.0
"""By how many standard errors the ways must contradict a gradient.

Unit: standard errors. Fixed by: tests/verdict/test_along_paths.py: 2% wrong through float16 is told.
"""

QUADRATURE: Final = 1e-2
"""How far a sum may be off beside: a kink on the way costs Gauss's rule about so much.

Unit: relative. Fixed by: tests/verdict/test_along_paths.py (relu).
"""

REDRAWS: Final = 3
"""How many points beside one at which no output can be used are tried instead.

Unit: points. Fixed by: benchmarks/false_alarms.py: 2 or 3 of 100,000 points stay inconclusive.
"""

REPEATS: Final = 5
"""At how many points beside the first one a suspicion may be looked at again, until it is confirmed or
cleared.

Unit: points. Fixed by: benchmarks/false_alarms.py and benchmarks/detection.py.
"""

ASIDE: Final = 2.0**-10
"""How far aside a suspicion must repeat: beyond what the smallest steps reach, and what the middle ones
meet.

Unit: parts of a direction. Fixed by: benchmarks/false_alarms.py (points at ties, which a smaller move
left tied).
"""

SHARP: Final = 0.2
"""A repeat clears a suspicion only if its tolerance is below this share of it: what is too blunt to see
the suspicion does not clear it.

Unit: share of the disagreement. Fixed by: benchmarks/detection.py.
"""

SCATTER_POINTS: Final = 3
"""At how many points that differ in the last places the derivative is taken again, to see its scatter.

Unit: points. Fixed by: benchmarks/error_bars.py. Tenfold: more only take time, and in the tests one of
them shows the scatter.
"""

LARGEST_SCATTER: Final = 4.0
"""How many bars two values of one derivative may lie apart by their own noise: a distance of two noisy
numbers, the largest of SCATTER_POINTS, is about two standard errors and rarely four.

Unit: error bars. Fixed by: benchmarks/error_bars.py; tests/engine/test_aggregate.py (twice the certificate).
"""

EDGE_REPEATS: Final = 2
"""How many directions into a domain must contradict backward at its edge.

Unit: directions. Fixed by: benchmarks/false_alarms.py (points at the ends of domains). Tenfold: the
second guards against a chance that no test meets, and more only take time.
"""

TIED_REPEATS: Final = 3
"""Along how many directions that keep ties backward must be contradicted.

Unit: directions. Fixed by: not measured. Tenfold: a second direction guards against a chance that no test
meets, and more only take time.
"""

NEARLY_TIED: Final = 2.0**-8
"""How far apart entries have to be so that no difference mixes them up.

Unit: absolute. Fixed by: not measured: the middle steps move them by 2^-9.
"""
