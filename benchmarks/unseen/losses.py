"""Losses and what stands before them: evidence bounds, dice, total variation, masked means, pooling."""

import numpy as np

from ethan_core import Case
from unseen.unseen_layer import Bug, Unseen


class EvidenceBound:
    """KL of a diagonal Gaussian from the standard one, summed over latents, its mean over the batch."""

    def forward(self, mu, logvar):
        self.mu, self.logvar = mu, logvar
        return 0.5 * np.sum(mu**2 + np.exp(logvar) - 1 - logvar) / len(mu)

    def backward(self):
        dmu = self.mu / len(self.mu)
        dlogvar = 0.5 * (np.exp(self.logvar) - 1) / len(self.mu)
        return dmu, dlogvar


class Dice:
    """1 - 2 p.t / (p.p + t.t), of each sample, its mean over the batch."""

    def forward(self, p, t):
        self.p, self.t = p, t
        self.both = (p * t).sum(axis=1, keepdims=True)
        self.sizes = (p**2 + t**2).sum(axis=1, keepdims=True)
        return np.mean(1 - 2 * self.both / self.sizes)

    def backward(self):
        dp = -2 * self.t / self.sizes + 4 * self.p * self.both / self.sizes**2
        return dp / len(self.p)


class Charbonnier:
    """A smooth total variation along the last axis: the sum of sqrt((x[i + 1] - x[i])^2 + eps^2)."""

    def __init__(self, eps):
        self.eps = eps

    def forward(self, x):
        self.steps = np.diff(x, axis=-1)
        self.lengths = np.sqrt(self.steps**2 + self.eps**2)
        return self.lengths.sum(axis=-1)

    def backward(self, dy):
        g = dy[..., None] * self.steps / self.lengths
        dx = np.zeros((*g.shape[:-1], g.shape[-1] + 1), g.dtype)
        dx[..., 1:] += g
        dx[..., :-1] -= g
        return dx


class MaskedMean:
    """Over time, of what a mask keeps."""

    def forward(self, x, mask):
        self.mask = mask
        self.count = np.maximum(mask.sum(axis=1), 1)
        return (x * mask[:, :, None]).sum(axis=1) / self.count[:, None]

    def backward(self, dy):
        g = dy / self.count[:, None]
        return g[:, None, :] * self.mask[:, :, None]


class AttentionPool:
    """y[n] = sum of softmax(x[n] w) x[n] over the items of a set."""

    def __init__(self, w):
        self.w = w

    def forward(self, x):
        self.x = x
        scores = x @ self.w
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.a = e / e.sum(axis=1, keepdims=True)
        return np.einsum("nt,ntd->nd", self.a, x)

    def backward(self, dy):
        da = np.einsum("nd,ntd->nt", dy, self.x)
        ds = self.a * (da - (self.a * da).sum(axis=1, keepdims=True))
        self.dw = np.einsum("nt,ntd->d", ds, self.x)
        return self.a[:, :, None] * dy[:, None, :] + ds[:, :, None] * self.w


def draw_bound(cls, rng):
    mu, logvar = rng.normal(size=(2, *rng.integers(1, [5, 5])))
    return Case(cls(), (mu, logvar))


def draw_dice(cls, rng):
    shape = rng.integers(1, [5, 6])
    return Case(cls(), (rng.uniform(0.1, 0.9, shape), rng.integers(0, 2, shape)))


def draw_variation(cls, rng):
    return Case(cls(float(rng.choice([0.1, 0.5]))), (rng.normal(size=rng.integers([1, 2], [4, 7])),))


def draw_mean(cls, rng):
    n, t, d = (int(size) for size in rng.integers(1, [4, 6, 4]))
    return Case(cls(), (rng.normal(size=(n, t, d)), rng.random((n, t)) < 0.7))


def draw_pool(cls, rng):
    n, t, d = (int(size) for size in rng.integers(1, [4, 6, 4]))
    return Case(cls(rng.normal(size=d)), (rng.normal(size=(n, t, d)),))


DP = "dp = -2 * self.t / self.sizes + 4 * self.p * self.both / self.sizes**2"
OUT = "return self.a[:, :, None] * dy[:, None, :] + ds[:, :, None] * self.w"
LAYERS = (
    Unseen(
        name="evidence_bound",
        cls=EvidenceBound,
        draw=draw_bound,
        bugs=(
            Bug(
                "missing-term",
                "dlogvar = 0.5 * (np.exp(self.logvar) - 1) / len(self.mu)",
                "dlogvar = 0.5 * np.exp(self.logvar) / len(self.mu)",
            ),
            Bug("scale", "dmu = self.mu / len(self.mu)", "dmu = 2 * self.mu / len(self.mu)"),
            Bug("scale", "dmu = self.mu / len(self.mu)", "dmu = self.mu / self.mu.size"),
        ),
    ),
    Unseen(
        name="dice",
        cls=Dice,
        draw=draw_dice,
        bugs=(
            Bug("missing-term", DP, "dp = -2 * self.t / self.sizes", "the sizes taken as constant"),
            Bug("scale", DP, DP.replace("+ 4", "+ 2")),
            Bug("scale", "return dp / len(self.p)", "return dp"),
        ),
    ),
    Unseen(
        name="charbonnier",
        cls=Charbonnier,
        draw=draw_variation,
        bugs=(
            Bug("missing-term", "dx[..., :-1] -= g", "pass"),
            Bug("scale", "dx[..., :-1] -= g", "dx[..., :-1] += g", "sign of one side"),
            Bug(
                "value-conditional",
                "g = dy[..., None] * self.steps / self.lengths",
                "g = dy[..., None] * np.sign(self.steps)",
                "as if eps were 0",
            ),
        ),
    ),
    Unseen(
        name="masked_mean",
        cls=MaskedMean,
        draw=draw_mean,
        bugs=(
            Bug(
                "missing-term",
                "return g[:, None, :] * self.mask[:, :, None]",
                "return g[:, None, :] * np.ones_like(self.mask)[:, :, None]",
                "the mask",
            ),
            Bug("scale", "g = dy / self.count[:, None]", "g = dy / self.mask.shape[1]", "the whole length"),
            Bug("scale", "g = dy / self.count[:, None]", "g = dy", "the count"),
        ),
    ),
    Unseen(
        name="attention_pool",
        cls=AttentionPool,
        draw=draw_pool,
        bugs=(
            Bug("missing-term", OUT, "return self.a[:, :, None] * dy[:, None, :]", "the scores"),
            Bug(
                "missing-term",
                "ds = self.a * (da - (self.a * da).sum(axis=1, keepdims=True))",
                "ds = self.a * da",
            ),
            Bug(
                "missing-term",
                "ds = self.a * (da - (self.a * da).sum(axis=1, keepdims=True))",
                "ds = self.a * (1 - self.a) * da",
                "the diagonal alone",
            ),
            Bug("scale", OUT, "return self.a[:, :, None] * dy[:, None, :] - ds[:, :, None] * self.w"),
        ),
    ),
)
