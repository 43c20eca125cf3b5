"""How far apart a function is sampled, and what that does to its noise.

A step is a multiple of the direction: F is sampled at x + h v. All steps are powers of two, so that x + h
v is exact for the directions that `numerics.random_directions` draws.
"""

from __future__ import annotations

from typing import Final

import numpy as np

__all__ = [
    "ARGUMENT_ROUNDING",
    "CLOSER",
    "COARSE_GRID",
    "COMPLEX_STEP",
    "EPSILON",
    "JITTER",
    "LARGE_NOISE",
    "LARGE_STEPS",
    "LEAP",
    "MIDDLE_STEPS",
    "NEAREST_STEPS",
    "NEAR_STEPS",
    "ONE_SIDED_NOISE",
    "ONE_SIDED_STEPS",
    "PLATEAU_REACHES",
    "REACH",
    "ROOM_AT_EDGE",
    "ROOM_USED",
    "SMALLEST_SHARE",
    "SMALLEST_SIZE",
    "SMALLEST_STEP",
    "STILL_NEARER",
    "TINY_NOISE",
    "WIDE_KINK_STEP",
    "WORST_PRECISION",
]

EPSILON: Final = float(np.finfo(np.float64).eps)
"""The unit in the last place of 1.0, 2^-52.

Unit: relative. Fixed by: IEEE 754.
"""

LARGE_STEPS: Final = (2.0**-3, 2.0**-4, 2.0**-5, 2.0**-6)
"""The steps of the extrapolated central differences: large ones drown the noise, and extrapolation
removes h^2, h^4 and h^6.

Unit: multiples of the direction. Fixed by: tests/numerics/test_finite_difference.py, whose bars do not
hold with much smaller ones, and benchmarks/cost.py, which counts 8 calls for them.
"""

MIDDLE_STEPS: Final = tuple(2.0**-k for k in range(7, 11))
"""The steps for outputs with a kink or a wall inside the large ones, extrapolated like those.

Unit: multiples of the direction. Fixed by: tests/numerics/test_finite_difference.py (sin(1000 x), for
which the large steps alias).
"""

NEAR_STEPS: Final = tuple(2.0**-k for k in range(12, 16))
"""The steps for outputs with a kink inside the middle ones, or that bend there.

Unit: multiples of the direction. Fixed by: tests/numerics/test_nearer_steps.py: a bend of 1e-3.
"""

NEAREST_STEPS: Final = tuple(2.0**-k for k in range(17, 21))
"""The steps for outputs that bend within the near ones, as the norm of a row of zeros to which 1e-8 is added.

Unit: multiples of the direction. Fixed by: tests/numerics/test_nearer_steps.py: a bend of 1e-4.
"""

SMALLEST_STEP: Final = 2.0**-21
"""The step of the noise measurement and the smallest step of any difference, somewhat below the cube root
of EPSILON.

Unit: multiples of the direction. Fixed by: arithmetic: a smooth F is a parabola to h^3 = 1e-19 over it,
so third and fourth differences hold nothing but rounding.
"""

CLOSER: Final = (2.0**-20, 2.0**-40)
"""How much nearer entries that are 0 are looked at, where no step told anything: the steps go on where the
nearest ones end, to 1e-18, far below what is usually added to keep a division from failing.

Unit: share of a direction. Fixed by: tests/verdict/test_near_zeros.py; about SMALLEST_STEP, and its square.
Tenfold: what has not converged by the one has by the other.
"""

STILL_NEARER: Final = 2.0**-6
"""How much nearer an output is looked at that the nearest steps alone say something of, before it accuses:
what oscillates within them all, they agree on by chance, and these on something else.

Unit: share of the direction. Fixed by: tests/verdict/test_differentiate.py. Tenfold: what converges does so
nearer as well, until rounding hides it, beyond 2^-12.
"""

LEAP: Final = 2.0**-13
"""How much of its change over the largest step an output changes within the smallest, at least, where it
bends nearer than any step: a straight one by 2^-18, one that bends at a distance of 1e-4 by 2^-8.

Unit: share of the larger change. Fixed by: arithmetic; tests/verdict/test_near_zeros.py. Tenfold: it is as
far from the one as from the other.
"""

WIDE_KINK_STEP: Final = MIDDLE_STEPS[-1]
"""The step at which a kink is looked for where noise hides it from the smallest one.

Unit: multiples of the direction. Fixed by: it is the finest of MIDDLE_STEPS, whose samples are there
already; tests/numerics/test_kinks.py.
"""

REACH: Final = LARGE_STEPS[0]
"""The largest multiple of a direction that a difference uses: the first of LARGE_STEPS. A direction is
cut so that x + REACH v stays inside a domain.

Unit: multiples of the direction. Fixed by: it is the first of LARGE_STEPS;
tests/numerics/test_random_directions.py.
"""

