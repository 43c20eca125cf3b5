"""A plain recurrent layer that learns inside backward."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class OnlineRNN:
    """x (T, D) to the last hidden state; backward(grad, lr) takes the step of gradient descent itself."""

    def __init__(self, Wxh, Whh, bh):
        self.Wxh, self.Whh, self.bh = Wxh, Whh, bh

    def forward(self, x):
        self.x = x
        self.h = np.zeros((len(x) + 1, len(self.bh)))
        for t in range(len(x)):
            self.h[t + 1] = np.tanh(self.Wxh @ x[t] + self.Whh @ self.h[t] + self.bh)
        return self.h[-1].copy()

    def backward(self, grad, lr):
        self.dWxh, self.dWhh, self.dbh = 0 * self.Wxh, 0 * self.Whh, 0 * self.bh
        dx = np.zeros_like(self.x)
        dh = grad
        for t in range(len(self.x))[::-1]:
            draw = (1 - self.h[t + 1] ** 2) * dh
            self.dbh += draw
            self.dWxh += np.outer(draw, self.x[t])
            self.dWhh += np.outer(draw, self.h[t])
            dx[t] = self.Wxh.T @ draw
            dh = self.Whh.T @ draw
        for name in ("Wxh", "Whh", "bh"):
            setattr(self, name, getattr(self, name) - lr * getattr(self, "d" + name))
        return dx


def draw_online(cls, rng):
    T, D, H = (int(n) for n in rng.integers(1, (7, 5, 5)))
    layer = cls(rng.normal(size=(H, D)), rng.normal(size=(H, H)) * 0.7, rng.normal(size=H) * 0.3)
    return Case(layer=layer, inputs=(rng.normal(size=(T, D)),))


def natural_online(cls):
    rng = np.random.default_rng(0)
    layer = cls(rng.normal(size=(3, 2)) * 0.5, rng.normal(size=(3, 3)) * 0.5, np.zeros(3))
    return Case(layer=layer, inputs=(rng.normal(size=(4, 2)),))


SPECIMENS = (
    ModernSpecimen(
        name="rnn_online",
        cls=OnlineRNN,
        draw=draw_online,
        natural=natural_online,
        style="backward(grad, lr) replaces the parameters; attributes dWxh remain",
        gradients=lambda m, dx: {"x": dx, "Wxh": m.dWxh, "Whh": m.dWhh, "bh": m.dbh},
        parameters=lambda m: {"Wxh": m.Wxh, "Whh": m.Whh, "bh": m.bh},
        bugs=(
            Bug(
                "state",
                "self.dbh += draw",
                "self.dbh += draw; self.Wxh = self.Wxh - lr * np.outer(draw, self.x[t])",
                "used after it moved",
            ),
            Bug("missing-term", "dh = self.Whh.T @ draw", "dh = self.Whh.T @ dh", "tanh of earlier steps"),
            Bug(
                "scale",
                "self.dWhh += np.outer(draw, self.h[t])",
                "self.dWhh += np.outer(draw, self.h[t + 1])",
                "one step off",
            ),
            Bug("axis", "dh = self.Whh.T @ draw", "dh = self.Whh @ draw"),
            Bug(
                "value-conditional",
                "draw = (1 - self.h[t + 1] ** 2) * dh",
                "draw = (1 - self.h[t + 1] ** 2) * np.clip(dh, -1, 1)",
                "clipped inside",
            ),
            Bug(
                "shape-conditional",
                "for t in range(len(self.x))[::-1]:",
                "for t in range(max(len(self.x) - 4, 0), len(self.x))[::-1]:",
                "truncated after four steps",
            ),
        ),
    ),
)
