"""Dtype: float32 stays float32 and is as accurate as float32 can be; float64 is not secretly less.

Differences of a float32 forward are good to 1e-4 at best, but a right float32 backward agrees with the
float64 one to 1e-7. So the float32 gradient is compared with the float64 gradient of the same code, which
the gradient check compares with differences. How far they may be apart is measured: by how much the
float64 gradient moves when its arguments are changed in the last place of float32.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ethan_check.adapters.base import Gradients, LayerFault
from ethan_check.budget import entries_of, is_large
from ethan_check.checks.base import DoesNotApply, finding
from ethan_check.extended import extended_pullback
from ethan_check.moving import Moving
from ethan_check.numerics.blocks import blocks, largest_finite
from ethan_check.numerics.directions import cotangent
from ethan_check.numerics.noise import EPSILON, noise_of
from ethan_check.numerics.samples import Samples, Vector
from ethan_check.outputs import flatten, shape_like
from ethan_check.points import double
from ethan_check.result import Finding
from ethan_check.subject import Subject
from ethan_core.layer import Array

__all__ = ["CHECK", "Dtype"]

_SINGLE = float(np.finfo(np.float32).eps)
_LOST = 200 * _SINGLE
"""What a float32 backward may lose beyond the conditioning of the gradient: some hundred roundings."""


class Dtype:
    """Runs the layer in float32 and in float64."""

    name = "dtype"
    points: int | None = 2

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
        narrow = self._narrow(subject)
        if narrow is not None:
            target, dtype = narrow
            yield finding(self, subject, "fail", target, f"{target} is {dtype} where all arrays are float64")
            return
        promised = subject.contract.keeps_dtype if subject.contract is not None else None
        if promised is False:
            return
        try:
            wrong = self._wrong_dtype(subject, single)
        except LayerFault as fault:
            if promised is None:
                return
            yield finding(self, subject, "fail", "", f"{fault}, for float32 arrays")
            return
        if wrong is not None:
            target, dtype = wrong
            if promised is None:
                return  # Nobody promised that this layer follows the dtype of its arrays.
            yield finding(self, subject, "fail", target, f"{target} is {dtype} where all arrays are float32")
            return
        yield from self._accuracy(subject, single, rng)

    def _narrow(self, subject: Subject) -> tuple[str, str] | None:
        """A gradient that comes out in less than float64 although everything that went in was float64."""
        values = double(subject)
        layer, inputs = subject.fresh(values)
        output, memory = subject.run_forward(layer, inputs)
        if any(
            np.asarray(piece).dtype != np.float64
            for piece in (output if isinstance(output, tuple | list) else (output,))
        ):
            return None  # A forward that narrows may have a backward that does.
        u = np.ones(flatten(output).size)
        reported = subject.run_backward(layer, inputs, shape_like(u, output), memory)
        for name, gradient in _named(subject, reported).items():
            if name in subject.targets and getattr(gradient, "dtype", None) in (np.float32, np.float16):
                return subject.targets[name], str(gradient.dtype)
        return None

    def _wrong_dtype(self, subject: Subject, single: Mapping[str, Array]) -> tuple[str, str] | None:
        layer, inputs = subject.fresh(single)
        output, memory = subject.run_forward(layer, inputs)
        for piece in output if isinstance(output, tuple | list) else (output,):
            if np.asarray(piece).dtype not in (np.float32, np.bool_) and np.asarray(piece).dtype.kind == "f":
                return "Y", str(np.asarray(piece).dtype)
        u = np.ones(flatten(output).size)
        reported = subject.run_backward(layer, inputs, shape_like(u, output), memory)
        for name, gradient in _named(subject, reported).items():
            dtype = getattr(gradient, "dtype", None)
            if name in subject.targets and dtype is not None and dtype.kind == "f" and dtype != np.float32:
                return subject.targets[name], str(dtype)
        return None

    def _accuracy(
        self, subject: Subject, single: Mapping[str, Array], rng: np.random.Generator
    ) -> Iterator[Finding]:
        wide = {
            name: value.astype(np.float64) if value.dtype.kind == "f" else value
            for name, value in single.items()
        }
        u = cotangent(flatten(subject.output).size, rng).astype(np.float32).astype(np.float64)
        exact, rough = subject.pullback(wide, u), subject.pullback(single, u)
        off_by = {name: _largest_difference(rough[name], exact[name]) for name in subject.targets}
        if all(off <= _LOST * largest_finite(exact[name]) for name, off in off_by.items()):
            yield finding(self, subject, "pass", "", "float32 stays float32 and is as accurate as it can be")
            return
        allowed = self._allowance(subject, wide, u, exact, rng)
        for name, target in subject.targets.items():
            off = off_by[name]
            if not off <= allowed[name]:
                share = off / (largest_finite(exact[name]) or 1.0)
                message = (
                    f"{target} in float32 differs from {target} in float64 by {share:.1e} of its size, "
                    f"but float32 allows {allowed[name] / (largest_finite(exact[name]) or 1.0):.1e}"
                )
                yield finding(self, subject, "fail", target, message, {"relative_difference": share})
                return
        yield finding(self, subject, "pass", "", "float32 stays float32 and is as accurate as it can be")

    def _allowance(
        self,
        subject: Subject,
        wide: Mapping[str, Array],
        u: Vector,
        exact: Mapping[str, Array],
        rng: np.random.Generator,
    ) -> dict[str, float]:
        """How far the float32 gradient may be off: by its conditioning, and by as many times more than
        the float64 gradient is off as float32 is coarser.
        """
        allowed = {name: _LOST * largest_finite(gradient) for name, gradient in exact.items()}
        for _ in range(3):
            moved = {
                name: value * (1 + _SINGLE * rng.uniform(-1, 1, value.shape))
                if value.dtype.kind == "f"
                else value
                for name, value in wide.items()
            }
            beside = subject.pullback(moved, u)
            wider = extended_pullback(subject, moved, u)
            for name, gradient in beside.items():
                rounding = 0.0 if wider is None else largest_finite(gradient - wider[name])
                conditioning = largest_finite(gradient - exact[name])
                allowed[name] = max(allowed[name], 30 * conditioning + 30 * rounding * _SINGLE / EPSILON)
        if extended_pullback(subject, wide, u) is None:
            # Nothing measures rounding here: allow for differences of numbers as large as the cotangent.
            for name in allowed:
                allowed[name] = max(allowed[name], _LOST * float(np.max(np.abs(u), initial=0.0)))
        return allowed

    def _precision(self, subject: Subject, rng: np.random.Generator) -> Finding:
        values = double(subject)
        steps = {name: rng.uniform(0.5, 1.5, values[name].shape) for name in subject.targets}

        samples = Samples(Moving(subject.flat, values, steps, subject.spare))
        size = np.abs(samples.origin)
        known = (size > 0) & np.isfinite(size)
        noise = noise_of(samples)
        relative = float(np.median(noise[known] / size[known])) if known.any() else EPSILON
        digits = -np.log10(max(relative, EPSILON))
        low = 1e-10 < relative < 1e-6 and _holds_single(samples.origin[known])
        message = (
            f"forward keeps only {digits:.1f} digits of float64: something inside it is float32"
            if low
            else f"forward keeps {digits:.1f} digits of float64"
        )
        return finding(self, subject, "pass", "Y", message, {"digits": float(digits)})


def _named(subject: Subject, reported: Gradients) -> dict[str, Any]:
    return {**dict(zip(subject.input_names, reported.inputs, strict=False)), **reported.parameters}


def _largest_difference(rough: Array, exact: Array) -> float:
    """The largest absolute difference of two arrays, taken in float64."""
    pieces = blocks(rough, exact)
    return max((largest_finite(np.asarray(a, dtype=np.float64) - b) for a, b in pieces), default=0.0)


def _holds_single(values: Array) -> bool:
    """Whether numbers are so few apart from float32 numbers that they came from float32."""
    rounded = values.astype(np.float32).astype(np.float64)
    return bool(np.mean(rounded == values) > 0.5) if values.size else False


CHECK = Dtype()
