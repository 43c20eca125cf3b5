"""Connectionist temporal classification, forward-backward in log space."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class CTCLoss:
    """Mean over the batch of -log p(target | softmax of the logits); logits are (T, N, C)."""

    def __init__(self, blank=0):
        self.blank = blank

    def forward(self, logits, targets, input_lengths, target_lengths):
        shifted = logits - logits.max(axis=2, keepdims=True)
        self.logp = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))
        self.input_lengths = input_lengths
        self.batch = []
        total = 0.0
        for n in range(logits.shape[1]):
            ext = np.full(2 * target_lengths[n] + 1, self.blank)
            ext[1::2] = targets[n, : target_lengths[n]]
            lp = self.logp[: input_lengths[n], n][:, ext]
            alpha = self._scan(lp, self._skips(ext))
            beta = self._scan(lp[::-1, ::-1], self._skips(ext[::-1]))[::-1, ::-1]
            logz = np.logaddexp.reduce(alpha[-1, -2:])
            self.batch.append((ext, alpha, beta, lp, logz))
            total -= logz
        return total / logits.shape[1]

    def _skips(self, ext):
        """Where a state may be entered from two states before."""
        ok = np.zeros(len(ext), dtype=bool)
        ok[2:] = (ext[2:] != self.blank) & (ext[2:] != ext[:-2])
        return ok

    def _scan(self, lp, skips):
        a = np.full(lp.shape, -np.inf)
        a[0, :2] = lp[0, :2]
        for t in range(1, len(lp)):
            best = np.logaddexp(a[t - 1], np.append(-np.inf, a[t - 1, :-1]))
            two = np.append([-np.inf, -np.inf], a[t - 1, :-2])[: len(best)]
            best = np.where(skips, np.logaddexp(best, two), best)
            a[t] = best + lp[t]
        return a

    def backward(self, grad=1.0):
        dlogits = np.zeros_like(self.logp)
        for n, (ext, alpha, beta, lp, logz) in enumerate(self.batch):
            T = self.input_lengths[n]
            gamma = np.exp(alpha + beta - lp - logz)
            occupancy = np.zeros((T, self.logp.shape[2]))
            np.add.at(occupancy, (slice(None), ext), gamma)
            dlogits[:T, n] = np.exp(self.logp[:T, n]) - occupancy
        return grad * dlogits / len(self.batch)


def draw(cls, rng):
    batch, classes, longest = (int(k) for k in rng.integers([1, 2, 1], [4, 5, 4]))
    blank = int(rng.integers(classes))
    labels = np.delete(np.arange(classes), blank)
    targets = labels[rng.integers(0, classes - 1, (batch, longest))]
    target_lengths = rng.integers(1, longest + 1, batch)
    repeats = np.array([np.sum(t[1:k] == t[: k - 1]) for t, k in zip(targets, target_lengths, strict=True)])
    input_lengths = target_lengths + repeats + rng.integers(0, 3, batch)
    logits = rng.standard_normal((int(input_lengths.max()), batch, classes))
    return Case(cls(blank), (logits, targets, input_lengths, target_lengths))


def natural(cls):
    logits = np.random.default_rng(0).standard_normal((6, 2, 4))
    return Case(cls(), (logits, np.array([[1, 2, 2], [3, 1, 0]]), np.array([6, 5]), np.array([3, 2])))


GAMMA = "gamma = np.exp(alpha + beta - lp - logz)"
ADD = "np.add.at(occupancy, (slice(None), ext), gamma)"
DLOGITS = "dlogits[:T, n] = np.exp(self.logp[:T, n]) - occupancy"
SPECIMENS = (
    ModernSpecimen(
        name="ctc_loss",
        cls=CTCLoss,
        draw=draw,
        natural=natural,
        style="loss = forward(logits, targets, lengths, lengths), backward(grad=1.0)",
        bugs=(
            Bug("accumulation", ADD, "occupancy[:, ext] = gamma", "blanks and labels that repeat"),
            Bug("missing-term", GAMMA, "gamma = np.exp(alpha + beta - logz)", "the emission counted twice"),
            Bug(
                "missing-term",
                GAMMA,
                "gamma = np.exp(alpha + beta - lp - alpha[-1, -2])",
                "the paths that end with a blank",
            ),
            Bug("scale", "return grad * dlogits / len(self.batch)", "return grad * dlogits", "a sum"),
            Bug(
                "missing-term", DLOGITS, "dlogits[:T, n] = -occupancy", "by log-probabilities, not by logits"
            ),
            Bug(
                "value-conditional",
                GAMMA,
                GAMMA + "; gamma[:, ::2] *= self.blank == 0",
                "blank not the first",
            ),
            Bug(
                "shape-conditional",
                DLOGITS,
                "dlogits[:, n] = np.exp(self.logp[:, n]); dlogits[:T, n] -= occupancy",
            ),
        ),
        gradients=lambda layer, dx: {"x": dx},
    ),
)
