"""How numbers are computed and printed: by numpy, decimal and mpmath."""

from __future__ import annotations

import decimal
import sys
from typing import Any

import numpy as np

from ethan_check.subject.execution.process_part import Part

__all__ = ["NUMERIC_PARTS"]


def _decimal_context() -> tuple[Any, ...]:
    """The context and what it says: layers change it, or put another in its place."""
    now = decimal.getcontext()
    return now, now.prec, now.rounding, now.Emin, now.Emax, now.capitals, now.clamp, dict(now.traps)


def _restore_decimal(before: tuple[Any, ...]) -> None:
    context = before[0]
    names = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")
    for name, value in zip(names, before[1:-1], strict=True):
        setattr(context, name, value)
    for trap, on in before[-1].items():
        context.traps[trap] = on
    decimal.setcontext(context)


def _mpmath_precision() -> int:
    """The precision in bits; what mpmath starts with while nobody has imported it: it takes a while."""
    mpmath = sys.modules.get("mpmath")
    return 53 if mpmath is None else int(mpmath.mp.prec)


def _restore_mpmath(before: int) -> None:
    if "mpmath" in sys.modules:
        sys.modules["mpmath"].mp.prec = before


def _print_options() -> dict[str, Any]:
    return dict(np.get_printoptions())


NUMERIC_PARTS = (
    Part("numpy's callback of errors", np.geterrcall, np.seterrcall),
    Part("numpy's print options", _print_options, lambda before: np.set_printoptions(**before)),
    Part("numpy's buffer size", np.getbufsize, np.setbufsize),
    Part("the decimal context", _decimal_context, _restore_decimal),
    Part("mpmath's precision", _mpmath_precision, _restore_mpmath),
)
"""Those parts, each with how it is told."""
