"""Operators that run in one half precision alone and accumulate in float32, as kernels do; each with a factor
by which one of its gradients is wrong, and what it should compute.
"""

import torch
from torch.autograd import Function
from torch.nn import functional as F


def operators(dtype, factor=1.0):
    """By name: the operator, its reference and its inputs."""

    class Gelu(Function):
        @staticmethod
        def forward(ctx, x):
            assert x.dtype == dtype
            ctx.save_for_backward(x)
            return F.gelu(x.float()).to(dtype)

        @staticmethod
        def backward(ctx, g):
            x = ctx.saved_tensors[0].float()
            slope = 0.5 * (1 + torch.erf(x * 2**-0.5)) + x * torch.exp(-x * x / 2) * 0.3989422804
            return (factor * g.float() * slope).to(dtype)

    class Softmax(Function):
        @staticmethod
        def forward(ctx, x):
            assert x.dtype == dtype
            y = torch.softmax(x.float(), -1).to(dtype)
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, g):
            y, g = ctx.saved_tensors[0].float(), g.float()
            return (factor * y * (g - (y * g).sum(-1, keepdim=True))).to(dtype)

    class RMSNorm(Function):
        @staticmethod
        def forward(ctx, x, w):
            assert x.dtype == dtype
            ctx.save_for_backward(x, w)
            x = x.float()
            return (x * torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-6) * w.float()).to(dtype)

        @staticmethod
        def backward(ctx, g):
            x, w, g = (one.float() for one in (*ctx.saved_tensors, g))
            r = torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-6)
            normal, h = x * r, g * w
            of_x = r * (h - normal * (h * normal).mean(-1, keepdim=True))
            return of_x.to(dtype), (factor * (g * normal).flatten(0, -2).sum(0)).to(dtype)

    class Linear(Function):
        @staticmethod
        def forward(ctx, x, w):
            assert x.dtype == dtype
            ctx.save_for_backward(x, w)
            return x @ w.T

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return g @ w, (factor * (g.float().T @ x.float())).to(dtype)

    class Relu(Function):
        @staticmethod
        def forward(ctx, x):
            assert x.dtype == dtype
            ctx.save_for_backward(x)
            return x.clamp(min=0)

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return (factor * g.float() * (x > 0)).to(dtype)

    random = torch.Generator().manual_seed(0)

    def drawn(*shape):
        return torch.randn(*shape, generator=random).to(dtype)

    return {
        "gelu": (Gelu, F.gelu, (drawn(16, 32),)),
        "softmax": (Softmax, lambda x: torch.softmax(x, -1), (drawn(16, 32),)),
        "rms_norm": (
            RMSNorm,
            lambda x, w: F.rms_norm(x, (x.shape[-1],), w, 1e-6),
            (drawn(16, 32), drawn(32)),
        ),
        "linear": (Linear, F.linear, (drawn(16, 32), drawn(24, 32))),
        "relu": (Relu, F.relu, (drawn(16, 32),)),
    }
