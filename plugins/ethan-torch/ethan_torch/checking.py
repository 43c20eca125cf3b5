"""`check(thing, *inputs)`: one call for everything of torch's."""

from __future__ import annotations

from typing import Any

import torch

from ethan_check import Check, Report, check_layer
from ethan_check.checks import builtin_checks
from ethan_core.errors import ArgumentError
from ethan_torch.checks import torch_checks
from ethan_torch.devices import moved_to
from ethan_torch.reference import reference_check
from ethan_torch.translation import translate

__all__ = ["check"]


def check(
    thing: Any,
    *inputs: Any,
    reference: Any = None,
    device: str | torch.device | None = None,
    seed: int = 0,
    **options: Any,
) -> Report:
    """Verify the gradients of a function of tensors, an `autograd.Function` or a module.

    There is no tolerance: the derivative is taken of the code's own forward, in float64 where it runs in
    it, and both sides carry error bars.

    Args:
        thing: the function, the class of the rule (or its `apply`), or the module; it stays as it is.
        *inputs: its arguments. Tensors of real or complex numbers are differentiated wherever they stand, in
            tuples, lists and mappings as well; everything else is handed on.
        reference: a function or a module that computes what the thing should: outputs and gradients may be
            off by twice of what it is off by itself in the precision of the inputs. None is needed.
        device: where it runs, `"cuda"` for example; where the tensors are by default.
        seed: of the cases, and of torch's generators.
        **options: as of `ethan_check.check_layer`: `checks`, `frozen`, `certificate`, `differs`, `explain`
            and so on.

    Returns:
        A report; it is false where the gradients do not pass, and never raises for a mistake of the code. Its
        `to_json()` is the verdict for programs.

    Raises:
        ArgumentError: the thing is none of torch's, none of its inputs is a tensor, the device is not there,
            or an option is wrong.

    >>> import torch
    >>> check(torch.nn.Linear(3, 2), torch.ones(4, 3), checks=["gradient"]).verdict
    'pass'
    >>> report = check(torch.exp, torch.ones(4), reference=torch.expm1, checks=["torch-reference"])
    >>> report.to_json()["verdict"]
    'fail'
    """
    if device is not None:
        thing, inputs = moved_to(device, thing, inputs)
    found = translate(thing, inputs, seed=seed)
    if found is None:
        raise ArgumentError(
            f"a {type(thing).__name__} is nothing that can be differentiated; expected a function of "
            "tensors, an autograd.Function or a Module"
        )
    available: tuple[Check, ...] = (*builtin_checks(), *torch_checks())
    if reference is not None:
        if device is not None:
            reference, _ = moved_to(device, reference, ())
        available += (reference_check(reference, inputs, found.layer.program),)
    said = {"name": found.layer.__name__, "available": available, **found.options, **options}
    return check_layer(found.layer, found.inputs, seed=seed, **said)
