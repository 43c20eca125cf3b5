"""Flatten, in its three modes."""

from numpy_ml.neural_nets.layers import Flatten

from ethan_core import register
from registrations.preparing import contract

register("flatten-keep-first.v1", lambda: Flatten("first"), contract=contract("N 3 H 2 -> N 3*H*2"))
register("flatten-keep-last.v1", lambda: Flatten("last"), contract=contract("N 3 H 2 -> N*3*H 2"))
register("flatten-keep-none.v1", lambda: Flatten(-1), contract=contract("N 3 H 2 -> 1 N*3*H*2"))
