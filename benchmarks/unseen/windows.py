"""Windows, borders and steps of time: patches, reflected padding, response normalisation, filters, scans."""

import numpy as np

from ethan_core import Case
from unseen.unseen_layer import Bug, Unseen


class Patches:
    """Windows of a length, every so many steps: y[n, p, k] = x[n, p stride + k]."""

    def __init__(self, size, stride):
        self.size, self.stride = size, stride

    def forward(self, x):
        self.shape = x.shape
        count = (x.shape[1] - self.size) // self.stride + 1
        return np.stack([x[:, p * self.stride : p * self.stride + self.size] for p in range(count)], axis=1)

    def backward(self, dy):
        dx = np.zeros(self.shape, dy.dtype)
        for p in range(dy.shape[1]):
            start = p * self.stride
            dx[:, start : start + self.size] += dy[:, p]
        return dx


class ReflectPad:
    """By `pad` on both sides of the last axis, the border itself not repeated."""

    def __init__(self, pad):
        self.pad = pad

    def forward(self, x):
        return np.pad(x, ((0, 0), (self.pad, self.pad)), mode="reflect")

    def backward(self, dy):
        p, n = self.pad, dy.shape[1] - 2 * self.pad
        dx = dy[:, p : p + n].copy()
        dx[:, 1 : p + 1] += dy[:, :p][:, ::-1]
        dx[:, n - 1 - p : n - 1] += dy[:, p + n :][:, ::-1]
        return dx


class ResponseNorm:
    """Across channels: y[n, c] = x[n, c] / (1 + alpha sum of x^2 of the neighbours)^beta."""

    def __init__(self, reach, alpha, beta):
        self.reach, self.alpha, self.beta = reach, alpha, beta

    def _windows(self, values):
        total = np.zeros_like(values)
        for c in range(values.shape[1]):
            total[:, c] = values[:, max(0, c - self.reach) : c + self.reach + 1].sum(axis=1)
        return total

    def forward(self, x):
        self.x = x
        self.base = 1 + self.alpha * self._windows(x**2)
        return x * self.base**-self.beta

    def backward(self, dy):
        direct = dy * self.base**-self.beta
        shared = self._windows(dy * self.x * self.base ** (-self.beta - 1))
        return direct - 2 * self.alpha * self.beta * self.x * shared


class LeakyIntegrator:
    """y[t] = a y[t - 1] + (1 - a) x[t], along axis 1, with a learnt for each channel."""

    def __init__(self, a):
        self.a = a

    def forward(self, x):
        self.x = x
        self.y = np.zeros_like(x)
        state = np.zeros((x.shape[0], x.shape[2]))
        for t in range(x.shape[1]):
            state = self.a * state + (1 - self.a) * x[:, t]
            self.y[:, t] = state
        return self.y

    def backward(self, dy):
        dx, self.da = np.zeros_like(dy), np.zeros_like(self.a)
        carry = np.zeros((dy.shape[0], dy.shape[2]))
        for t in reversed(range(dy.shape[1])):
            g = dy[:, t] + carry
            before = self.y[:, t - 1] if t else 0.0
            dx[:, t] = g * (1 - self.a)
            self.da += (g * (before - self.x[:, t])).sum(axis=0)
            carry = g * self.a
        return dx


def draw_patches(cls, rng):
    size, stride = (int(number) for number in rng.integers(1, [4, 4]))
    return Case(cls(size, stride), (rng.normal(size=(rng.integers(1, 4), size + rng.integers(0, 6))),))


def draw_pad(cls, rng):
    pad = int(rng.integers(1, 3))
    return Case(cls(pad), (rng.normal(size=(rng.integers(1, 4), pad + rng.integers(1, 5))),))


def draw_response(cls, rng):
    layer = cls(int(rng.integers(1, 3)), float(rng.choice([0.3, 1.0])), float(rng.choice([0.5, 0.75])))
    return Case(layer, (rng.normal(size=rng.integers(1, [4, 7])),))


def draw_integrator(cls, rng):
    n, t, c = (int(size) for size in rng.integers(1, [4, 6, 4]))
    return Case(cls(rng.uniform(0.2, 0.9, size=c)), (rng.normal(size=(n, t, c)),))


LAYERS = (
    Unseen(
        name="patches",
        cls=Patches,
        draw=draw_patches,
        bugs=(
            Bug(
                "accumulation",
                "dx[:, start : start + self.size] += dy[:, p]",
                "dx[:, start : start + self.size] = dy[:, p]",
            ),
            Bug("shape-conditional", "start = p * self.stride", "start = p * self.size", "no overlap"),
            Bug("localised", "for p in range(dy.shape[1]):", "for p in range(dy.shape[1] - 1):", "the last"),
        ),
    ),
    Unseen(
        name="reflect_pad",
        cls=ReflectPad,
        draw=draw_pad,
        bugs=(
            Bug("missing-term", "dx[:, 1 : p + 1] += dy[:, :p][:, ::-1]", "pass", "the left border"),
            Bug(
                "axis",
                "dx[:, 1 : p + 1] += dy[:, :p][:, ::-1]",
                "dx[:, 1 : p + 1] += dy[:, :p]",
                "not reflected",
            ),
            Bug(
                "localised",
                "dx[:, n - 1 - p : n - 1] += dy[:, p + n :][:, ::-1]",
                "dx[:, n - p : n] += dy[:, p + n :][:, ::-1]",
                "as if the border were repeated",
            ),
        ),
    ),
    Unseen(
        name="response_norm",
        cls=ResponseNorm,
        draw=draw_response,
        bugs=(
            Bug(
                "missing-term",
                "return direct - 2 * self.alpha * self.beta * self.x * shared",
                "return direct",
                "the norm taken as constant",
            ),
            Bug(
                "scale",
                "return direct - 2 * self.alpha * self.beta * self.x * shared",
                "return direct - self.alpha * self.beta * self.x * shared",
            ),
            Bug(
                "missing-term",
                "shared = self._windows(dy * self.x * self.base ** (-self.beta - 1))",
                "shared = dy * self.x * self.base ** (-self.beta - 1)",
                "the neighbours",
            ),
        ),
    ),
    Unseen(
        name="leaky_integrator",
        cls=LeakyIntegrator,
        draw=draw_integrator,
        bugs=(
            Bug("missing-term", "carry = g * self.a", "carry = 0.0 * g", "earlier steps"),
            Bug("scale", "carry = g * self.a", "carry = g * (1 - self.a)"),
            Bug("missing-term", "g = dy[:, t] + carry", "g = dy[:, -1] + carry if t else carry"),
            Bug(
                "localised",
                "before = self.y[:, t - 1] if t else 0.0",
                "before = self.y[:, t]",
                "off by one step",
            ),
        ),
    ),
)