ONE_SIDED_STEPS: Final = tuple(2.0**-k for k in range(3, 10))
"""The steps of a difference from one side, at the edge of a domain: seven, since each level removes one
power of h only.

Unit: multiples of the direction. Fixed by: tests/numerics/test_richardson.py (8 digits of exp).
"""

COMPLEX_STEP: Final = 2.0**-66
"""The imaginary step, far below the square root of EPSILON, so that its h^2 is below the last place, and
far above what underflows in products of a few of them.

Unit: multiples of the direction. Fixed by: Squire and Trapp 1998. Tenfold: anything between 1e-9 and
1e-300 is as good where nothing underflows.
"""

LARGE_NOISE: Final = 66.0
"""How the noise of one call shows in the value that LARGE_STEPS extrapolate to: the root of the squares
of the combination's weights, over its steps.

Unit: error of the slope over noise of F. Fixed by: arithmetic of the Neville tableau.
"""


TINY_NOISE: Final = 0.71 / SMALLEST_STEP
"""The same for one central difference at the smallest step: two samples, over 2 h.

Unit: error of the slope over noise of F. Fixed by: arithmetic: sqrt(2) / 2h.
"""

ONE_SIDED_NOISE: Final = 2000.0
"""The same for the combination of all ONE_SIDED_STEPS.

Unit: error of the slope over noise of F. Fixed by: arithmetic: the weights of seven levels over steps
down to 1/512; tests/numerics/test_richardson.py sums them.
"""

ARGUMENT_ROUNDING: Final = EPSILON / 2 / SMALLEST_STEP
"""What rounding x + t v does to the slope between the smallest steps. The rounding errors at t and 2t are
often in the ratio of 1 to 2, and no difference table shows them.

Unit: share of the slope. Fixed by: arithmetic: half a last place over the step;
tests/numerics/test_finite_difference.py. It was found on log near 1, whose smallest steps contradicted
large ones that were right to 1e-16.
"""

WORST_PRECISION: Final = 2.0**-20
"""Noise beyond this share of F is no rounding: a kink looks like noise to a difference table.

Unit: share of F. Fixed by: arithmetic: float32's 2^-23 lies below; tests/numerics/test_noise.py. Float16's
2^-10 is recognised by its grid.
"""

JITTER: Final = 2.0**-12
"""How far aside a point is moved to leave ties and kinks: far beyond what the smallest steps reach
(2^-20), far below what changes a verdict.

Unit: parts of a direction. Fixed by: tests/numerics/test_random_directions.py; benchmarks/false_alarms.py,
whose points at and near kinks are judged beside themselves.
"""

SMALLEST_SIZE: Final = 0.1
"""An entry moves by its own size, but by no less than this share of a typical entry's: a direction in
which some entry hardly moves does not see it.

Unit: share of the root mean square. Fixed by: tests/numerics/test_random_directions.py;
benchmarks/certificate.py, whose certificate is inversely proportional to the smallest move.
"""

SMALLEST_SHARE: Final = 1e-6
"""Under relative scaling, an entry smaller than this share of a typical one moves as a typical one does:
0 has no size of its own.

Unit: share of the root mean square. Fixed by: tests/numerics/test_random_directions.py; not measured: far
below any entry that is not meant as 0.
"""

ROOM_AT_EDGE: Final = 1e-6
"""An entry nearer than this to the end of its domain counts as being on it, where no central difference
exists.

Unit: share of the domain's width, of 1 at most. Fixed by: tests/numerics/test_random_directions.py;
benchmarks/false_alarms.py (points at powers of ten from an end). Not measured by itself.
"""

ROOM_USED: Final = 0.9
"""How much of the way to the end of a domain the largest step may use: all of it would sample the end
itself.

Unit: share of the distance. Fixed by: tests/numerics/test_random_directions.py; not measured: any value
below 1 that is not small does.
"""

COARSE_GRID: Final = 2.0**-5
"""A grid that all values of an output keep to, beyond which it is the layer's own and no rounding: that of
float16 is 32 times finer, and of several values rounded to it one at least needs it.

Unit: shares of the output. Fixed by: tests/verdict/test_plateau.py: sixteenths beside the eight bits of a
bfloat16; tests/numerics/test_noise.py: floor, ceil and a sign beside float16.
"""

PLATEAU_REACHES: Final = (1.1e-5, 1.3e-4, 1.7e-3, 2.3e-2, 0.31, 1.9)
"""How far away an output is looked at that stands still, to see what it is rounded to: from what hides beside
1 to the size of ordinary inputs. Decimals: the values of a layer without rounding then use all their digits.

Unit: as the inputs. Fixed by: benchmarks/error_bars.py, "variance about 1e4".
Tenfold: one of them lies within a decade of any distance at which an output begins to move.
"""
