"""Contracts from which tests draw, and how hypothesis is set."""

from __future__ import annotations

from hypothesis import settings

from ethan_core import Contract
from ethan_core.contract import Integers, Interval

POOL = Contract(shapes="N C H W -> N C H-k+1 W-k+1", inputs=("x",))
PAIR = Contract(
    shapes="N D, N, *rest -> N",
    inputs=("x", "ids", "s"),
    integers={"ids": Integers("D")},
    domain={"s": Interval(0.0, 1.0, open=True)},
)

quiet = settings(max_examples=60, derandomize=True, database=None, deadline=None)
