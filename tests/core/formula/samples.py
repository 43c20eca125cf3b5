"""What the tests of formulas share: the formulas of all reference layers, each with its forward in numpy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import erf, pi
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import settings

from ethan_core.formula import FloatNumbers, FormulaError, parse_formula, parse_formulas
from ethan_core.formula.evaluation import Evaluation


@dataclass(frozen=True)
class Sample:
    text: str
    arrays: Mapping[str, Any]
    forward: Callable[..., Any]
    constants: Mapping[str, Any] = field(default_factory=dict)
    kept: tuple[str, ...] = ()  # arrays that are not differentiated
    mean: tuple[str, ...] = ()  # gradients that are the mean over the batch


def _rng() -> np.random.Generator:
    return np.random.default_rng(20)


def _signed(*shape: int) -> np.ndarray:
    return _rng().uniform(0.3, 1.7, shape) * _rng().choice([-1, 1], shape)


def _softmax(x):
    e = np.exp(x)
    return e / e.sum(axis=1, keepdims=True)


def _windows(X, kernel, stride, size):
    """X's windows as (n, c, i, j, p, q)."""
    (kh, kw), (sh, sw), (height, width) = kernel, stride, size
    rows = [X[:, :, i * sh : i * sh + kh] for i in range(height)]
    return np.stack([np.stack([row[..., j * sw : j * sw + kw] for j in range(width)], 2) for row in rows], 2)


def _conv2d(X, W, b):
    padded = np.pad(X, ((0, 0), (0, 0), (1, 1), (2, 2)))
    return np.einsum("ncijpq,ocpq->noij", _windows(padded, (2, 3), (2, 1), (3, 5)), W) + b[:, None, None]


_LABELS = np.eye(4)[[1, 3, 0]]
_SPREAD = _rng().permutation(2 * 2 * 5 * 4).reshape(2, 2, 5, 4) / 10

