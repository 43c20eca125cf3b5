"""What `ethan.toml` accuses, shown without Ethan: `python confirm.py`.

Each calculation stands for itself: central differences of the rule's own forward in float64, or many digits.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable

import mpmath
import torch

torch.manual_seed(0)
double = {"dtype": torch.float64}


def rule(path: str):
    """The apply of a rule, `module:Name`."""
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name).apply


def difference(function, x, direction, step=1e-6):
    """The derivative along a direction, by a central difference."""
    return float((function(x + step * direction) - function(x - step * direction)) / (2 * step))


def gradient(function, x):
    """What autograd says."""
    x = x.clone().requires_grad_()
    return torch.autograd.grad(function(x), x)[0]


def log_normal_cdf() -> None:
    """gpytorch: backward is another function than the derivative of forward, and than that of log Phi."""
    apply = rule("gpytorch.functions._log_normal_cdf:LogNormalCDF")
    for at in (-3.0, -1.5, -1.05, -0.5, 0.1, 0.5):
        z = torch.tensor([at], **double)
        backward = float(gradient(lambda z: apply(z).sum(), z))
        forward = difference(lambda z: apply(z).sum(), z, torch.ones(1, **double))
        exact = float(mpmath.npdf(at) / mpmath.ncdf(at))
        print(f"  z = {at}: backward {backward:.9f}, difference of forward {forward:.9f}, exact {exact:.9f}")


def second_derivative(path: str, *others) -> None:
    """The derivative of a gradient, by autograd and by a difference of the gradient."""
    apply = rule(path)
    rows = [[0.6, -1.1, 1.7, 0.2], [0.3, 0.9, -0.4, 0.1], [-1.3, 0.8, 1.2, -0.5]]
    x, (u, c, direction) = torch.tensor(rows, **double), torch.randn(3, 3, 4, **double)
    u = u if apply(x, *others).ndim == 2 else u[:, 0]

    def slope(at, *, create_graph=False):
        (found,) = torch.autograd.grad((apply(at, *others) * u).sum(), at, create_graph=create_graph)
        return (found * c).sum()

    at = x.clone().requires_grad_()
    gradient = slope(at, create_graph=True)
    second = torch.zeros_like(x)
    if gradient.requires_grad:
        (found,) = torch.autograd.grad(gradient, at, allow_unused=True)
        second = second if found is None else found
    expected = difference(lambda x: slope(x.clone().requires_grad_()), x, direction)
    wrong = int(torch.isnan(second).sum())
    print(f"  second derivative: {wrong} of {second.numel()} entries are NaN;", end=" ")
    print(f"along a direction {float((second * direction).sum()):.6f}, and the difference is {expected:.6f}")


def entmax15() -> None:
    """entmax: the square root of an output that is 0 has no finite derivative."""
    second_derivative("entmax.activations:Entmax15Function", -1)


def entmax_bisect() -> None:
    """entmax: the same of a power."""
    second_derivative("entmax.root_finding:EntmaxBisectFunction", 1.5, -1)


def sparsemax_loss() -> None:
    """entmax: the second derivative of a loss is lost without a word."""
    second_derivative("entmax.losses:SparsemaxLossFunction", torch.tensor([0, 2, 1]))


CONFIRMED: dict[str, Callable[[], None]] = {
    "entmax.entmax15": entmax15,
    "entmax.entmax_bisect": entmax_bisect,
    "entmax.sparsemax_loss": sparsemax_loss,
    "gpytorch.log_normal_cdf": log_normal_cdf,
}


def main(chosen: list[str]) -> None:
    """Show all, or those that are named."""
    for name, show in CONFIRMED.items():
        if not chosen or name in chosen:
            print(name)
            show()


if __name__ == "__main__":
    main(sys.argv[1:])
