"""Functions of jax that are right: none may be accused. Run it with their names to see some of them:
`python benchmarks/controls.py softmax gelu`.

Prints a line for each that does not pass, and at the end how many were judged, the certificates and the time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import ethan_jax
import jax
import jax.numpy as jnp
import jax.scipy as jsp
import numpy as np

RNG = np.random.default_rng(0)


def _normal(*shape: int) -> np.ndarray:
    return RNG.normal(size=shape).astype(np.float32)


X, Y = _normal(4, 3), _normal(4, 3)
POSITIVE, UNIT = np.abs(_normal(4, 3)) + np.float32(0.5), RNG.uniform(0.1, 0.9, (4, 3)).astype(np.float32)
SQUARE = _normal(3, 3) + 3 * np.eye(3, dtype=np.float32)
DEFINITE = X.T @ X + np.eye(3, dtype=np.float32)
IDS, IMAGE, KERNEL = np.array([1, 0, 1, 3]), _normal(2, 3, 6, 6), _normal(4, 3, 3, 3)

_NN = (
    "relu", "relu6", "sigmoid", "softplus", "sparse_plus", "sparse_sigmoid", "soft_sign", "silu", "mish",
    "log_sigmoid", "leaky_relu", "hard_sigmoid", "hard_silu", "hard_tanh", "elu", "selu", "celu", "gelu",
    "squareplus", "softmax", "log_softmax", "logsumexp", "logmeanexp", "standardize",
)  # fmt: skip
_NUMPY = (
    "sin", "cos", "tan", "sinh", "cosh", "tanh", "arctan", "arcsinh", "exp", "exp2", "expm1", "abs", "square",
    "sinc", "sum", "mean", "prod", "std", "var", "max", "min", "median", "sort", "cumsum", "cumprod", "ravel",
    "diff", "tril", "flip", "transpose", "nanmean", "ptp", "deg2rad", "gradient",
)  # fmt: skip
_POSITIVE = ("log", "log2", "log10", "log1p", "sqrt", "reciprocal", "cbrt")
_UNIT = ("arcsin", "arccos", "arctanh", "i0")
_PAIRS = (
    "add",
    "subtract",
    "multiply",
    "divide",
    "maximum",
    "minimum",
    "arctan2",
    "hypot",
    "logaddexp",
    "logaddexp2",
)
_SPECIAL = (
    "erf", "erfc", "expit", "ndtr", "log_ndtr", "i0e", "i1e", "spence",
)  # fmt: skip
_SPECIAL_POSITIVE = ("gammaln", "digamma", "entr", "expi", "exp1", "gamma")

FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    **{f"nn.{name}": (getattr(jax.nn, name), (X,)) for name in _NN},
    "nn.glu": (jax.nn.glu, (_normal(3, 4),)),
    "nn.one_hot product": (lambda w, ids: jax.nn.one_hot(ids, 4) @ w, (X, IDS)),
    "nn.dot_product_attention": (jax.nn.dot_product_attention, tuple(_normal(2, 3, 2, 4) for _ in range(3))),
    **{f"numpy.{name}": (getattr(jnp, name), (X,)) for name in _NUMPY},
    **{f"numpy.{name}": (getattr(jnp, name), (POSITIVE,)) for name in _POSITIVE},
    **{f"numpy.{name}": (getattr(jnp, name), (UNIT,)) for name in _UNIT},
    **{f"numpy.{name}": (getattr(jnp, name), (X, Y)) for name in _PAIRS},
    "numpy.power": (jnp.power, (POSITIVE, Y)),
    "numpy.matmul": (jnp.matmul, (X, Y.T.copy())),
    "numpy.einsum": (lambda a, b: jnp.einsum("ij,kj->ik", a, b), (X, Y)),
    "numpy.where": (lambda x, y: jnp.where(x > 0, x, y), (X, Y)),
    "numpy.clip": (lambda x: jnp.clip(x, -0.5, 0.5), (X,)),
    "numpy.take": (lambda x, ids: jnp.take(x, ids, axis=0), (X, IDS)),
    "numpy.take_along_axis": (lambda x, ids: jnp.take_along_axis(x, ids[:, None] % 3, 1), (X, IDS)),
    "numpy.convolve": (jnp.convolve, (X[0], Y[:, 0])),
    "numpy.interp": (lambda x: jnp.interp(x, np.arange(-3.0, 4.0), np.arange(7.0) ** 2), (X,)),
    "numpy.fft": (lambda x: jnp.fft.fft(x), (X,)),
    "numpy.linalg.norm": (jnp.linalg.norm, (X,)),
    "numpy.linalg.inv": (jnp.linalg.inv, (SQUARE,)),
    "numpy.linalg.det": (jnp.linalg.det, (SQUARE,)),
    "numpy.linalg.slogdet": (lambda a: jnp.linalg.slogdet(a)[1], (SQUARE,)),
    "numpy.linalg.solve": (jnp.linalg.solve, (SQUARE, _normal(3, 2))),
    "numpy.linalg.cholesky": (jnp.linalg.cholesky, (DEFINITE,)),
    "numpy.linalg.eigvalsh": (jnp.linalg.eigvalsh, (DEFINITE,)),
    "numpy.linalg.qr": (jnp.linalg.qr, (SQUARE,)),
    "numpy.linalg.svd": (lambda a: jnp.linalg.svd(a, compute_uv=False), (X,)),
    **{f"scipy.special.{name}": (getattr(jsp.special, name), (X,)) for name in _SPECIAL},
    **{f"scipy.special.{name}": (getattr(jsp.special, name), (POSITIVE,)) for name in _SPECIAL_POSITIVE},
    "scipy.special.logit": (jsp.special.logit, (UNIT,)),
    "scipy.special.ndtri": (jsp.special.ndtri, (UNIT,)),
    "scipy.special.erfinv": (jsp.special.erfinv, (UNIT,)),
    "scipy.special.xlogy": (jsp.special.xlogy, (POSITIVE, UNIT)),
    "scipy.special.xlog1py": (jsp.special.xlog1py, (POSITIVE, UNIT)),
    "scipy.special.betaln": (jsp.special.betaln, (POSITIVE, UNIT)),
    "scipy.special.rel_entr": (jsp.special.rel_entr, (POSITIVE, UNIT)),
    "scipy.special.logsumexp": (lambda x: jsp.special.logsumexp(x, axis=1), (X,)),
    "scipy.stats.norm.logpdf": (jsp.stats.norm.logpdf, (X, Y, POSITIVE)),
    "scipy.stats.norm.logcdf": (jsp.stats.norm.logcdf, (X, Y, POSITIVE)),
    "scipy.stats.gamma.logpdf": (jsp.stats.gamma.logpdf, (POSITIVE, UNIT)),
    "scipy.stats.t.logpdf": (jsp.stats.t.logpdf, (X, POSITIVE)),
    "scipy.linalg.expm": (jsp.linalg.expm, (SQUARE / 3,)),
    "scipy.linalg.solve_triangular": (jsp.linalg.solve_triangular, (SQUARE, _normal(3, 2))),
    "lax.conv": (lambda x, k: jax.lax.conv(x, k, (1, 1), "SAME"), (IMAGE, KERNEL)),
    "lax.scan": (lambda c, x: jax.lax.scan(lambda c, x: (jnp.tanh(c + x), c * x), c, x), (X[0], X)),
    "ops.segment_sum": (lambda x, ids: jax.ops.segment_sum(x, ids, num_segments=4), (X, IDS)),
}

WEAK: dict[str, str] = {}
"""What is rightly accused, and why."""


def main(chosen: list[str]) -> None:
    """Judge them, or those that are named."""
    verdicts: dict[str, list[str]] = {}
    certificates, times = [], []
    for name, (function, inputs) in FUNCTIONS.items():
        if chosen and not any(one in name for one in chosen):
            continue
        before = time.process_time()
        try:
            report = ethan_jax.check(function, *inputs)
            verdict, text = report.verdict, str(report)
            certificates += [
                certificate
                for target, certificate in report.certificate.items()
                if verdict == "pass" and " in " not in target
            ]
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
        middle, worst = np.median(certificates), max(certificates)
        shares = f"{small:.0%} at most 1e-11, median {middle:.1e}, {worst:.1e} at worst"
        print(f"{len(certificates)} certificates: {shares}")
    print(f"CPU: median {np.median(times):.2f} s, {max(times):.1f} s at most, {sum(times):.0f} s in all")


if __name__ == "__main__":
    main(sys.argv[1:])