SAMPLES = {
    "relu": Sample(
        """
        Y[*i] = max(0, X[*i])
        dY[*i]/dX[*i] = 1 if X[*i] > 0 else 0
        """,
        {"X": _signed(2, 3)},
        lambda X: np.maximum(X, 0),
    ),
    "gelu": Sample(
        """
        K = 0.044715
        u[*i] = sqrt(2/pi)*(X[*i] + K*X[*i]**3)
        Y[*i] = X[*i]*(1 + tanh(u[*i]))/2
        dY[*i]/dX[*i] = (1 + tanh(u[*i]))/2
            + X[*i]*(1 - tanh(u[*i])**2)/2 * sqrt(2/pi)*(1 + 3*K*X[*i]**2)
        """,
        {"X": _signed(2, 3)},
        lambda X: X / 2 * (1 + np.tanh(np.sqrt(2 / pi) * (X + 0.044715 * X**3))),
    ),
    "gelu with erf": Sample(
        """
        Y[*i] = X[*i]*(1 + erf(X[*i]/sqrt(2)))/2
        dY[*i]/dX[*i] = (1 + erf(X[*i]/sqrt(2)))/2 + X[*i]*exp(-X[*i]**2/2)/sqrt(2*pi)
        """,
        {"X": _signed(2, 3)},
        lambda X: X / 2 * (1 + np.vectorize(erf)(X / np.sqrt(2))),
    ),
    "sigmoid": Sample(
        """
        Y[*i] = 1/(1 + exp(-X[*i]))
        dY[*i]/dX[*i] = exp(-X[*i])/(1 + exp(-X[*i]))**2
        dY[*i]/dX[*i] = Y[*i]*(1 - Y[*i])
        """,
        {"X": _signed(2, 2, 3)},
        lambda X: 1 / (1 + np.exp(-X)),
    ),
    "softmax": Sample(
        """
        y[n,i] = exp(x[n,i]) / sum(exp(x[n,t]) for t)
        dy[n,i]/dx[n,j] = y[n,i]*(1 - y[n,j]) if i == j else -y[n,i]*y[n,j]
        """,
        {"x": _signed(3, 4)},
        lambda x: _softmax(x),
    ),
    "softmax, stabilised": Sample(
        """
        m[n] = max(X[n,t] for t)
        Y[n,i] = exp(X[n,i] - m[n])/sum(exp(X[n,t] - m[n]) for t)
        dL/dX[n,i] = Y[n,i]*(dL/dY[n,i] - sum(dL/dY[n,t]*Y[n,t] for t))
        """,
        {"X": _signed(3, 4)},
        lambda X: _softmax(X),
    ),
    "mse": Sample(
        """
        L = sum((P[*i] - T[*i])**2 for *i)/N
        dL/dP[*i] = 2*(P[*i] - T[*i])/N
        """,
        {"P": _signed(3, 4), "T": _signed(3, 4) + 0.1},
        lambda P, T: ((P - T) ** 2).sum() / len(P),
        {"N": 3},
        kept=("T",),
    ),
    "cross entropy": Sample(
        """
        L = -sum(T[n,c]*log(P[n,c]) for n, c)/N
        dL/dP[n,c] = -T[n,c]/P[n,c]/N
        """,
        {"P": _softmax(_signed(3, 4)), "T": _LABELS},
        lambda P, T: -(T * np.log(P)).sum() / len(P),
        {"N": 3},
        kept=("T",),
    ),
    "softmax cross entropy": Sample(
        """
        P[n,c] = exp(X[n,c])/sum(exp(X[n,t]) for t)
        L = -sum(T[n,c]*log(P[n,c]) for n, c)/N
        dL/dX[n,c] = (P[n,c] - T[n,c])/N
        """,
        {"X": _signed(3, 4), "T": _LABELS},
        lambda X, T: -(T * np.log(_softmax(X))).sum() / len(X),
        {"N": 3},
        kept=("T",),
    ),
    "mlp": Sample(
        """
        Y[n,o] = sum(W[o,i]*X[n,i] for i) + b[o]
        dL/dX[n,i] = sum(dL/dY[n,o]*W[o,i] for o)
        dL/dW[o,i] = sum(dL/dY[n,o]*X[n,i] for n)/N
        dL/db[o] = sum(dL/dY[n,o] for n)/N
        dY[n,o]/dX[n,i] = W[o,i]
        """,
        {"X": _signed(4, 3), "W": _signed(2, 3), "b": _signed(2)},
        lambda X, W, b: X @ W.T + b,
        {"N": 4},
        mean=("W", "b"),
    ),
    "dropout": Sample(
        """
        Y[*i] = X[*i]*mask[*i]/(1 - p) if training else X[*i]
        dL/dX[*i] = dL/dY[*i]*mask[*i]/(1 - p) if training else dL/dY[*i]
        """,
        {"X": _signed(3, 4), "mask": _rng().random((3, 4)) > 0.25},
        lambda X, mask: X * mask / 0.75,
        {"p": 0.25, "training": True},
        kept=("mask",),
    ),
    "flatten": Sample(
        """
        Y[n,flat(*i)] = X[n,*i]
        dL/dX[n,*i] = dL/dY[n,flat(*i)]
        dY[n,flat(*i)]/dX[n,*i] = 1
        """,
        {"X": _signed(2, 3, 2, 4)},
        lambda X: X.reshape(len(X), -1),
    ),
    "conv2d": Sample(
        """
        Y[n,o,i,j] = sum(W[o,c,p,q]*X[n,c,i*sh+p-ph,j*sw+q-pw] for c, p, q) + b[o]
            for i < (H+2*ph-kh)//sh+1, j < (V+2*pw-kw)//sw+1
        dL/dX[n,c,h,w] = sum(dL/dY[n,o,i,j]*W[o,c,h+ph-i*sh,w+pw-j*sw] for o, i, j)
        dL/dW[o,c,p,q] = sum(dL/dY[n,o,i,j]*X[n,c,i*sh+p-ph,j*sw+q-pw] for n, i, j)
        dL/db[o] = sum(dL/dY[n,o,i,j] for n, i, j)
        dY[n,o,i,j]/dX[n,c,i*sh+p-ph,j*sw+q-pw] = W[o,c,p,q] for p < kh, q < kw
        """,
        {"X": _signed(2, 2, 5, 3), "W": _signed(3, 2, 2, 3), "b": _signed(3)},
        _conv2d,
        {"kh": 2, "kw": 3, "sh": 2, "sw": 1, "ph": 1, "pw": 2, "H": 5, "V": 3},
    ),
    "max_pool2d": Sample(
        """
        Y[n,c,i,j] = max(X[n,c,i*sh+p,j*sw+q] for p < kh, q < kw)
            for i < (H-kh)//sh+1, j < (V-kw)//sw+1
        dY[n,c,i,j]/dX[n,c,h,w] = 1
            if first_argmax(X[n,c,i*sh+p,j*sw+q] for p < kh, q < kw) == (h-i*sh, w-j*sw) else 0
        """,
        {"X": _SPREAD},
        lambda X: _windows(X, (3, 2), (2, 1), (2, 3)).max(axis=(4, 5)),
        {"kh": 3, "kw": 2, "sh": 2, "sw": 1, "H": 5, "V": 4},
    ),
    "embedding": Sample(
        """
        Y[n,k] = W[ids[n],k]
        dL/dW[v,k] = sum(dL/dY[n,k] if ids[n] == v else 0 for n)
        """,
        {"W": _signed(4, 3), "ids": np.array([2, 0, 2])},
        lambda W, ids: W[ids],
        kept=("ids",),
    ),
    "cumulative sum": Sample(
        """
        Y[n,i] = sum(X[n,t] for t < i+1) for i < 4
        dY[n,i]/dX[n,j] = 1 if j <= i else 0
        """,
        {"X": _signed(2, 4)},
        lambda X: np.cumsum(X, axis=1),
    ),
}


