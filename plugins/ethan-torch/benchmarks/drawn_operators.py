"""Operators of bfloat16 and float16 alone, drawn by a seed: families, functions, sizes and how they round.

An operator takes one half precision and nothing else. Its backward is the derivative of the same function, so
that it is right by construction, or right but for a factor on one of its gradients.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch.autograd import Function
from torch.nn import functional as F

__all__ = ["FAMILIES", "Drawn", "drawn"]

Tensor = torch.Tensor
Style = Literal["wide", "native"]

_ELEMENTWISE: dict[str, Callable[[Tensor], Tensor]] = {
    "gelu": F.gelu,
    "gelu of tanh": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "softplus": F.softplus,
    "elu": F.elu,
    "relu": F.relu,
    "squared relu": lambda x: F.relu(x) ** 2,
    "leaky relu": lambda x: F.leaky_relu(x, 0.1),
    "hardswish": F.hardswish,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "erf": torch.erf,
    "bell": lambda x: torch.exp(-x * x),
    "square": torch.square,
    "sine": torch.sin,
}

_ACTIVATIONS = ("gelu", "silu", "sigmoid", "relu")


@dataclass(frozen=True)
class Drawn:
    """One operator.

    Args:
        name: what it is, in words.
        operator: takes `dtype` alone.
        reference: what it should compute, in any precision.
        inputs: in `dtype`, but for integers.
    """

    name: str
    operator: type[Function]
    reference: Callable[..., Tensor]
    inputs: tuple[Tensor, ...]


def operator(
    function: Callable[..., Tensor], dtype: torch.dtype, style: Style, factors: dict[int, float]
) -> type[Function]:
    """A function as an operator of one precision.

    Args:
        style: "wide" works in float32 and rounds what it hands back, as kernels do; "native" rounds after
            every step, as compositions of torch's own operators do.
        factors: by which gradients of some inputs, by position, are wrong.
    """

    def inside(tensors: tuple[Tensor, ...]) -> list[Tensor]:
        wide = style == "wide"
        return [one.float() if wide and one.is_floating_point() else one for one in tensors]

    class Operator(Function):
        @staticmethod
        def forward(ctx: Any, *tensors: Tensor) -> Tensor:
            if any(one.is_floating_point() and one.dtype != dtype for one in tensors):
                raise TypeError(f"it takes {dtype} alone")
            ctx.save_for_backward(*tensors)
            return function(*inside(tensors)).to(dtype)

        @staticmethod
        def backward(ctx: Any, g: Tensor) -> tuple[Tensor | None, ...]:
            leaves = [one.detach() for one in inside(ctx.saved_tensors)]
            wanted = [leaf.requires_grad_() for leaf in leaves if leaf.is_floating_point()]
            with torch.enable_grad():
                output = function(*leaves)
            found = iter(torch.autograd.grad(output, wanted, g.to(output.dtype)))
            gradients = [next(found) if leaf.is_floating_point() else None for leaf in leaves]
            return tuple(
                one if one is None else (one.float() * factors[at] if at in factors else one).to(dtype)
                for at, one in enumerate(gradients)
            )

    return Operator


class _Draw:
    """Choices from one generator."""

    def __init__(self, seed: int) -> None:
        self.random = torch.Generator().manual_seed(seed)
        self.scale = self.among((0.5, 1.0, 2.0))

    def among(self, choices: Any) -> Any:
        return choices[int(torch.randint(len(choices), (), generator=self.random))]

    def size(self, least: int, most: int) -> int:
        return int(torch.randint(least, most + 1, (), generator=self.random))

    def normal(self, *shape: int, scale: float | None = None) -> Tensor:
        return torch.randn(shape, generator=self.random) * (self.scale if scale is None else scale)

    def ids(self, below: int, *shape: int) -> Tensor:
        return torch.randint(below, shape, generator=self.random)


Made = tuple[str, Callable[..., Tensor], tuple[Tensor, ...]]


def _elementwise(draw: _Draw) -> Made:
    name = draw.among(tuple(_ELEMENTWISE))
    shape = [draw.size(2, 9) for _ in range(draw.size(1, 3))]
    return name, _ELEMENTWISE[name], (draw.normal(*shape),)


def _gated(draw: _Draw) -> Made:
    name, (rows, columns) = draw.among(_ACTIVATIONS), (draw.size(2, 8), draw.size(4, 24))
    function = _ELEMENTWISE[name]
    return (
        f"gated {name}",
        lambda a, b: function(a) * b,
        (draw.normal(rows, columns), draw.normal(rows, columns)),
    )


def _softmax(draw: _Draw) -> Made:
    name = draw.among(("softmax", "log_softmax", "logsumexp"))
    function = getattr(torch, name)
    return name, lambda x: function(x, -1), (draw.normal(draw.size(2, 12), draw.size(3, 24)),)


def _norm(draw: _Draw) -> Made:
    name, columns = draw.among(("layer norm", "rms norm", "l2 norm")), draw.size(4, 24)
    x, w, b = (
        draw.normal(draw.size(2, 12), columns),
        1 + draw.normal(columns, scale=0.3),
        draw.normal(columns),
    )
    if name == "layer norm":
        return name, lambda x, w, b: F.layer_norm(x, (columns,), w, b), (x, w, b)
    if name == "rms norm":
        return name, lambda x, w: F.rms_norm(x, (columns,), w, 1e-6), (x, w)
    return name, lambda x: F.normalize(x, dim=-1), (x,)


def _linear(draw: _Draw) -> Made:
    rows, inner, columns = draw.size(2, 12), draw.size(3, 24), draw.size(2, 16)
    x, w, b = draw.normal(rows, inner), draw.normal(columns, inner, scale=inner**-0.5), draw.normal(columns)
    if draw.among((True, False)):
        return "linear", F.linear, (x, w, b)
    name = draw.among(_ACTIVATIONS)
    function = _ELEMENTWISE[name]
    return f"linear with {name}", lambda x, w, b: function(F.linear(x, w, b)), (x, w, b)


def _attention(draw: _Draw) -> Made:
    batch, rows, others, width = (draw.size(*ends) for ends in ((1, 3), (2, 6), (2, 6), (2, 8)))

    def attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        return torch.softmax(q @ k.mT * q.shape[-1] ** -0.5, -1) @ v

    shapes = ((batch, rows, width), (batch, others, width), (batch, others, width))
    return "attention", attention, tuple(draw.normal(*shape) for shape in shapes)


def _convolution(draw: _Draw) -> Made:
    channels, outputs, width = draw.size(1, 4), draw.size(1, 4), draw.size(2, 4)
    x = draw.normal(draw.size(1, 4), channels, draw.size(width + 2, 12))
    return "conv1d", F.conv1d, (x, draw.normal(outputs, channels, width, scale=0.5))


def _loss(draw: _Draw) -> Made:
    rows, columns = draw.size(2, 12), draw.size(3, 16)
    x, reduction = draw.normal(rows, columns), draw.among(("mean", "sum"))
    if draw.among((True, False)):
        ids = draw.ids(columns, rows)
        return "cross entropy", lambda x, ids: F.cross_entropy(x, ids, reduction=reduction), (x, ids)
    return (
        "squared error",
        lambda x, y: F.mse_loss(x, y, reduction=reduction),
        (x, draw.normal(rows, columns)),
    )


def _lookup(draw: _Draw) -> Made:
    many, width = draw.size(3, 8), draw.size(2, 8)
    ids = draw.ids(many, draw.size(2, 10))
    return "embedding", lambda w, ids: F.embedding(ids, w), (draw.normal(many, width), ids)


def _pooling(draw: _Draw) -> Made:
    name, x = (
        draw.among(("average pool", "max pool", "cumsum", "mean")),
        draw.normal(2, draw.size(1, 3), draw.size(4, 12)),
    )
    functions: dict[str, Callable[[Tensor], Tensor]] = {
        "average pool": lambda x: F.avg_pool1d(x, 2),
        "max pool": lambda x: F.max_pool1d(x, 2),
        "cumsum": lambda x: torch.cumsum(x, -1),
        "mean": lambda x: x.mean(-1),
    }
    return name, functions[name], (x,)


def _rotary(draw: _Draw) -> Made:
    rows, half = draw.size(2, 8), draw.size(1, 6)
    angle = torch.arange(rows)[:, None] / 10.0 ** torch.arange(half)

    def rotary(x: Tensor) -> Tensor:
        cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
        a, b = x.chunk(2, -1)
        return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)

    return "rotary embedding", rotary, (draw.normal(2, rows, 2 * half),)


def _added(draw: _Draw) -> Made:
    rows, columns = draw.size(2, 10), draw.size(4, 20)

    def added(x: Tensor, residual: Tensor, w: Tensor) -> Tensor:
        return F.rms_norm(x + residual, (columns,), w, 1e-6)

    w = 1 + draw.normal(columns, scale=0.3)
    return "norm of a sum", added, (draw.normal(rows, columns), draw.normal(rows, columns), w)


FAMILIES: tuple[Callable[[_Draw], Made], ...] = (
    _elementwise, _gated, _softmax, _norm, _linear, _attention, _convolution, _loss, _lookup, _pooling,
    _rotary, _added,
)  # fmt: skip
"""What is drawn from."""


def drawn(seed: int, factor: float = 1.0) -> Drawn:
    """The operator of a seed; with a factor, one of its gradients is wrong by it.

    >>> one = drawn(0)
    >>> one.name, one.inputs[0].dtype == drawn(0, 1.01).inputs[0].dtype
    """
    draw = _Draw(seed)
    dtype: torch.dtype = draw.among((torch.bfloat16, torch.float16))
    style: Style = draw.among(("wide", "wide", "native"))
    name, function, inputs = FAMILIES[seed % len(FAMILIES)](draw)
    given = tuple(one.to(dtype) if one.is_floating_point() else one for one in inputs)
    floats = [at for at, one in enumerate(given) if one.is_floating_point()]
    wrong = {} if factor == 1.0 else {draw.among(floats): factor}
    words = f"{name}, {style}, {str(dtype).removeprefix('torch.')}, {[tuple(one.shape) for one in given]}"
    return Drawn(words, operator(function, dtype, style, wrong), function, given)
