"""The complex step: a second, nearly exact oracle.

For an analytic F that accepts complex arrays, Im F(x + ihv) / h is F'(x; v) + O(h^2) with no
subtraction, so h may be 1e-20 and nothing is lost (Lyness and Moler 1967; Squire and Trapp 1998). It is
wrong without any warning where forward is not analytic: `abs`, comparisons, conjugation. So it is only
ever believed where a real difference agrees.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

from ethan_check.numerics.line_samples import Line, Vector
from ethan_check.numerics.tolerances.steps import COMPLEX_STEP

__all__ = ["complex_step", "refusing_lost_parts"]

_under_way: ContextVar[bool] = ContextVar("complex_step_under_way", default=False)


@contextmanager
def refusing_lost_parts() -> Iterator[None]:
    """Inside, a cast that drops imaginary parts raises, if a complex step is under way.

    numpy only warns of it; what silences the warnings of a layer must let this one through.

    >>> def forward(t):
    ...     with refusing_lost_parts():
    ...         return np.array([t]).astype(float) + 0j
    >>> complex_step(forward) is None
    True
    """
    with warnings.catch_warnings():
        if _under_way.get():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
        yield


def complex_step(line: Line, step: float = COMPLEX_STEP) -> Vector | None:
    """Im F(ih) / h for every output, or None where forward does not accept complex arrays.

    >>> complex_step(lambda t: np.array([np.exp(t)]))
    array([1.])
    >>> complex_step(lambda t: np.array([float(t)])) is None
    True
    """
    token = _under_way.set(True)
    try:
        with refusing_lost_parts():
            out = np.asarray(line(1j * step))
    except Exception:
        # Forward never promised to take complex numbers: whatever it raises only means that this oracle is
        # not to be had.
        return None
    finally:
        _under_way.reset(token)
    if out.dtype.kind != "c" or out.dtype.itemsize < 16:
        return None
    return np.asarray(out.imag / step, dtype=np.float64)
