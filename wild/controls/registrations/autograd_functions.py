"""HIPS autograd 1.9.1, function by function: `make_vjp` is the backward pass."""

import autograd.numpy as anp
import autograd.scipy.special as special
import numpy as np
from autograd import make_vjp
from autograd.builtins import tuple as traced_tuple

from ethan_core import Case, register
from registrations.arrays import INSIDE, OTHER, POSITIVE, REGULAR, SHARES, SIGNED, SQUARE, STACK, VOLUME


class Traced:
    """A function whose backward is what autograd derives."""

    def __init__(self, function):
        self.function = function

    def forward(self, *inputs):
        if len(inputs) == 1:
            self.vjp, output = make_vjp(self.function)(inputs[0])
        else:
            self.vjp, output = make_vjp(lambda several: self.function(*several))(traced_tuple(inputs))
        return np.asarray(output)

    def backward(self, g):
        return self.vjp(g)


NAN_AT_ZERO = {"gradient": "NaN at 0, although the function has a derivative (or a subgradient) there"}
KNOWN = {"sinc": NAN_AT_ZERO, "hypot": NAN_AT_ZERO, "prod": NAN_AT_ZERO, "prod-axis0": NAN_AT_ZERO}


def judged(name, function, *arrays):
    register(
        f"autograd.{name}.v1",
        Traced,
        cases=[Case(Traced(function), arrays)],
        expected_failures=KNOWN.get(name),
    )


for name in "sin cos tan exp expm1 sinh cosh tanh arctan arcsinh square abs sinc negative exp2".split():
    judged(name, getattr(anp, name), SIGNED)
for name in "log log2 log10 log1p sqrt reciprocal".split():
    judged(name, getattr(anp, name), POSITIVE)
for name in "arcsin arccos arctanh".split():
    judged(name, getattr(anp, name), INSIDE)
for name in "add subtract multiply maximum minimum logaddexp logaddexp2 hypot fmax fmin".split():
    judged(name, getattr(anp, name), SIGNED, OTHER)
for name in "sum mean prod max min var std cumsum".split():
    judged(name, getattr(anp, name), SIGNED)
    judged(f"{name}-axis0", lambda x, f=getattr(anp, name): f(x, axis=0), SIGNED)
for name in "erf erfc expit j0 j1 i0 i1".split():
    judged(name, getattr(special, name), SIGNED)

judged("divide", anp.divide, SIGNED, POSITIVE)
judged("power", anp.power, POSITIVE, OTHER)
judged("arctan2", anp.arctan2, SIGNED, POSITIVE)
judged("gammaln", special.gammaln, POSITIVE)
judged("logit", special.logit, SHARES)
judged("logsumexp", lambda x: special.logsumexp(x, axis=1), SIGNED)
judged("matmul", anp.matmul, VOLUME, STACK)
judged("einsum", lambda x, y: anp.einsum("ij,kj->ik", x, y), SIGNED, OTHER)
judged("tensordot", lambda x, y: anp.tensordot(x, y, axes=([1], [1])), SIGNED, OTHER)
judged("outer", anp.outer, SIGNED[0], OTHER[1])
judged("where", lambda x, y: anp.where(x > y, 2 * x, 3 * y), SIGNED, OTHER)
judged("clip", lambda x: anp.clip(x, -0.5, 0.7), SIGNED)
judged("concatenate", lambda x, y: anp.concatenate([x, 2 * y]), SIGNED, OTHER)
judged("reshape", lambda x: anp.reshape(x, (-1,)), SIGNED)
judged("transpose", lambda x: anp.transpose(x, (0, 3, 1, 2)), VOLUME)
judged("getitem", lambda x: x[[0, 0, 2], [1, 1, 0]], SIGNED)
judged("tile", lambda x: anp.tile(x, (2, 3)), SIGNED)
judged("roll", lambda x: anp.roll(x, 1, axis=0), SIGNED)
judged("diff", lambda x: anp.diff(x, axis=0), SIGNED)
judged("inv", anp.linalg.inv, REGULAR)
judged("det", anp.linalg.det, REGULAR)
judged("slogdet", lambda x: anp.linalg.slogdet(x)[1], REGULAR)
judged("solve", anp.linalg.solve, REGULAR, SQUARE)
judged("norm", anp.linalg.norm, SIGNED)
