"""Filters in the frequency domain: GFNet's global filter, and circular convolution by FFT."""

import numpy as np

from ethan_core import Case, Contract

from ..specimen import Bug
from .specimen import ModernSpecimen


class GlobalFilter:
    """irfft(H rfft(x)) along the last axis; real and imaginary parts of H lie in the last axis of `filt`."""

    def __init__(self, channels, length, rng):
        self.n = length
        self.filt = rng.normal(0, 0.5, (channels, length // 2 + 1, 2))

    def forward(self, x):
        self.X = np.fft.rfft(x, axis=-1)
        H = self.filt[..., 0] + 1j * self.filt[..., 1]
        return np.fft.irfft(self.X * H, n=self.n, axis=-1)

    def backward(self, dy):
        G = np.fft.rfft(dy, axis=-1)
        H = self.filt[..., 0] + 1j * self.filt[..., 1]
        twice = np.full(G.shape[-1], 2.0)
        twice[0] = 1
        if self.n % 2 == 0:
            twice[-1] = 1
        dH = (G * np.conj(self.X) * twice / self.n).sum(axis=0)
        self.d_filt = np.stack([dH.real, dH.imag], axis=-1)
        return np.fft.irfft(G * np.conj(H), n=self.n, axis=-1)


class CircularConv:
    """y[t] = sum_s kernel[s] x[t - s mod n] for each channel; the kernel may be shorter than n."""

    def __init__(self, kernel):
        self.kernel = np.array(kernel, dtype=float)
        self.dK = np.zeros_like(self.kernel)

    def forward(self, x):
        self.n = x.shape[-1]
        self.fx = np.fft.fft(x)
        self.fk = np.fft.fft(self.kernel, n=self.n)
        return np.fft.ifft(self.fx * self.fk).real

    def backward(self, dy):
        fdy = np.fft.fft(dy)
        dk = np.fft.ifft(fdy * self.fx.conj()).real.sum(axis=0)
        self.dK = dk[..., : self.kernel.shape[-1]]
        return np.fft.ifft(fdy * self.fk.conj()).real


def draw_filter(cls, rng):
    n, c, length = (int(k) for k in rng.integers(1, [4, 4, 8]))
    return Case(cls(c, length, rng), (rng.standard_normal((n, c, length)),))


def natural_filter(cls):
    rng = np.random.default_rng(0)
    return Case(cls(2, 6, rng), (rng.standard_normal((3, 2, 6)),))


def draw_conv(cls, rng):
    n, c, length = (int(k) for k in rng.integers(1, [4, 4, 8]))
    kernel = rng.standard_normal((c, int(rng.integers(1, length + 1))))
    return Case(cls(kernel), (rng.standard_normal((n, c, length)),))


def natural_conv(cls):
    return Case(cls([[0.5, 1.0, -0.5]]), (np.random.default_rng(0).standard_normal((2, 1, 5)),))


DH = "dH = (G * np.conj(self.X) * twice / self.n).sum(axis=0)"
DX = "return np.fft.irfft(G * np.conj(H), n=self.n, axis=-1)"
DK = "dk = np.fft.ifft(fdy * self.fx.conj()).real.sum(axis=0)"
SPECIMENS = (
    ModernSpecimen(
        name="global_filter",
        options={"contract": Contract(keeps_dtype=False)},
        cls=GlobalFilter,
        draw=draw_filter,
        natural=natural_filter,
        style="filt and d_filt, made in backward",
        bugs=(
            Bug("localised", "twice[0] = 1", "pass", "the constant counted twice"),
            Bug("shape-conditional", "if self.n % 2 == 0:", "if False:", "even lengths"),
            Bug("shape-conditional", "if self.n % 2 == 0:", "if self.n > 1:", "odd lengths"),
            Bug("axis", DX, "return np.fft.irfft(G * H, n=self.n, axis=-1)", "the conjugate"),
            Bug("axis", DH, DH.replace("G * np.conj(self.X)", "np.conj(G) * self.X"), "the wrong conjugate"),
            Bug("missing-term", DH, DH.replace(" / self.n", "")),
            Bug("shape-conditional", DX, DX.replace("n=self.n", "n=2 * (G.shape[-1] - 1) or 1"), "even only"),
        ),
        gradients=lambda layer, dx: {"x": dx, "filt": layer.d_filt},
        parameters=lambda layer: {"filt": layer.filt},
    ),
    ModernSpecimen(
        name="circular_conv",
        cls=CircularConv,
        draw=draw_conv,
        natural=natural_conv,
        style="kernel and dK",
        bugs=(
            Bug(
                "axis", DK, DK.replace("fdy * self.fx.conj()", "fdy.conj() * self.fx"), "the kernel reversed"
            ),
            Bug(
                "axis",
                "return np.fft.ifft(fdy * self.fk.conj()).real",
                "return np.fft.ifft(fdy * self.fk).real",
            ),
            Bug(
                "axis",
                "self.dK = dk[..., : self.kernel.shape[-1]]",
                "self.dK = dk[..., -self.kernel.shape[-1] :]",
            ),
            Bug("dtype", "fdy = np.fft.fft(dy)", "fdy = np.fft.fft(dy.astype(np.float32))"),
            Bug("axis", DK, DK.replace("sum(axis=0)", "mean(axis=0)")),
            Bug(
                "state",
                "self.fk = np.fft.fft(self.kernel, n=self.n)",
                'self.fk = vars(self).get("fk", np.fft.fft(self.kernel, n=self.n))',
                "the first kernel stays",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx, "kernel": layer.dK},
        parameters=lambda layer: {"kernel": layer.kernel},
    ),
)
