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


def wavelet_analysis() -> None:
    """pytorch_wavelets: forward is linear in x, so that <u, F v> is <F'u, v> for any u and v."""
    apply = rule("pytorch_wavelets.dwt.lowlevel:AFB1D")
    x, v = torch.randn(2, 1, 1, 8, **double)
    filters = torch.randn(2, 1, 1, 4, **double)
    for mode, name in ((0, "zero"), (1, "symmetric"), (2, "periodization"), (4, "reflect"), (6, "periodic")):
        at = x.clone().requires_grad_()
        outputs, moved = apply(at, *filters, mode), apply(v, *filters, mode)
        u = [torch.randn_like(one) for one in outputs]
        (found,) = torch.autograd.grad(outputs, at, u)
        expected = sum(float((a * b).sum()) for a, b in zip(u, moved, strict=True))
        print(f"  {name}: backward {float((found * v).sum()):.6f}, forward {expected:.6f}")


def wavelet_synthesis() -> None:
    """pytorch_wavelets: whether low requires a gradient decides whether high has one."""
    apply = rule("pytorch_wavelets.dwt.lowlevel:SFB1D")
    low, high, *filters = torch.randn(4, 1, 1, 4, **double)
    for wanted in (True, False):
        inputs = low.clone().requires_grad_(wanted), high.clone().requires_grad_()
        (found,) = torch.autograd.grad(apply(*inputs, *filters, 0).sum(), inputs[1], allow_unused=True)
        print(f"  low requires a gradient: {wanted}; the gradient of high: {found}")


def smooth_magnitude() -> None:
    """pytorch_wavelets: the same of two parts of a complex number, and it raises."""
    apply = rule("pytorch_wavelets.scatternet.lowlevel:SmoothMagFn")
    x, y = torch.randn(2, 3, **double)
    try:
        gradient(lambda y: apply(x, y, 0.1).sum(), y)
    except UnboundLocalError as error:
        print(f"  where y alone requires a gradient: {error}")

    def slope(at):
        at = at.clone().requires_grad_()
        (found,) = torch.autograd.grad(apply(at, y, 0.1).sum(), at, create_graph=True)
        return found.sum()

    expected = difference(lambda at: float(slope(at)), x, torch.ones_like(x))
    print(
        f"  its gradient has a graph: {slope(x).requires_grad}; along a direction it moves by {expected:.6f}"
    )


CONFIRMED: dict[str, Callable[[], None]] = {
    "entmax.entmax15": entmax15,
    "entmax.entmax_bisect": entmax_bisect,
    "entmax.sparsemax_loss": sparsemax_loss,
    "gpytorch.log_normal_cdf": log_normal_cdf,
    "wavelets.analysis": wavelet_analysis,
    "wavelets.smooth_magnitude": smooth_magnitude,
    "wavelets.synthesis": wavelet_synthesis,
}


def main(chosen: list[str]) -> None:
    """Show all, or those that are named."""
    for name, show in CONFIRMED.items():
        if not chosen or name in chosen:
            print(name)
            show()


if __name__ == "__main__":
    main(sys.argv[1:])
