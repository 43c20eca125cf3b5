"""The component document's own formulas, as written, in Ethan's notation.

Where the document leaves open what a formula means, each reading stands beside it: by which argument a
loss is differentiated, and whether a gradient is the derivative of the batch's loss, N times that (each
sample's own), or an Nth of it (a mean over the batch). `@` stands for the argument in question. The
document counts from 1, the notation from 0. Y and Z are the document's Y and Yhat.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

Reduction = Literal["sum", "mean", "per_sample"]


@dataclass(frozen=True)
class Reading:
    """One way to understand a claim.

    Args:
        words: the reading; empty where there is only one.
        by: the array by which is differentiated.
        reduction: how what is written relates to the derivative: it, an Nth of it, N times it.
    """

    words: str
    by: str
    reduction: Reduction = "sum"


@dataclass(frozen=True)
class Claim:
    """A forward and what the document says its derivative is."""

    component: str
    what: str
    forward: str
    derivative: str
    readings: tuple[Reading, ...]
    arrays: tuple[str, ...]
    constants: Mapping[str, Any] = field(default_factory=dict)


def _rng() -> np.random.Generator:
    return np.random.default_rng(4)


ARRAYS: Mapping[str, np.ndarray] = {
    "x": np.array([-2.5, -1.0, -0.25, 0.5, 1.75, 3.0]),
    "scores": _rng().standard_normal((3, 4)),
    "Y": _rng().uniform(0.2, 0.8, (3, 2)),
    "Z": _rng().uniform(0.2, 0.8, (3, 2))[::-1],
    "X": _rng().standard_normal((3, 2)),
    "W": _rng().standard_normal((4, 2)),
    "b": _rng().standard_normal(4),
    "mask": np.array([1.0, 0.0, 1.0, 1.0, 0.0, 1.0]),
    "image": _rng().standard_normal((3, 3)),
    "kernel": _rng().standard_normal((2, 2)),
    "images": _rng().standard_normal((3, 2, 4, 5)),
    "kernels": _rng().standard_normal((2, 2, 2, 2)),
    "biases": _rng().standard_normal(2),
    "pixels": np.asarray(_rng().permutation(3 * 2 * 4 * 6), dtype=float).reshape(3, 2, 4, 6) / 10,
}

ONLY = Reading("", "x")
LOSS_READINGS = (
    Reading("by Y, the derivative of the batch's loss", "Y"),
    Reading("by Y, each sample's own", "Y", "per_sample"),
    Reading("by Yhat, the derivative of the batch's loss", "Z"),
    Reading("by Yhat, each sample's own", "Z", "per_sample"),
)


def _batch(by: str) -> tuple[Reading, ...]:
    return (Reading("the derivative", by), Reading("the mean over the batch", by, "mean"))


GELU = "K = 0.044715\nu[*i] = sqrt(2/pi)*(x[*i] + K*x[*i]**3)\nG[*i] = x[*i]*(1 + tanh(u[*i]))/2"
AFFINE = "U[n,o] = sum(W[o,i]*X[n,i] for i) + b[o]"
CONVOLUTION = (
    "O[n,k,i,j] = sum(kernels[k,c,p,q]*images[n,c,i+p,j+q] for c, p, q) + biases[k] for i < 3, j < 4"
)
SMALL_CONVOLUTION = "O[i,j] = sum(kernel[p,q]*image[i+p,j+q] for p, q) for i < 2, j < 2"

ROWS: Mapping[tuple[int, int], Mapping[tuple[int, int], tuple[int, int]]] = {
    (1, 1): {(1, 1): (1, 1)},
    (1, 2): {(1, 1): (1, 2), (1, 2): (1, 1)},
    (1, 3): {(1, 2): (1, 2)},
    (2, 1): {(1, 1): (2, 1), (2, 1): (1, 1)},
    (2, 2): {(1, 1): (2, 2), (1, 2): (2, 1), (2, 1): (1, 2), (2, 2): (1, 1)},
    (2, 3): {(1, 2): (2, 2), (2, 2): (1, 2)},
    (3, 1): {(2, 1): (2, 1)},
    (3, 2): {(2, 1): (2, 2), (2, 2): (2, 1)},
    (3, 3): {(2, 2): (2, 2)},
}
"""The document's table for a 3x3 input and a 2x2 kernel: which O are fed by an X, and through which F."""


def _table() -> str:
    """The nine rows as one derivative line."""
    cases = []
    for (h, w), row in ROWS.items():
        terms = "+".join(f"dL/dO[{i - 1},{j - 1}]*kernel[{p - 1},{q - 1}]" for (i, j), (p, q) in row.items())
        cases.append(f"{terms} if h == {h - 1} and w == {w - 1} else")
    return f"dL/d@[h,w] = {' '.join(cases)} 0"


