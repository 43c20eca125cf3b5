"""How numbers are computed and printed is read and put back."""

import decimal

import mpmath
import numpy as np
import pytest

from ethan_check.subject.execution.numeric_parts import NUMERIC_PARTS
from subject.execution.changed_parts import seen_and_put_back

BY_NAME = {part.name: part for part in NUMERIC_PARTS}
CHANGES = [
    ("numpy's callback of errors", lambda: np.seterrcall(print)),
    ("numpy's print options", lambda: np.set_printoptions(precision=1)),
    ("numpy's buffer size", lambda: np.setbufsize(2**14)),
    ("the decimal context", lambda: setattr(decimal.getcontext(), "prec", 3)),
    ("mpmath's precision", lambda: setattr(mpmath.mp, "prec", 11)),
]


@pytest.mark.parametrize(("name", "change"), CHANGES, ids=[name for name, _ in CHANGES])
def test_a_change_is_seen_and_put_back(name, change):
    seen_and_put_back(BY_NAME[name], change)
