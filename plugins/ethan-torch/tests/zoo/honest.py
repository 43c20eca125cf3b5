"""Fast kernels that are right, and do for good reasons what cheats do for bad ones."""

import math
from concurrent.futures import ThreadPoolExecutor

import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable
from torch.utils.checkpoint import checkpoint

from .specimen import W, X, planted

LABELS = torch.tensor([0, 2, 1, 1])
ROWS = torch.linspace(-2, 3, 2 * 5 * 4).sin().reshape(2, 5, 4)


@planted(X, W[0], W[1], reference=lambda x, w, b: torch.nn.functional.layer_norm(x, (3,), w, b, 1e-5))
def layer_norm_in_a_workspace():
    """Keeps one workspace for each shape, and writes all of it before it reads any."""
    workspaces = {}

    class LayerNorm(Function):
        @staticmethod
        def forward(ctx, x, weight, bias):
            key = (x.shape, x.dtype)
            centred = workspaces.setdefault(key, x.new_empty(x.shape))
            torch.sub(x, x.mean(-1, keepdim=True), out=centred)
            r = torch.rsqrt((centred * centred).mean(-1, keepdim=True) + 1e-5)
            ctx.save_for_backward(x, weight, r)
            return centred * r * weight + bias

        @staticmethod
        @once_differentiable
        def backward(ctx, g):
            x, weight, r = ctx.saved_tensors
            normal = (x - x.mean(-1, keepdim=True)) * r
            axes = tuple(range(x.ndim - 1))
            h = g * weight
            inner = (h * normal).mean(-1, keepdim=True)
            of_x = r * (h - h.mean(-1, keepdim=True) - normal * inner)
            return of_x, (g * normal).sum(axes), g.sum(axes)

    return LayerNorm


@planted(ROWS, ROWS.flip(1), ROWS.flip(0), reference=torch.nn.functional.scaled_dot_product_attention)
def attention_in_blocks():
    """Never holds the whole of the scores: keeps the logarithm of their sums, and works them out again."""

    class Attention(Function):
        @staticmethod
        def forward(ctx, q, k, v):
            scale = 1 / math.sqrt(q.shape[-1])
            y, total = torch.zeros_like(q @ k.mT @ v), q.new_full((*q.shape[:-1], 1), -math.inf)
            for part, values in zip(k.split(2, -2), v.split(2, -2), strict=True):
                scores = scale * q @ part.mT
                new = torch.logaddexp(total, scores.logsumexp(-1, keepdim=True))
                y = y * (total - new).exp() + (scores - new).exp() @ values
                total = new
            ctx.save_for_backward(q, k, v, y, total)
            return y

        @staticmethod
        @once_differentiable
        def backward(ctx, g):
            q, k, v, y, total = ctx.saved_tensors
            scale = 1 / math.sqrt(q.shape[-1])
            p = (scale * q @ k.mT - total).exp()
            of_p = p * (g @ v.mT - (g * y).sum(-1, keepdim=True)) * scale
            return of_p @ k, of_p.mT @ q, p.mT @ g

    return Attention


@planted(X, W[:, :3], reference=lambda x, w: torch.nn.functional.cross_entropy(x @ w.T, LABELS))
def cross_entropy_with_its_gradient():
    """Works out the gradient in forward, and multiplies it in backward by the one number that comes."""

    class Loss(Function):
        @staticmethod
        def forward(ctx, x, w):
            logits = x @ w.T
            logs = logits.log_softmax(-1)
            labels = LABELS[: len(x)]
            of_logits = logs.exp()
            of_logits[torch.arange(len(x)), labels] -= 1
            of_logits /= len(x)
            ctx.save_for_backward(of_logits @ w, of_logits.T @ x)
            return -logs[torch.arange(len(x)), labels].mean()

        @staticmethod
        @once_differentiable
        def backward(ctx, g):
            of_x, of_w = ctx.saved_tensors
            return g * of_x, g * of_w

    return Loss


@planted(X, reference=torch.nn.functional.silu)
def threads_that_are_waited_for():
    """Rows go to a pool of threads, all of which have finished when it returns."""
    pool = ThreadPoolExecutor(2)

    class SiLU(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            y = torch.empty_like(x)

            def fill(rows):
                with torch.no_grad():  # Each thread has a grad mode of its own: on, unlike that of forward.
                    y[rows] = x[rows] * torch.sigmoid(x[rows])

            list(pool.map(fill, (slice(0, None, 2), slice(1, None, 2))))
            return y

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            s = torch.sigmoid(x)
            return g * s * (1 + x * (1 - s))

    return SiLU


@planted(X, W)
def dropout_from_a_seed():
    """Keeps a seed instead of a mask, and draws the mask again in backward."""

    def mask(x, seed):
        draws = torch.rand(x.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        return (draws > 0.3).to(x.dtype) / 0.7

    class Dropout(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.seed = int(torch.randint(2**31, ()))
            ctx.save_for_backward(x, w)
            return x * w * mask(x, ctx.seed)

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            kept = g * mask(x, ctx.seed)
            return kept * w, kept * x

    return Dropout


@planted(X, reference=lambda x: torch.nn.functional.gelu(x.sin()))
def worked_out_again():
    """A checkpoint: nothing is kept but the input."""

    def part(x):
        return torch.nn.functional.gelu(x.sin())

    return lambda x: checkpoint(part, x, use_reentrant=False)