CLAIMS = (
    Claim("Relu", "Relu'", "R[*i] = max(0, x[*i])", "dR[*i]/d@[*i] = 1 if x[*i] > 0 else 0", (ONLY,), ("x",)),
    Claim(
        "Gelu",
        "Gelu'",
        GELU,
        "dG[*i]/d@[*i] = (1 + tanh(u[*i]))/2 "
        "+ x[*i]*(1 - tanh(u[*i])**2)/2*sqrt(2/pi)*(1 + 0.134145*x[*i]**2)",
        (ONLY,),
        ("x",),
    ),
    Claim(
        "Sigmoid",
        "Sigmoid', with the exponential",
        "S[*i] = 1/(1 + exp(-x[*i]))",
        "dS[*i]/d@[*i] = exp(-x[*i])/(1 + exp(-x[*i]))**2",
        (ONLY,),
        ("x",),
    ),
    Claim(
        "Sigmoid",
        "Sigmoid', with Sigmoid",
        "S[*i] = 1/(1 + exp(-x[*i]))",
        "dS[*i]/d@[*i] = S[*i]*(1 - S[*i])",
        (ONLY,),
        ("x",),
    ),
    Claim(
        "Softmax",
        "the partial derivatives",
        "y[n,i] = exp(scores[n,i])/sum(exp(scores[n,t]) for t)",
        "dy[n,i]/d@[n,j] = y[n,i]*(1 - y[n,j]) if i == j else -y[n,i]*y[n,j]",
        (Reading("", "scores"),),
        ("scores",),
    ),
    Claim(
        "MSE",
        "MSE' = 2(Y - Yhat)",
        "L = sum((Y[n,i] - Z[n,i])**2 for n, i)/N",
        "dL/d@[n,i] = 2*(Y[n,i] - Z[n,i])",
        LOSS_READINGS,
        ("Y", "Z"),
    ),
    Claim(
        "CrossEntropy",
        "CrossEntropy' = -Y/Yhat",
        "L = -sum(Y[n,i]*log(Z[n,i]) for n, i)/N",
        "dL/d@[n,i] = -Y[n,i]/Z[n,i]",
        LOSS_READINGS,
        ("Y", "Z"),
    ),
    Claim(
        "Mlp",
        "dL/dW in the derivation: no 1/N",
        AFFINE,
        "dL/d@[o,i] = sum(dL/dU[n,o]*X[n,i] for n)",
        _batch("W"),
        ("X", "W", "b"),
    ),
    Claim(
        "Mlp",
        "dL/dW in the code: divided by N",
        AFFINE,
        "dL/d@[o,i] = sum(dL/dU[n,o]*X[n,i] for n)/N",
        _batch("W"),
        ("X", "W", "b"),
    ),
    Claim(
        "Mlp",
        "dL/db in the code: divided by N",
        AFFINE,
        "dL/d@[o] = sum(dL/dU[n,o] for n)/N",
        _batch("b"),
        ("X", "W", "b"),
    ),
    Claim(
        "Mlp",
        "dL/dX in the code: not divided",
        AFFINE,
        "dL/d@[n,i] = sum(dL/dU[n,o]*W[o,i] for o)",
        _batch("X"),
        ("X", "W", "b"),
    ),
    Claim(
        "Dropout",
        "dL/dX, with the mask of forward",
        "D[*i] = x[*i]*mask[*i]/(1 - p)",
        "dL/d@[*i] = dL/dD[*i]*mask[*i]/(1 - p)",
        (ONLY,),
        ("x", "mask"),
        {"p": 0.25},
    ),
    Claim(
        "Conv2d",
        "dL/dF = conv(X, dL/dO)",
        SMALL_CONVOLUTION,
        "dL/d@[p,q] = sum(dL/dO[i,j]*image[p+i,q+j] for i, j)",
        (Reading("", "kernel"),),
        ("image", "kernel"),
    ),
    Claim(
        "Conv2d",
        "dL/dX = conv(dL/dO padded, F flipped)",
        SMALL_CONVOLUTION,
        "dL/d@[h,w] = sum(dL/dO[h-1+p,w-1+q]*kernel[1-p,1-q] for p < 2, q < 2)",
        (Reading("", "image"),),
        ("image", "kernel"),
    ),
    Claim(
        "Conv2d",
        "the nine rows of the table of dL/dX",
        SMALL_CONVOLUTION,
        _table(),
        (Reading("", "image"),),
        ("image", "kernel"),
    ),
    Claim(
        "Conv2d",
        "dL/dW in the code: divided by N",
        CONVOLUTION,
        "dL/d@[k,c,p,q] = sum(images[n,c,p+i,q+j]*dL/dO[n,k,i,j] for n, i, j)/N",
        _batch("kernels"),
        ("images", "kernels", "biases"),
    ),
    Claim(
        "Conv2d",
        "dL/db in the code: divided by N",
        CONVOLUTION,
        "dL/d@[k] = sum(dL/dO[n,k,i,j] for n, i, j)/N",
        _batch("biases"),
        ("images", "kernels", "biases"),
    ),
    Claim(
        "Conv2d",
        "dL/dX in the code: divided by N",
        CONVOLUTION,
        "dL/d@[n,c,h,w] = sum(dL/dO[n,k,h-1+p,w-1+q]*kernels[k,c,1-p,1-q] for k, p < 2, q < 2)/N",
        _batch("images"),
        ("images", "kernels", "biases"),
    ),
    Claim(
        "MaxPool2d",
        "dL/dX in the code: to the first largest entry of its window",
        "M[n,c,i,j] = max(pixels[n,c,i*2+p,j*3+q] for p < 2, q < 3) for i < 2, j < 2",
        "dL/d@[n,c,h,w] = dL/dM[n,c,h//2,w//3] "
        "if first_argmax(pixels[n,c,h//2*2+p,w//3*3+q] for p < 2, q < 3) == (h % 2, w % 3) else 0",
        (Reading("", "pixels"),),
        ("pixels",),
    ),
)


@dataclass(frozen=True)
class SizeClaim:
    """What a comment says about the size of an axis, and what it is."""

    component: str
    what: str
    written: str
    actual: str


SIZES = (
    SizeClaim(
        "Conv2d",
        "the height of dL/dO padded",
        "in_height+kernel_size-1",
        "(in_height-kernel_size+1)+2*(kernel_size-1)",
    ),
    SizeClaim(
        "Conv2d",
        "the width of dL/dO padded",
        "(in_width-kernel_size+1)+kernel_size-1",
        "(in_width-kernel_size+1)+2*(kernel_size-1)",
    ),
)
"""The comments in the code of Conv2d; out_width stands as in_width-kernel_size+1."""
