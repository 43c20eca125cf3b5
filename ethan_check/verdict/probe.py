"""One question to one subject: does backward agree with differences along one random direction?

All arguments move at once, so one probe costs the same whether a layer has one parameter or fifty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ethan_check.numerics.chunks import chunks, largest_finite, products_of, total_size
from ethan_check.numerics.comparison import Comparison, compare
from ethan_check.numerics.derivative import Derivative, Mask
from ethan_check.numerics.last_place import last_place
from ethan_check.numerics.line_samples import Vector
from ethan_check.numerics.random_directions import Scaling
from ethan_check.numerics.tolerances.bars import BACKWARD_ROUNDING, SATURATION
from ethan_check.numerics.tolerances.bars import DETECTABLE as _AGAIN
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.subject.linearisation import Linearisation
from ethan_check.subject.subject import Subject
from ethan_check.verdict.differentiate import differentiate, with_scatter
from ethan_check.verdict.directions import alike_where_equal, directions_at
from ethan_check.verdict.plateau import with_plateaus
from ethan_check.verdict.rounding import lost_by_backward
from ethan_core.layer import Array

__all__ = ["SCALINGS", "Probe", "directional_test", "probe_along", "unit_of", "with_rounding"]

Values = Mapping[str, Array]

SCALINGS: tuple[Scaling, ...] = ("mixed", "mixed", "relative", "common")


@dataclass(frozen=True)
class Probe:
    """Everything that one probe saw.

    Args:
        values: the point.
        directions: v, for each array that moved.
        cotangent: u, zero for outputs that could not be used.
        derivative: of every output along v.
        gradients: what backward gave for u.
        comparison: the verdict of the error bars; None when no output could be used.
        scaling: of the directions.
        terms: the sum of |g_k v_k|, of what backward gave and how far it moved.

    >>> from ethan_core.net import Mlp
    >>> subject = Subject(Mlp(3, 2), (np.ones((4, 3)),))
    >>> found = directional_test(subject, subject.values, np.random.default_rng(0))
    >>> found.decided, found.agrees, found.detectable_error("W") < 1e-6
    (True, True, True)
    """

    values: Values
    directions: Mapping[str, Array]
    cotangent: Vector
    derivative: Derivative
    gradients: Mapping[str, Array]
    comparison: Comparison | None
    scaling: Scaling = "mixed"
    terms: float = 0.0

    @property
    def decided(self) -> bool:
        """Whether there was an output to decide on."""
        return self.comparison is not None

    @property
    def agrees(self) -> bool:
        """Whether backward and differences agree where they could be compared."""
        return self.comparison is None or self.comparison.agrees

    @property
    def difference(self) -> float:
        """Analytic minus numeric; 0 when nothing was compared."""
        return 0.0 if self.comparison is None else self.comparison.difference

    @property
    def bend(self) -> float:
        """How far apart the slopes behind and ahead are along the line, at the smallest step: as far as the
        slope itself beside a pole that is nearer than any step.
        """
        found = self.derivative
        apart = np.abs(self.cotangent * np.where(found.usable, found.ahead - found.behind, 0.0))
        return float(np.sum(apart[np.isfinite(apart)]))

    @property
    def shows_nothing(self) -> bool:
        """Whether the outputs stay exactly as they are and every gradient is exactly zero."""
        found = self.derivative
        still = not (found.value.any() or found.behind.any() or found.ahead.any())
        return still and not any(gradient.any() for gradient in self.gradients.values())

    @cached_property
    def largest(self) -> dict[str, float]:
        """The largest finite entry of each gradient, in absolute terms: asked for of all by each."""
        return {name: largest_finite(gradient) for name, gradient in self.gradients.items()}

    @cached_property
    def rounding(self) -> float:
        """What backward may lose to rounding in one entry of any gradient: what is smaller may be a zero."""
        types = [gradient.dtype for gradient in self.gradients.values()]
        unit = max(last_place(dtype) if dtype.kind in "fc" else EPSILON for dtype in types)
        return BACKWARD_ROUNDING * unit * max(self.largest.values())

    def detectable_error(self, name: str) -> float:
        """The smallest error in one single entry of one gradient that would have been seen, relative to
        the largest entry of that gradient that is finite. Infinite when nothing was compared.
        """
        scale = self.largest.get(name, 0.0)
        return self.smallest_error(name) / scale if scale else np.inf

    def smallest_error(self, name: str) -> float:
        """The smallest error in one single entry of one gradient that would have been seen.

        A suspicion must repeat, along directions in which the entry may move by less, and with what backward
        loses to rounding allowed for; both are allowed for here as well, without running anything again.
        """
        moved = np.inf
        for (piece,) in chunks(self.directions.get(name, np.zeros(0))):
            v = np.abs(piece)
            least = float(v.min(initial=np.inf))
            moved = min(moved, least or float(v[v > 0].min(initial=np.inf)))
        if self.comparison is None or not np.isfinite(moved):
            return np.inf
        tolerance = self.comparison.tolerance + SATURATION * EPSILON * self._lost
        return _AGAIN * tolerance / moved

    @cached_property
    def _lost(self) -> float:
        """The sizes of the terms that backward sums, and of those that it may have computed them from."""
        largest = max(self.largest.values(), default=0.0)
        return 2 * self.terms + largest * sum(total_size(along) for along in self.directions.values())


def directional_test(
    subject: Subject,
    values: Values,
    rng: np.random.Generator,
    *,
    names: Iterable[str] | None = None,
    use_complex: bool = True,
    careful: bool = False,
    scaling: Scaling | None = None,
    together: bool = False,
    point: Linearisation | None = None,
) -> Probe:
    """Compare backward with differences at one point, along one direction, for one cotangent.

    Args:
        names: the arrays that move; by default every array that a gradient is owed for.
        use_complex: whether the complex step may be tried.
        careful: also measure what backward itself loses to rounding.
        together: whether equal entries of an array move together, so that ties stay ties.
        point: the subject at these values, if something is known of it there.

    Raises:
        LayerFault, BadGradient: as `Subject.pullback`.

    >>> class Square:
    ...     def forward(self, x): self.x = x; return x * x
    ...     def backward(self, g): return self.x * g
    >>> subject = Subject(Square(), (np.array([1.0, 2.0]),))
    >>> directional_test(subject, subject.values, np.random.default_rng(0)).agrees
    False
    """
    scaling = scaling or SCALINGS[int(rng.integers(len(SCALINGS)))]
    directions = directions_at(subject, values, rng, names, scaling)
    if together:
        directions = {name: alike_where_equal(v, values[name]) for name, v in directions.items()}
    return probe_along(
        subject,
        values,
        directions,
        rng,
        use_complex=use_complex,
        careful=careful,
        scaling=scaling,
        point=point,
    )


def probe_along(
    subject: Subject,
    values: Values,
    directions: Mapping[str, Array],
    rng: np.random.Generator,
    *,
    outputs: Mask | None = None,
    use_complex: bool = True,
    careful: bool = False,
    scaling: Scaling = "mixed",
    point: Linearisation | None = None,
) -> Probe:
    """The same along given directions.

    Args:
        outputs: those that may have a cotangent; by default all.

    >>> from ethan_core.fn import Relu
    >>> subject, rng = Subject(Relu(), (np.array([-1.0, 2.0]),)), np.random.default_rng(0)
    >>> probe_along(subject, subject.values, {"X": np.ones(2)}, rng).agrees
    True
    """
    point = point or subject.linearise(values)
    derivative = differentiate(subject, values, directions, use_complex=use_complex, point=point)
    used = derivative.usable if outputs is None else derivative.usable & outputs
    u = np.where(used, point.cotangent(derivative.value.size, rng), 0.0)
    gradients = point.pullback(u)
    if not used.any():
        return Probe(values, directions, u, derivative, gradients, None, scaling)
    products = [products_of(gradients[name], v) for name, v in directions.items()]
    comparison = compare(
        derivative, u, products, [unit_of(subject, name, gradients[name]) for name in directions]
    )
    terms = float(sum(np.abs(product).sum() for product in products))
    found = Probe(values, directions, u, derivative, gradients, comparison, scaling, terms)
    return with_rounding(subject, found) if careful else found


def unit_of(subject: Subject, name: str, gradient: Array) -> float:
    """The unit in the last place of a gradient: that of float64, unless its array is narrower and so is it. A
    narrow gradient of a wide array is a mistake, and gets no credit. Where forward is declared to be less
    accurate (an iterative solver), so is a gradient that is computed from what it found.

    >>> from ethan_core.fn import Relu
    >>> subject = Subject(Relu(), (np.ones(2, np.float32),))
    >>> unit_of(subject, "X", np.ones(2, np.float32)) > unit_of(subject, "X", np.ones(2))
    True
    """
    types = (subject.dtypes[name], gradient.dtype)
    unit = min(last_place(dtype) if dtype.kind == "f" else EPSILON for dtype in types)
    return max(unit, subject.accuracy / BACKWARD_ROUNDING)


def with_rounding(subject: Subject, found: Probe) -> Probe:
    """The same probe, with what forward's and backward's own rounding do to it in its tolerance.

    >>> from ethan_core.fn import Sigmoid
    >>> subject = Subject(Sigmoid(), (np.array([0.5, 2.0]),))
    >>> found = directional_test(subject, subject.values, np.random.default_rng(0))
    >>> with_rounding(subject, found).comparison.tolerance > found.comparison.tolerance
    True
    """
    if found.comparison is None:
        return found
    lost = lost_by_backward(subject, found.values, found.cotangent, found.gradients, found.directions)
    derivative = with_scatter(subject, found.values, found.directions, found.derivative)
    derivative = with_plateaus(subject, found.values, found.directions, derivative)
    products = [products_of(found.gradients[name], v) for name, v in found.directions.items()]
    units = [unit_of(subject, name, found.gradients[name]) for name in found.directions]
    wider = replace(compare(derivative, found.cotangent, products, units), backward=lost)
    return replace(found, derivative=derivative, comparison=wider)
