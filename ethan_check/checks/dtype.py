"""Dtype: float32 stays float32 and is as accurate as float32 can be; float64 is not secretly less.

Differences of a float32 forward are good to 1e-4 at best, but a right float32 backward agrees with the
float64 one to 1e-7. So the float32 gradient is compared with the float64 gradient of the same code, which
the gradient check compares with differences. How far they may be apart is measured
(`verdict.single_precision`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ethan_check.checks.base import DoesNotApply, finding
from ethan_check.checks.equality import structural_floor
from ethan_check.numerics.chunks import largest_finite
from ethan_check.numerics.line_samples import Samples, Vector
from ethan_check.numerics.noise import noise_of
from ethan_check.numerics.tolerances.bars import BACKWARD_ROUNDING, FLOAT32_LOSS, FLOAT32_UNIT
from ethan_check.numerics.tolerances.equality import FORWARD_DIGITS, HELD_SINGLE, STRUCTURAL_ZERO
from ethan_check.numerics.tolerances.steps import EPSILON
from ethan_check.result import Finding
from ethan_check.subject.conventions.adapter import Gradients
from ethan_check.subject.domain import as_float64
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.execution.outputs import unflatten
from ethan_check.subject.size_limits import entries_of, is_large
from ethan_check.subject.subject import Subject
from ethan_check.subject.symmetric_inputs import symmetric_part
from ethan_check.verdict.single_precision import allowance, largest_difference
from ethan_core.layer import Array

__all__ = ["CHECK", "Dtype"]


class Dtype:
    """Runs the layer in float32 and in float64."""

    name = "dtype"
    code = "ETH008"
    max_cases: int | None = 2

    def run(self, subject: Subject, rng: np.random.Generator) -> Iterator[Finding]:
        """Yield findings about the dtypes, the accuracy of float32, and the precision of forward."""
        if subject.runs_in_single:
            raise DoesNotApply("it is declared that the layer runs in float32 alone")
        single = {
            name: value.astype(np.float32) if value.dtype.kind == "f" else value
            for name, value in subject.values.items()
        }
        if not is_large(entries_of(subject.values)):
            yield self._precision(subject, rng)
        narrowed = self._narrowed_gradient(subject)
        if narrowed is not None:
            target, dtype = narrowed
            yield finding(self, subject, "fail", target, f"{target} is {dtype} where all arrays are float64")
            return
        promised = subject.contract.keeps_dtype if subject.contract is not None else None
        if promised is False:
            return
        try:
            wrong, reported = self._in_single(subject, single, strict=promised is True)
            if wrong is None and self._has_room(subject, reported):
                wrong = self._wide_at_ties(subject, single)
        except LayerFault as fault:
            if promised is None:
                return
            yield finding(self, subject, "fail", "", f"{fault}, for float32 arrays")
            return
        if wrong is not None:
            target, dtype = wrong
            if promised is None and target == "Y":
                return  # No contract promises that this layer follows the dtype of its arrays.
            message = f"{target} is {dtype} where all arrays are float32"
            if promised is None:
                message += "\n  if that is meant, declare so: contract=Contract(keeps_dtype=False)"
            yield finding(self, subject, "fail", target, message)
            return
        yield from self._accuracy(subject, single, subject.derivatives(reported), rng)

    def _narrowed_gradient(self, subject: Subject) -> tuple[str, str] | None:
        """A gradient that comes out in less than float64 although everything that went in was float64, and in
        another type than its own array was given in: a buffer that was made for float32 is meant so.
        """
        values = as_float64(subject)
        wide = subject if subject.is_own(values) else subject.at(values)
        if any(piece.dtype != np.float64 for piece in _pieces(wide.output)):
            return None  # A forward that narrows may have a backward that does.
        reported = wide.own_answer.reported
        for name, gradient in _named(subject, reported).items():
            is_narrow = getattr(gradient, "dtype", None) in (np.float32, np.float16)
            if is_narrow and name in subject.targets and gradient.dtype != subject.dtypes[name]:
                return subject.targets[name], str(gradient.dtype)
        return None

    def _in_single(
        self, subject: Subject, single: Mapping[str, Array], *, strict: bool
    ) -> tuple[tuple[str, str] | None, Gradients]:
        """What leaves float32, and what backward reports there; unless strict, no gradient leaves it that
        holds float32 numbers in a wider array.
        """
        layer, inputs = subject.fresh(single)
        output, memory = subject.run_forward(layer, inputs)
        for piece in _pieces(output):
            if piece.dtype not in (np.float32, np.bool_) and piece.dtype.kind == "f":
                return ("Y", str(piece.dtype)), Gradients((), {})
        reported = subject.run_backward(layer, inputs, unflatten(_cotangent(subject), output), memory)
        for name, gradient in _named(subject, reported).items():
            dtype = getattr(gradient, "dtype", None)
            if name not in subject.targets or dtype is None or dtype.kind != "f" or dtype == np.float32:
                continue
            if strict or not np.array_equal(gradient.astype(np.float32), gradient, equal_nan=True):
                return (subject.targets[name], str(dtype)), reported
        return None, reported

    @staticmethod
    def _has_room(subject: Subject, reported: Gradients) -> bool:
        """Whether a gradient lies in a wider array than float32 needs."""
        named = _named(subject, reported)
        return any(getattr(named.get(name), "dtype", None) == np.float64 for name in subject.targets)

    def _wide_at_ties(self, subject: Subject, single: Mapping[str, Array]) -> tuple[str, str] | None:
        """What leaves float32 where all entries of each input are the same. A gradient that is shared among
        ties is divided by their number there, and elsewhere by 1, of which float32 loses nothing.
        """
        inputs = {name: single[name] for name in subject.input_names if single[name].dtype == np.float32}
        tied = {name: np.full_like(x, x.flat[0]) for name, x in inputs.items() if x.size}
        try:
            return self._in_single(subject, {**single, **tied}, strict=False)[0]
        except LayerFault:
            return None  # Nothing promises that it runs there.

    def _accuracy(
        self,
        subject: Subject,
        single: Mapping[str, Array],
        rough: Mapping[str, Array],
        rng: np.random.Generator,
    ) -> Iterator[Finding]:
        wide = {
            name: value.astype(np.float64) if value.dtype.kind == "f" else value
            for name, value in single.items()
        }
        u = _cotangent(subject)
        exact = subject.pullback(wide, u)
        off_by = {name: largest_difference(rough[name], exact[name]) for name in subject.targets}
        if all(off <= FLOAT32_LOSS * largest_finite(exact[name]) for name, off in off_by.items()):
            yield finding(self, subject, "pass", "", "float32 stays float32 and is as accurate as it can be")
            return
        if self._is_another_function(subject, single, wide, rng):
            message = "forward in float32 is another function, as one is whose epsilon is that of its dtype"
            yield finding(self, subject, "pass", "", message)
            return
        allowed = allowance(subject, wide, u, exact, rng)
        floor = structural_floor(exact)
        size = largest_finite(u) * largest_finite(subject.flat(wide))
        for name, target in subject.targets.items():
            off = off_by[name]
            largest = largest_finite(exact[name])
            # What is structurally zero is the rounding of the other gradients' terms, in any precision.
            rounding = FLOAT32_LOSS * (floor / STRUCTURAL_ZERO if largest <= floor else largest)
            # So it is where all cancel: of terms as large as the output over the array it is a function of.
            terms = size / (largest_finite(wide[name]) or 1.0)
            if largest <= BACKWARD_ROUNDING * EPSILON * terms:
                rounding = max(rounding, FLOAT32_LOSS * terms)
            if not off <= max(allowed[name], rounding):
                share = off / (largest or 1.0)
                message = (
                    f"{target} in float32 differs from {target} in float64 by {share:.1e} of its size, "
                    f"but float32 allows {max(allowed[name], rounding) / (largest or 1.0):.1e}"
                )
                yield finding(self, subject, "fail", target, message, {"relative_difference": share})
                return
        yield finding(self, subject, "pass", "", "float32 stays float32 and is as accurate as it can be")

    def _is_another_function(
        self,
        subject: Subject,
        single: Mapping[str, Array],
        wide: Mapping[str, Array],
        rng: np.random.Generator,
    ) -> bool:
        """Whether forward gives numbers in float32 that no rounding of its arguments gives in float64."""
        exact, rough = subject.flat(wide), subject.flat(single).astype(np.float64)
        off_by = largest_difference(rough, exact)
        if off_by <= FLOAT32_LOSS * largest_finite(exact):
            return False
        shares = {n: rng.uniform(-1, 1, v.shape) for n, v in wide.items() if v.dtype.kind == "f"}
        moved = {n: v * (1 + FLOAT32_UNIT * shares[n]) if n in shares else v for n, v in wide.items()}
        conditioning = largest_difference(subject.flat(moved), exact)
        return off_by > FLOAT32_LOSS / FLOAT32_UNIT * conditioning

    def _precision(self, subject: Subject, rng: np.random.Generator) -> Finding:
        values = as_float64(subject)
        steps = {name: rng.uniform(0.5, 1.5, values[name].shape) for name in subject.targets}
        samples = Samples(subject.along(values, symmetric_part(subject, steps)))
        size = np.abs(samples.origin)
        known = (size > 0) & np.isfinite(size)
        noise = noise_of(samples)
        relative = float(np.median(noise[known] / size[known])) if known.any() else EPSILON
        digits = -np.log10(max(relative, EPSILON))
        low = FORWARD_DIGITS[0] < relative < FORWARD_DIGITS[1] and _holds_single(samples.origin[known])
        message = (
            f"forward keeps only {digits:.1f} digits of float64: something inside it is float32"
            if low
            else f"forward keeps {digits:.1f} digits of float64"
        )
        return finding(self, subject, "pass", "Y", message, {"digits": float(digits)})


def _pieces(output: Any) -> list[Array]:
    return [np.asarray(piece) for piece in (output if isinstance(output, tuple | list) else (output,))]


def _cotangent(subject: Subject) -> Vector:
    """Of numbers that float32 holds; not of ones, whose sums it holds, too."""
    return subject.own_answer.cotangent.astype(np.float32).astype(np.float64)


def _named(subject: Subject, reported: Gradients) -> dict[str, Any]:
    return {**dict(zip(subject.input_names, reported.inputs, strict=False)), **reported.parameters}


def _holds_single(values: Array) -> bool:
    """Whether numbers are so few apart from float32 numbers that they came from float32."""
    rounded = values.astype(np.float32).astype(np.float64)
    return bool(np.mean(rounded == values) > HELD_SINGLE) if values.size else False


CHECK = Dtype()
