"""`check(thing, *inputs)`: one call for everything of torch's."""

from __future__ import annotations

from typing import Any

from ethan_check import Report, check_layer
from ethan_check.checks import builtin_checks
from ethan_core.errors import ArgumentError
from ethan_torch.checks import torch_checks
from ethan_torch.translation import translate

__all__ = ["check"]


def check(thing: Any, *inputs: Any, seed: int = 0, **options: Any) -> Report:
    """Verify the gradients of a function of tensors, an `autograd.Function` or a module.

    There is no tolerance: the derivative is taken of the code's own forward, in float64 where it runs in
    it, and both sides carry error bars.

    Args:
        thing: the function, the class of the rule (or its `apply`), or the module; it stays as it is.
        *inputs: its arguments. Tensors of real or complex numbers are differentiated wherever they stand, in
            tuples, lists and mappings as well; everything else is handed on.
        seed: of the cases, and of torch's generators.
        **options: as of `ethan_check.check_layer`: `checks`, `frozen`, `certificate`, `differs`, `explain`
            and so on.

    Returns:
        A report; it is false where the gradients do not pass, and never raises for a mistake of the code.

    Raises:
        ArgumentError: the thing is none of torch's, none of its inputs is a tensor, or an option is wrong.

    >>> import torch
    >>> check(torch.nn.Linear(3, 2), torch.ones(4, 3), checks=["gradient"]).verdict
    'pass'
    """
    found = translate(thing, inputs, seed=seed)
    if found is None:
        raise ArgumentError(
            f"a {type(thing).__name__} is nothing that can be differentiated; expected a function of "
            "tensors, an autograd.Function or a Module"
        )
    available = (*builtin_checks(), *torch_checks())
    said = {"name": found.layer.__name__, "available": available, **found.options, **options}
    return check_layer(found.layer, found.inputs, seed=seed, **said)
