"""How often a suspicion must repeat before it is a failure, and how sharply it must be looked at."""

from __future__ import annotations

from typing import Final

__all__ = [
    "ASIDE",
    "COARSE_CASES",
    "COARSE_ERROR",
    "COARSE_QUADRATURE",
    "COARSE_WAYS",
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

Unit: share of the largest entry. Fixed by: tests/checks/test_gradient.py; tests/verdict/test_along_paths.py.
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

COARSE_WAYS: Final = (24, 48, 96, 192)
"""Along how many ways a gradient of low precision has to add up: more of them while their scatter is large.

Unit: ways; each costs four forwards and six backwards. Fixed by: tests/verdict/test_coarse_ways.py: arrays of
twelve entries need 96 in bfloat16.
"""

COARSE_ERROR: Final = 7e-4
"""How small the standard error has to be, so that 1% is six of them beyond what is allowed.

Unit: relative. Fixed by: arithmetic, from COARSE_QUADRATURE and PATH_ERRORS.
"""

COARSE_QUADRATURE: Final = 3e-3
"""How far the ratio may be off beside its scatter: forward and backward each round what they keep between
them, all ways alike.

Unit: relative. Fixed by: not measured here: right operators of bfloat16 come to 1e-3
(plugins/ethan-torch, its tests of low precision).
"""

COARSE_CASES: Final = 4
"""On how many cases a layer of low precision is looked at: each takes hundreds of calls.

Unit: cases. Fixed by: tests/checks/test_coarse_gradient.py.
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

Unit: directions. Fixed by: tests/verdict/test_domain_edge.py; benchmarks/false_alarms.py (points at the
ends of domains): the second guards against a chance, and more would only take time.
"""

TIED_REPEATS: Final = 3
"""Along how many directions that keep ties backward must be contradicted.

Unit: directions. Fixed by: tests/verdict/test_staying_ties.py; not measured: the second guards against a
chance, and more would only take time.
"""

NEARLY_TIED: Final = 2.0**-8
"""How far apart entries have to be so that no difference mixes them up.

Unit: absolute. Fixed by: tests/verdict/test_staying_ties.py: the middle steps move them by 2^-9.
"""
