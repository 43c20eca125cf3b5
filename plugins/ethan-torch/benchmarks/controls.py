"""Functions and modules of torch that are right: none may be accused. Run it with nothing but their names to
see some of them: `python benchmarks/controls.py GRU softmax`.

Prints a line for each that does not pass, and at the end how many were judged, the certificates and the time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import ethan_torch
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(0)
X, Y = torch.randn(4, 3), torch.randn(4, 3)
POSITIVE = torch.rand(4, 3) + 0.5
UNIT = torch.rand(4, 3) * 0.8 + 0.1
SQUARE = torch.randn(3, 3) + 3 * torch.eye(3)
DEFINITE = X.T @ X + torch.eye(3)
IMAGE, VOLUME, ROWS = torch.randn(2, 2, 5, 5), torch.randn(1, 2, 3, 4, 4), torch.randn(2, 2, 7)
LABELS = torch.tensor([0, 2, 1, 1])

_REAL = (
    "sin", "cos", "tan", "sinh", "cosh", "tanh", "asinh", "atan", "exp", "exp2", "expm1", "abs",
    "neg", "square", "sigmoid", "erf", "erfc", "sinc", "relu", "sum", "mean", "prod", "std", "var",
    "norm", "amax", "amin", "median", "tril", "triu", "t", "sort", "max", "min",
)  # fmt: skip
_POSITIVE = (
    "log", "log2", "log10", "log1p", "sqrt", "rsqrt", "reciprocal", "lgamma", "digamma",
)  # fmt: skip
_UNIT = ("asin", "acos", "atanh", "logit", "erfinv")
_PAIRS = ("add", "sub", "mul", "maximum", "minimum", "hypot", "atan2", "dist")

FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    **{name: (getattr(torch, name), (X,)) for name in _REAL},
    **{name: (getattr(torch, name), (POSITIVE,)) for name in _POSITIVE},
    **{name: (getattr(torch, name), (UNIT,)) for name in _UNIT},
    **{name: (getattr(torch, name), (X, Y)) for name in _PAIRS},
    "div": (torch.div, (X, POSITIVE)),
    "pow": (torch.pow, (POSITIVE, Y)),
    "cumsum": (torch.cumsum, (X, 1)),
    "cumprod": (torch.cumprod, (X, 1)),
    "logsumexp": (torch.logsumexp, (X, 1)),
    "logcumsumexp": (torch.logcumsumexp, (X, 1)),
    "matmul": (torch.matmul, (X, Y.T.contiguous())),
    "einsum": (lambda a, b: torch.einsum("ij,kj->ik", a, b), (X, Y)),
    "bmm": (torch.bmm, (torch.randn(2, 3, 4), torch.randn(2, 4, 2))),
    "gather": (torch.gather, (X, 1, torch.tensor([[0, 0], [1, 2], [2, 2], [0, 1]]))),
    "index_select": (torch.index_select, (X, 0, torch.tensor([0, 2, 2]))),
    "where": (torch.where, (X > 0, X, Y)),
    "cat": (lambda a, b: torch.cat([a, b], 1), (X, Y)),
    "stack": (lambda a, b: torch.stack([a, b]), (X, Y)),
    "topk": (torch.topk, (X, 2)),
    "inv": (torch.linalg.inv, (SQUARE,)),
    "det": (torch.linalg.det, (SQUARE,)),
    "slogdet": (lambda a: torch.linalg.slogdet(a)[1], (SQUARE,)),
    "solve": (torch.linalg.solve, (SQUARE, torch.randn(3, 2))),
    "cholesky": (torch.linalg.cholesky, (DEFINITE,)),
    "eigvalsh": (torch.linalg.eigvalsh, (DEFINITE,)),
    "svdvals": (torch.linalg.svdvals, (X,)),
    "matrix_exp": (torch.matrix_exp, (0.3 * SQUARE,)),
    "fft": (torch.fft.fft, (X,)),
    "rfft": (torch.fft.rfft, (X,)),
    "irfft": (torch.fft.irfft, (torch.randn(3, 4, dtype=torch.complex64),)),
    "complex product": (
        torch.mul,
        (torch.randn(3, dtype=torch.complex64), torch.randn(3, dtype=torch.complex64)),
    ),
    "softmax": (F.softmax, (X, 1)),
    "log_softmax": (F.log_softmax, (X, 1)),
    "gelu": (F.gelu, (X,)),
    "silu": (F.silu, (X,)),
    "mish": (F.mish, (X,)),
    "softplus": (F.softplus, (X,)),
    "hardtanh": (F.hardtanh, (X,)),
    "hardswish": (F.hardswish, (X,)),
    "hardsigmoid": (F.hardsigmoid, (X,)),
    "elu": (F.elu, (X,)),
    "selu": (F.selu, (X,)),
    "celu": (F.celu, (X,)),
    "leaky_relu": (F.leaky_relu, (X,)),
    "logsigmoid": (F.logsigmoid, (X,)),
    "softsign": (F.softsign, (X,)),
    "tanhshrink": (F.tanhshrink, (X,)),
    "hardshrink": (F.hardshrink, (X,)),
    "softshrink": (F.softshrink, (X,)),
    "glu": (F.glu, (torch.randn(3, 4),)),
    "normalize": (F.normalize, (X,)),
    "cosine_similarity": (F.cosine_similarity, (X, Y)),
    "pairwise_distance": (F.pairwise_distance, (X, Y)),
    "cdist": (torch.cdist, (X, Y)),
    "attention": (F.scaled_dot_product_attention, tuple(torch.randn(1, 2, 3, 4) for _ in range(3))),
    "interpolate": (lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"), (IMAGE,)),
    "pad": (lambda x: F.pad(x, (1, 1), mode="reflect"), (ROWS,)),
    "grid_sample": (
        lambda x, g: F.grid_sample(x, g, align_corners=False),
        (IMAGE, torch.rand(2, 3, 3, 2) * 1.6 - 0.8),
    ),
    "unfold": (lambda x: F.unfold(x, 2), (IMAGE,)),
}

MODULES: dict[str, tuple[Callable[[], nn.Module], tuple[Any, ...]]] = {
    "Linear": (lambda: nn.Linear(3, 2), (X,)),
    "Bilinear": (lambda: nn.Bilinear(3, 3, 2), (X, Y)),
    "Conv1d": (lambda: nn.Conv1d(2, 3, 3, padding=1), (ROWS,)),
    "Conv2d": (lambda: nn.Conv2d(2, 3, 3, stride=2, padding=1), (IMAGE,)),
    "Conv2d, groups": (lambda: nn.Conv2d(2, 4, 3, groups=2, dilation=2), (IMAGE,)),
    "Conv3d": (lambda: nn.Conv3d(2, 2, 2), (VOLUME,)),
    "ConvTranspose2d": (lambda: nn.ConvTranspose2d(2, 3, 3, stride=2), (IMAGE,)),
    "MaxPool2d": (lambda: nn.MaxPool2d(2), (IMAGE,)),
    "AvgPool2d": (lambda: nn.AvgPool2d(2), (IMAGE,)),
    "AdaptiveAvgPool2d": (lambda: nn.AdaptiveAvgPool2d(2), (IMAGE,)),
    "LPPool1d": (lambda: nn.LPPool1d(2, 3), (ROWS,)),
    "BatchNorm1d": (lambda: nn.BatchNorm1d(3), (X,)),
    "BatchNorm2d, evaluating": (lambda: nn.BatchNorm2d(2).eval(), (IMAGE,)),
    "InstanceNorm2d": (lambda: nn.InstanceNorm2d(2, affine=True), (IMAGE,)),
    "GroupNorm": (lambda: nn.GroupNorm(2, 4), (torch.randn(3, 4, 5),)),
    "LayerNorm": (lambda: nn.LayerNorm(3), (X,)),
    "RMSNorm": (lambda: nn.RMSNorm(3), (X,)),
    "LocalResponseNorm": (lambda: nn.LocalResponseNorm(2), (IMAGE,)),
    "Embedding": (lambda: nn.Embedding(5, 3), (torch.tensor([1, 2, 2]),)),
    "EmbeddingBag": (lambda: nn.EmbeddingBag(5, 3), (torch.tensor([[1, 2], [2, 4]]),)),
    "Dropout": (lambda: nn.Dropout(0.4), (X,)),
    "Dropout2d": (lambda: nn.Dropout2d(0.4), (IMAGE,)),
    "AlphaDropout": (lambda: nn.AlphaDropout(0.4), (X,)),
    "PReLU": (nn.PReLU, (X,)),
    "RReLU, evaluating": (lambda: nn.RReLU().eval(), (X,)),
    "RNN": (lambda: nn.RNN(3, 2), (X[None],)),
    "LSTM": (lambda: nn.LSTM(3, 2, num_layers=2, bidirectional=True), (X[None],)),
    "GRU": (lambda: nn.GRU(3, 2), (X[None],)),
    "LSTMCell": (lambda: nn.LSTMCell(3, 2), (X, (torch.randn(4, 2), torch.randn(4, 2)))),
    "MultiheadAttention": (
        lambda: nn.MultiheadAttention(4, 2),
        tuple(torch.randn(3, 2, 4) for _ in range(3)),
    ),
    "TransformerEncoderLayer": (
        lambda: nn.TransformerEncoderLayer(4, 2, 5, dropout=0.0),
        (torch.randn(3, 2, 4),),
    ),
    "CrossEntropyLoss": (lambda: nn.CrossEntropyLoss(label_smoothing=0.1), (X, LABELS)),
    "NLLLoss": (nn.NLLLoss, (X, LABELS)),
    "MSELoss": (nn.MSELoss, (X, Y)),
    "L1Loss": (nn.L1Loss, (X, Y)),
    "HuberLoss": (nn.HuberLoss, (X, Y)),
    "SmoothL1Loss": (nn.SmoothL1Loss, (X, Y)),
    "BCELoss": (nn.BCELoss, (UNIT, UNIT.flip(0))),
    "BCEWithLogitsLoss": (nn.BCEWithLogitsLoss, (X, UNIT)),
    "KLDivLoss": (lambda: nn.KLDivLoss(reduction="batchmean"), (F.log_softmax(X, 1), F.softmax(Y, 1))),
    "PoissonNLLLoss": (nn.PoissonNLLLoss, (X, POSITIVE)),
    "GaussianNLLLoss": (nn.GaussianNLLLoss, (X, Y, POSITIVE)),
    "CosineEmbeddingLoss": (nn.CosineEmbeddingLoss, (X, Y, torch.tensor([1, -1, 1, 1]))),
    "TripletMarginLoss": (nn.TripletMarginLoss, (X, Y, X.flip(0))),
    "CTCLoss": (
        nn.CTCLoss,
        (F.log_softmax(torch.randn(6, 2, 4), 2), torch.tensor([[1, 2], [3, 1]]), (6, 6), (2, 2)),
    ),
    "PixelShuffle": (lambda: nn.PixelShuffle(2), (torch.randn(1, 4, 3, 3),)),
    "Upsample": (lambda: nn.Upsample(scale_factor=2), (IMAGE,)),
    "weight_norm": (lambda: nn.utils.parametrizations.weight_norm(nn.Linear(3, 2)), (X,)),
    "orthogonal": (lambda: nn.utils.parametrizations.orthogonal(nn.Linear(3, 3)), (X,)),
    "a network": (
        lambda: nn.Sequential(
            nn.Conv2d(2, 3, 2), nn.GELU(), nn.Flatten(), nn.Linear(48, 2), nn.LogSoftmax(1)
        ),
        (IMAGE,),
    ),
}


WEAK = {
    "hypot": "NaN where both are 0",
    "hardsigmoid": "the slope is that of float32",
    "matrix_exp": "forward is off by up to 3e-13 at norms of 3e-4 to 0.05, and its derivative with it",
    "BCELoss": "infinite by the target where forward clamps a logarithm",
    "CTCLoss": "the gradient is that by what went into log_softmax",
    "weight_norm": "the second derivative is another function's",
}
"""What is rightly accused; `defects.py` shows each without Ethan."""


def main(chosen: list[str]) -> None:
    """Judge them, or those that are named."""
    things = {**FUNCTIONS, **{name: (make(), inputs) for name, (make, inputs) in MODULES.items()}}
    verdicts: dict[str, list[str]] = {}
    certificates, times = [], []
    for name, (thing, inputs) in things.items():
        if chosen and name not in chosen:
            continue
        before = time.process_time()
        try:
            report = ethan_torch.check(thing, *inputs)
            verdict, text = report.verdict, str(report)
            certificates += list(report.certificate.values()) if verdict == "pass" else []
        except Exception as error:
            verdict, text = "raised", f"{type(error).__name__}: {error}"
        times.append(time.process_time() - before)
        verdicts.setdefault(verdict, []).append(name)
        if verdict != "pass" or chosen:
            print(f"{name}: {verdict} ({times[-1]:.2f} s)\n{text}\n", flush=True)
    accused = [name for verdict, names in verdicts.items() if verdict != "pass" for name in names]
    print(f"accused without a reason that is known: {sorted(set(accused) - set(WEAK)) or 'none'}")
    print({verdict: len(names) for verdict, names in verdicts.items()})
    if certificates:
        small = np.mean(np.array(certificates) <= 1e-11)
        worst = max(certificates)
        middle = np.median(certificates)
        shares = f"{small:.0%} at most 1e-11, median {middle:.1e}, {worst:.1e} at worst"
        print(f"{len(certificates)} certificates: {shares}")
    print(f"CPU: median {np.median(times):.2f} s, {max(times):.1f} s at most, {sum(times):.0f} s in all")


if __name__ == "__main__":
    main(sys.argv[1:])
