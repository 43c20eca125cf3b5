"""Precision, complex numbers, forward mode, vmap and operators of the dispatcher."""

import torch
from torch.autograd import Function

from ..specimen import W, X, planted


@planted(X, W)
def float32_inside():
    """Backward rounds to float32 whatever it is given."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w)
            return x * x * w

        @staticmethod
        def backward(ctx, g):
            x, w = (one.float() for one in ctx.saved_tensors)
            return (2 * x * w * g.float()).to(g.dtype), (x * x * g.float()).to(g.dtype)

    return Rule


@planted(torch.linspace(-2, 2, 96).sin().reshape(32, 3), W[0].clone())
def summed_in_bfloat16():
    """The gradient of a weight is summed over the batch in bfloat16."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w)
            return x * w

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return g * w, (g * x).to(torch.bfloat16).sum(0).to(g.dtype)

    return Rule


@planted(torch.complex(X, W), torch.complex(W, X))
def conjugate_forgotten():
    """The gradient of a complex product without its conjugate."""

    class Rule(Function):
        @staticmethod
        def forward(ctx, x, w):
            ctx.save_for_backward(x, w)
            return x * w

        @staticmethod
        def backward(ctx, g):
            x, w = ctx.saved_tensors
            return g * w, g * x

    return Rule


class Exp(Function):
    """Right in reverse."""

    generate_vmap_rule = False

    @staticmethod
    def forward(x):
        return x.exp()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(output)
        ctx.save_for_forward(output)

    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[0]


@planted(X)
def forward_mode_has_another_sign():
    """The jvp is not the derivative that backward is."""

    class Rule(Exp):
        @staticmethod
        def jvp(ctx, t):
            return -t * ctx.saved_tensors[0]

    return Rule


@planted(X)
def vmap_moves_the_wrong_axis():
    """A batched result says that its batch stands first, and it stands where it stood."""

    class Rule(Exp):
        @staticmethod
        def vmap(info, in_dims, x):
            return x.movedim(in_dims[0], -1).exp().movedim(-1, in_dims[0]), 0

    return Rule


@planted(X)
def operator_saves_its_output():
    """An operator of torch.library whose context holds the output where its backward means the input."""
    library = torch.library.Library(f"ethan_zoo_{next(COUNT)}", "DEF")
    library.define("cube(Tensor x) -> Tensor")
    library.impl("cube", lambda x: x**3, "CPU")
    name = f"{library.ns}::cube"
    torch.library.register_autograd(
        name,
        lambda ctx, g: 3 * g * ctx.saved_tensors[0] ** 2,
        setup_context=lambda ctx, inputs, output: ctx.save_for_backward(output),
        lib=library,
    )
    KEPT.append(library)  # Without it the operator is gone.
    return getattr(torch.ops, library.ns).cube


COUNT, KEPT = iter(range(10_000)), []
