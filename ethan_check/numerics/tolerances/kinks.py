"""What is a kink, where it lies, and which gradients are legal there.

A bend is F(h) + F(-h) - 2 F(0), or that over h: it stays where the slopes ahead and behind differ, and
vanishes with h where F is smooth.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ADDS_UP",
    "BACKGROUND",
    "BEND_FLOOR",
    "BEND_GROWTH",
    "BEND_KEPT",
    "CHANGE_IN_SMOOTH",
    "CHORD_ROUNDS",
    "CURVATURE",
    "DOCUMENTED_KINK",
    "GAINS_SHOWN",
    "GAIN_KEPT",
    "GRADIENT_PAIRS",
    "GRID_CELLS",
    "GRID_NOISE",
    "HALVINGS_AT_ONCE",
    "HULL_LINES",
    "ISOLATED",
    "JUMP_KEPT",
    "JUMP_REACH",
    "JUMP_SHOWS",
    "JUMP_WIDTH",
    "KINK_FLOOR",
    "KINK_HALVINGS",
    "KINK_NOISE",
    "MOST_CURVES",
    "MOST_JUMPS",
    "MOST_KINKS",
    "MOST_UNBOUNDED",
    "NEIGHBOUR_SLACK",
    "ORDERED_TIE",
    "OUTPUTS_ASKED",
    "PAIRS_THAT_ADD_UP",
    "SAME_GRADIENT",
    "SAME_PLACE",
    "SECTOR_HALVINGS",
    "SLOPE_STEPS",
    "SMOOTH_HALVINGS",
    "SPECIAL_POINT_NEIGHBOURS",
    "STATED_FLOOR",
    "STATED_SLACK",
    "STAYING_BEND",
    "WINDOWS",
    "WRONG_SLOPE",
]

KINK_NOISE: Final = 20.0
"""A bend that noise explains is no kink.

Unit: multiples of the noise of F over the step. Fixed by: tests/numerics/test_kinks.py: three samples,
times the largest of some thousand outputs.
"""

CURVATURE: Final = 16.0
"""Where a bend changes with the step as a curve's does, or the slopes on its sides do, there is no kink:
beside a pole of a logarithm slopes of both signs meet, and change by a fifth of the bend.

Unit: multiples of the changes of the two slopes from h to 2h. Fixed by: tests/numerics/test_kinks.py and
benchmarks/false_alarms.py (logarithms of determinants near 0).
"""

STAYING_BEND: Final = 0.25
"""Where the part of a bend that a smooth function has not is still so large at half the step, a kink lies
within the steps: it is an eighth where there is none.

Unit: share of the same at twice the step. Fixed by: tests/numerics/test_kinks.py. Tenfold: any number
between an eighth and one tells them apart.
"""

ISOLATED: Final = 100.0
"""How far F(0) must be from where its neighbours on both sides meet for it to stand apart from them: with a
pole at a distance p they meet to within (p/h)^2 at a step h, so that this is one within a tenth of the step.

Unit: multiples of by how far that changes with the step. Fixed by: tests/numerics/test_kinks.py and
benchmarks/false_alarms.py (columns of zeros solved for by nearly singular matrices).
"""

KINK_FLOOR: Final = 1e-5
"""A smaller jump of the slope is no kink that could matter: as large as what USABLE lets pass.

Unit: share of the scale of the derivative. Fixed by: it is USABLE.
"""

GRID_CELLS: Final = 36
"""Into how many cells a line is parted in the search for kinks.

Unit: cells. Fixed by: benchmarks/cost.py (37 calls a line). Not measured: how many kinks a finer grid
would add.
"""

MOST_KINKS: Final = 4
"""How many kinks of one line are used: an elementwise layer has few thresholds, and each is judged on
both sides at three distances.

Unit: kinks. Fixed by: tests/numerics/test_kink_search.py; relu6 and hard swish have two.
"""

MOST_CURVES: Final = 4
"""After so many sharp bends that turned out to be curves, the blunter ones are not looked at.

Unit: bends. Fixed by: benchmarks/cost.py: smooth layers are left in a fixed number of calls. Tenfold:
looking at more of them only takes calls.
"""

BEND_GROWTH: Final = 3.2
"""With twice the spacing the bend of a curve grows fourfold, that of a kink in the cell at most
threefold.

Unit: ratio of bends. Fixed by: arithmetic (3 and 4); tests/numerics/test_kink_search.py.
"""

BACKGROUND: Final = 6.0
"""How far a bend must stand out from those three cells away on either side.

Unit: multiples of the smaller of the two. Fixed by: not measured: tests hold with a sixteenth of it and
with 16 times as much, since a bend that stands out is looked at again before it counts. Tenfold: what
stands out is looked at again, and in the tests the cells around a kink hardly bend.
"""

GRID_NOISE: Final = 1e-9
"""Bends below this are rounding.

