"""How people spell it: the names of methods, of their arguments, and of gradients.

Names are evidence, not proof: what they suggest is tried before it is believed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

__all__ = [
    "BACKWARD_METHODS",
    "FORWARD_METHODS",
    "GRADIENT_MAPPINGS",
    "PARAMETER_MAPPINGS",
    "RESETS",
    "backward_method",
    "forward_method",
    "gradient_spellings",
    "is_rate",
    "role_of",
    "unmangled",
]

FORWARD_METHODS = (
    "forward", "forward_pass", "forward_propagation", "forward_propagate", "forward_prop", "forwardpass",
    "fprop", "feed_forward", "feedforward", "forwards", "__call__",
)  # fmt: skip
BACKWARD_METHODS = (
    "backward", "backward_pass", "backward_propagation", "backward_propagate", "backward_prop", "backwards",
    "backwardpass", "bprop", "backprop", "back_prop", "backpropagate", "backpropagation", "back_propagation",
)  # fmt: skip

GRADIENT_MAPPINGS = (
    "grads", "gradients", "grad", "_grads", "_gradients", "param_grads", "get_grads", "get_gradients",
    "dparams", "d_params", "gradient",
)  # fmt: skip
PARAMETER_MAPPINGS = (
    "params", "parameters", "weights", "_params", "_parameters", "get_params", "get_parameters", "param",
)  # fmt: skip

RESETS = ("zero_grad", "zero_grads", "zero_gradients", "flush_gradients", "clear_grads", "cleargrads")
"""The methods by which a layer forgets what it adds up."""

_SPELLINGS = (
    "d{}", "grad_{}", "{}_grad", "d_{}", "d{}_", "{}_gradient", "{}_grads", "{}_gradients", "gradient_{}",
    "grads_{}", "gradients_{}", "dL_d{}", "dLd{}", "dloss_d{}", "g{}", "g_{}", "delta_{}", "{}_delta", "D{}",
    "grad{}", "{}grad", "{}Grad", "dE_d{}", "dC_d{}", "dJ_d{}", "nabla_{}",
)  # fmt: skip

_RATES = {
    "lr", "learning_rate", "learningrate", "eta", "alpha", "rate", "learn_rate", "l_rate", "step_size",
    "stepsize", "_lr", "_learning_rate", "lrate",
}  # fmt: skip
_OPTIMIZERS = {"optimizer", "optimiser", "optim", "opt", "updater", "sgd", "solver"}
_CACHES = {"cache", "ctx", "context", "memory", "saved", "cached", "tape", "stash", "caches", "memo"}
_OUTPUTS = {"y", "output", "outputs", "top", "yhat", "y_hat", "activation", "activations"}
_NO_DERIVATIVES = {"data", "dim", "dims", "dtype", "dropout", "depth", "device", "decay", "dilation", "debug"}
_TARGETS_OF_OUT = re.compile(
    r"(out|dest|destination|result|buffer|dx\d*|grad_?in(put)?s?|in(put)?_?grad|d_?in(put)?s?|gx\d*|bottom_diff"
    r"|out_.*|.*_out|.*_buf(fer)?)$"
)
_COTANGENT = re.compile(
    r"(g|gy|gz|go|gout|dout|douts|dy|dz|da|dh|do|ds|do?ut|delta|deltas|error|err|errors|upstream.*|cotangent|ct|v"
    r"|.*grad.*|dl.*|de_.*|d_out.*|dout.*|d_y|dlogits|top_diff|out_diff|dvalues|d_values|dscores|delta_.*|.*_delta"
    r"|output_error|.*_error|accum.*|d_.*|dnext.*|back.*)$"
)


def is_rate(name: str) -> bool:
    """Whether an argument or attribute of this name is a learning rate.

    >>> is_rate("learning_rate"), is_rate("ratio")
    (True, False)
    """
    return name.lower() in _RATES


def role_of(name: str) -> str | None:
    """What an argument of backward is by its name alone; None if the name does not tell.

    >>> [role_of(name) for name in ("dL_dY", "lr", "cache", "dx", "optimizer", "y", "whatever")]
    ['cotangent', 'rate', 'cache', 'out', 'optimizer', 'output', None]
    """
    lower = name.lower()
    if lower in _RATES:
        return "rate"
    if lower in _OPTIMIZERS:
        return "optimizer"
    if lower in _CACHES:
        return "cache"
    if lower in {"dout", "d_out", "grad_out", "gout", "out_grad", "douts"}:
        return "cotangent"
    if _TARGETS_OF_OUT.fullmatch(lower):
        return "out"
    if lower in _OUTPUTS:
        return "output"
    if _COTANGENT.fullmatch(lower):
        return "cotangent"
    return "cotangent" if re.fullmatch(r"d[a-z0-9_]{1,7}", lower) and lower not in _NO_DERIVATIVES else None


@lru_cache(maxsize=1024)
def gradient_spellings(name: str) -> tuple[str, ...]:
    """What the gradient of a parameter may be called; first its own name, as a key among gradients.

    >>> gradient_spellings("W")[:3]
    ('W', 'dW', 'grad_W')
    """
    bare = name.strip("_")
    names = (name, *(pattern.format(name) for pattern in _SPELLINGS))
    return names if bare == name else (*names, *(f"_{pattern.format(bare)}" for pattern in _SPELLINGS))


def unmangled(name: str) -> str:
    """An attribute's name as it is written in the class.

    >>> unmangled("_Layer__W"), unmangled("_W"), unmangled("W")
    ('W', '_W', 'W')
    """
    found = re.fullmatch(r"_\w*?[A-Za-z0-9]__(\w+)", name)
    return found.group(1) if found else name


def forward_method(layer: Any) -> str | None:
    """The name under which a layer has its forward; None if it has none."""
    for name in FORWARD_METHODS:
        if callable(getattr(layer, name, None)):
            return name
    return None


def backward_method(layer: Any) -> str | None:
    """The name under which a layer has its backward; None if it has none."""
    for name in BACKWARD_METHODS:
        if callable(getattr(layer, name, None)):
            return name
    return None
