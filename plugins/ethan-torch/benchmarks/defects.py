"""What `controls.py` accuses, shown without Ethan: what torch gives, and what it should be."""

from __future__ import annotations

import mpmath
import torch
from torch.nn import functional as F

torch.manual_seed(0)
double = {"dtype": torch.float64}


def difference(function, x, direction, step=1e-5):
    """The derivative along a direction, by central differences."""
    return float((function(x + step * direction) - function(x - step * direction)) / (2 * step))


def matrix_exp() -> None:
    """Forward, at 1-norms from 3.4e-4 to 0.05 (its polynomial of degree 8), against 40 digits."""
    mpmath.mp.dps = 40
    for norm in (0.049, 0.051):
        a = torch.randn(3, 3, generator=torch.Generator().manual_seed(0), **double)
        a *= norm / a.abs().sum(0).max()
        exact, found = mpmath.expm(mpmath.matrix(a.tolist())), torch.matrix_exp(a)
        off = max(abs(exact[i, j] - mpmath.mpf(float(found[i, j]))) for i in range(3) for j in range(3))
        print(f"matrix_exp at a norm of {norm}: off by {float(off):.0e}")


def weight_norm() -> None:
    """The second derivative by v."""
    v, g = torch.randn(2, 3, **double), torch.rand(2, 1, **double)
    u, c, direction = (torch.randn(2, 3, **double) for _ in range(3))

    def gradient(at):
        at = at.detach().requires_grad_()
        (found,) = torch.autograd.grad(torch._weight_norm(at, g, 0), at, u, create_graph=True)
        return (found * c).sum(), at

    value, at = gradient(v)
    (second,) = torch.autograd.grad(value, at)
    expected = difference(lambda x: gradient(x)[0].detach(), v, direction)
    print(
        f"_weight_norm, second derivative: {float((second * direction).sum()):.6f}, should be {expected:.6f}"
    )


def ctc_loss() -> None:
    """The gradient by log_probs that do not come from log_softmax alone: along a shift of one class."""
    logs = F.log_softmax(torch.randn(6, 1, 4, **double), 2)
    direction = torch.zeros_like(logs)
    direction[:, :, 1] = 1

    def loss(x):
        return F.ctc_loss(x, torch.tensor([[1, 2]]), (6,), (2,), reduction="sum")

    x = logs.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(loss(x), x)
    expected = difference(loss, logs, direction)
    print(f"ctc_loss: {float((gradient * direction).sum()):.6f}, should be {expected:.6f}")


def bce_target() -> None:
    """The gradient by the target where the prediction is 0: forward clamps its logarithm at -100."""
    p, y = torch.zeros(1, **double), torch.full((1,), 0.5, requires_grad=True, **double)
    (gradient,) = torch.autograd.grad(F.binary_cross_entropy(p, y), y)
    expected = difference(lambda x: F.binary_cross_entropy(p, x), y.detach(), torch.ones(1, **double))
    print(f"binary_cross_entropy by its target: {float(gradient)}, should be {expected:.6f}")


def hypot() -> None:
    """The gradient where both are 0: any number from -1 to 1 would do."""
    x = torch.zeros(1, requires_grad=True, **double)
    (gradient,) = torch.autograd.grad(torch.hypot(x, torch.zeros(1, **double)), x)
    print(f"hypot at 0: {float(gradient)}")


def hardsigmoid() -> None:
    """The slope between the kinks: its kernel has the constant in float32."""
    x = torch.full((1,), 0.5, requires_grad=True, **double)
    (gradient,) = torch.autograd.grad(F.hardsigmoid(x), x)
    expected = difference(F.hardsigmoid, x.detach(), torch.ones(1, **double), step=1.0)
    print(f"hardsigmoid: {float(gradient):.12f}, should be {expected:.12f}")


if __name__ == "__main__":
    for show in (matrix_exp, weight_norm, ctc_loss, bce_target, hypot, hardsigmoid):
        show()