Unit: share of the largest value of the output on the line. Fixed by: tests/numerics/test_kink_search.py:
far above EPSILON, far below a kink of a thousandth.
"""

BEND_FLOOR: Final = 1e-300
"""Keeps an output that is 0 all along a line from counting as bent.

Unit: absolute. Fixed by: it is near the smallest float64 number. Tenfold: any number that is next to
nothing does.
"""

CHORD_ROUNDS: Final = (1, 8, 8, 16)
"""By how much the distance to where the chords last met shrinks, round by round: an error that curvature
causes shrinks by as much.

Unit: ratio of distances. Fixed by: tests/numerics/test_kink_search.py: five digits in at most 20 calls.
"""

KINK_HALVINGS: Final = 13
"""How often an interval is halved where chords mislead: as fine as the chords come.

Unit: halvings. Fixed by: 2^13 > the product of CHORD_ROUNDS, 1024, over the two cells; checks judge no
nearer than 2^-9. Tenfold: halving more often only takes calls.
"""

HALVINGS_AT_ONCE: Final = 4
"""For how many halvings the distances are asked for at once, where one call answers many: 31 for a kink, and
for a jump, of which one halving more is asked.

Unit: halvings. Fixed by: as many distances as the grid has. Tenfold: it decides how many calls are made of
how many rows, and nothing else.
"""

JUMP_KEPT: Final = 0.3
"""A jump of the slope that shrinks to this share as the interval does is the bend of a curve.

Unit: share of the first jump. Fixed by: tests/numerics/test_kink_search.py. Tenfold: with a tenth,
BEND_KEPT alone tells curves, and does so in the tests.
"""

BEND_KEPT: Final = 0.29
"""Of a parabola's bend a quarter stays in each half of an interval; a kink keeps at least a third in one
of them, wherever it is.

Unit: share of the bend of the whole. Fixed by: arithmetic (1/4 and 1/3). Tenfold: with a tenth, JUMP_KEPT
alone tells curves, and does so in the tests.
"""

DOCUMENTED_KINK: Final = 1e-6
"""How far backward may be from a value that a contract documents at a kink, or at a tie.

Unit: relative to the value, or absolute below 1. Fixed by: a float32 layer states a documented value to
1e-7.
"""

HULL_LINES: Final = 24
"""Along how many lines a gradient is held against those of the points around: one that adds two up where one
is owed shows on every second line.

Unit: lines; each costs a product. Fixed by: tests/verdict/test_staying_ties.py: 8 lines miss one in 200.
Tenfold: more lines only take time.
"""

SPECIAL_POINT_NEIGHBOURS: Final = 12
"""How many pairs of neighbours the hull of legal gradients is taken from.

Unit: pairs of opposite points. Fixed by: benchmarks/false_alarms.py (points on kinks and ties). Tenfold:
more pairs only take time.
"""

OUTPUTS_ASKED: Final = 12
"""How many outputs with a choice of their own are judged one by one.

Unit: outputs. Fixed by: not measured: a bound on the cost of one point. Tenfold: more outputs only take
time.
"""

GRADIENT_PAIRS: Final = 12
"""How many pairs of neighbours with different gradients are searched for a sector between them.

Unit: pairs. Fixed by: not measured: a bound on the cost of one point. Tenfold: more pairs only take time,
and in the tests the first one meets the sector.
"""

SECTOR_HALVINGS: Final = 16
"""How often the line between two neighbours is halved: a sector of 2^-16 of it is still come upon.

Unit: halvings. Fixed by: tests/numerics/test_limiting_gradients.py. Tenfold: halving more often only
takes time.
"""

SAME_GRADIENT: Final = 0.05
"""Two gradients are the same if they are apart by less than this share of what the ends of the line are.

Unit: share of the distance of the ends. Fixed by: tests/numerics/test_limiting_gradients.py: between
smooth change and a jump.
"""

CHANGE_IN_SMOOTH: Final = 0.01
"""Neighbours whose gradients differ by less than this do so by smooth change: they are 2^-12 apart.

Unit: share of the larger gradient. Fixed by: tests/verdict/test_subdifferential.py: at a distance of
2^-12 a smooth gradient changes by a thousandth at most.
"""

ADDS_UP: Final = 0.1
"""How far slopes along two directions may be from adding up where forward has a gradient, bars included: far
less than what is in dispute, which this decides.

Unit: share of how far backward is off. Fixed by: tests/verdict/test_differentiable.py. Tenfold: what has no
gradient is off by as much as its slopes are.
"""

PAIRS_THAT_ADD_UP: Final = 8
"""For how many pairs of directions they have to add up: for a median of three equal numbers, which has no
gradient, they do for all of them once in 400,000 times.