class FiftyDigits:
    """mpmath's numbers, the way a caller would hand them in."""

    def __init__(self):
        self._context = mpmath.MPContext()
        self._context.dps = 50
        self.number = self.lift = self._context.mpf
        self.pi = +self._context.pi

    def __getattr__(self, name):
        return getattr(self._context, name)


FLOATS = FloatNumbers()
PROFILE = settings(derandomize=True, database=None, deadline=None, max_examples=60)


def floats(array):
    return np.array(array, dtype=float)


def right_side(text):
    """An expression."""
    return parse_formula(f"y = {text}").expression


def evaluate(line, numbers, arrays, constants=None, shapes=None, formulas=None):
    """Every entry of the left side of a line, which may read those of some formulas."""
    lines = (
        {each.left.name: each for each in formulas.lines if each.left.kind == "target"} if formulas else {}
    )
    return Evaluation(numbers, arrays, constants, None, shapes, lines).entries(line)


def refuses(text, place, message):
    """The text is refused there, or taken if no message is expected."""
    if message is None:
        parse_formulas(text)
        return
    with pytest.raises(FormulaError) as caught:
        parse_formulas(text)
    assert (caught.value.line, caught.value.column) == place
    assert message in caught.value.message
    where, shown, caret = str(caught.value).split("\n")
    assert where.startswith(f"line {place[0]}, column {place[1]}: ")
    assert shown[len(caret) - 1 :][:1] == text.split("\n")[place[0] - 1][place[1] - 1 :][:1]


def does_not_fit(text, message):
    """The line cannot be evaluated on these arrays."""
    arrays = {"X": np.ones((2, 3)), "b": np.ones(5)}
    with pytest.raises(FormulaError, match=message):
        evaluate(parse_formula(text), FLOATS, arrays, {"h": 0.5, "N": 2, "s": "same"})