Unit: pairs. Fixed by: arithmetic; tests/verdict/test_judge.py (sorting with ties).
"""

SLOPE_STEPS: Final = tuple(2.0 ** -(10 + 8 * k) for k in range(31))
"""The steps at which a slope that grows is followed, each 256 times smaller than the last: to 1e-75, far
below any epsilon that is added to keep a division from failing.

Unit: the argument's own. Fixed by: tests/verdict/test_unbounded_slope.py. Tenfold: a decade more or less of
some seventy.
"""

GAIN_KEPT: Final = 0.5
"""A slope without bound gains by as much from step to step, as that of x log x does, or by more, as that of a
root; one that an epsilon bounds soon gains nothing.

Unit: share of the gain before. Fixed by: arithmetic (1, and 0); tests/verdict/test_unbounded_slope.py.
Tenfold: with a twentieth, curves are still told: their gains shrink to a 65,536th.
"""

GAINS_SHOWN: Final = 3
"""How many gains in a row make a slope without bound, where rounding hides those that follow.

Unit: gains. Fixed by: tests/verdict/test_unbounded_slope.py: below a step of 2^-42 an output of 1 shows none.
"""

JUMP_WIDTH: Final = 2.0**-36
"""To what width an interval with a jump in it is halved: an eighth of the narrowest of WINDOWS, which lie
beside it.

Unit: along the line. Fixed by: tests/numerics/test_jump_search.py. Tenfold: with as much as the narrowest
window itself, what is looked for, 1e-8, is wider still.
"""

SMOOTH_HALVINGS: Final = 10
"""After how many of them it is asked whether there is a jump at all.

Unit: halvings. Fixed by: tests/numerics/test_jump_search.py: a jump of a hundredth of the change is found.
"""

JUMP_SHOWS: Final = 4.0
"""How many times as much as a smooth function's a change must then be to be a jump.

Unit: the change of a line. Fixed by: tests/numerics/test_jump_search.py.
"""

JUMP_REACH: Final = 2.0**-5
"""How far on either side of a kink of forward, or of a bend of backward, a jump of backward is looked for.

Unit: along the line. Fixed by: tests/checks/test_beside_jumps.py; it is the farthest of BESIDE_KINKS.
"""

MOST_JUMPS: Final = 3
"""At how many places along the line a jump is located to the last place; each costs some sixty backwards.

Unit: places. Fixed by: tests/checks/test_beside_jumps.py; not measured.
"""

SAME_PLACE: Final = 2.0**-11
"""How near two kinks are one place, which is looked at once: a quarter of the nearest distance at which the
gradient is judged beside one (BESIDE_KINKS), and four times as far as they are located to.

Unit: along the line, or of an entry. Fixed by: those two. Tenfold: nearer ones only take time.
"""

WINDOWS: Final = tuple(2.0**-k for k in (6, 10, 14, 18, 22, 26, 30, 33))
"""How wide an interval beside a jump of backward is looked at: the slope of forward in it has no kink in the
narrowest, where a window of 1e-9 still shows.

Unit: along the line. Fixed by: tests/numerics/test_jump_search.py.
"""

WRONG_SLOPE: Final = 2.0**-10
"""By how much slopes in an interval may differ beside rounding; three times that is wrong.

Unit: shares of the largest slope. Fixed by: tests/checks/test_beside_jumps.py.
"""

MOST_UNBOUNDED: Final = 8
"""Of so many entries of a gradient that are not finite it is asked whether their slope has a bound.

Unit: entries of each array. Fixed by: tests/verdict/test_unbounded_slope.py; not measured: each costs
three to six forwards.
"""

ORDERED_TIE: Final = 1e-9
"""By how much, at most, tied entries are moved apart to put them in order: far below any step, far above
the last places of small whole numbers.

Unit: absolute, at whole numbers. Fixed by: tests/verdict/test_declared_kinks.py.
"""

STATED_SLACK: Final = 1e-6
"""How far a stated gradient may lie outside the one-sided derivatives.

Unit: share of the gap between the two. Fixed by: tests/verdict/test_subdifferential.py; not measured:
differences are good to some 1e-8 of it.
"""

STATED_FLOOR: Final = 1e-9
"""The same where the gap is narrow.

Unit: relative to the larger of the one-sided derivatives. Fixed by: tests/verdict/test_subdifferential.py;
not measured: the certificate of most passes.
"""

NEIGHBOUR_SLACK: Final = 1e-3
"""How far a gradient may lie outside those of the points around it, beside the width of their hull: few
points are asked, and the hull of all of them is wider.

Unit: relative to the largest. Fixed by: tests/verdict/test_subdifferential.py.
"""
