"""`gradcheck` and `gradgradcheck` with the signatures that people's fingers know, and torch's own errors.

The tolerances are accepted and not needed: the bars of error are measured. What is asked goes further than
torch's: several points, cotangents in the layouts that autograd hands over, every subset of inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.autograd.gradcheck import GradcheckError

from ethan_check import Report
from ethan_torch.arguments import Arguments
from ethan_torch.checking import check

__all__ = ["gradcheck", "gradgradcheck"]

FIRST_ORDER = (
    "gradient",
    "linearity",
    "state",
    "layout",
    "determinism",
    "torch-captured",
    "torch-cotangents",
    "torch-saved-tensors",
    "torch-subsets",
)
"""What torch's gradcheck asks, or means to."""

SECOND_ORDER = ("torch-second-order",)


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float | None = None,
    atol: float | None = None,
    rtol: float | None = None,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Whether gradients are the derivatives, as `torch.autograd.gradcheck` asks it.

    Args:
        func: a function of tensors, the `apply` of a rule, or a module.
        inputs: a tensor or a tuple; those of real or complex numbers that require a gradient are judged.
        raise_exception: whether a failure is raised; otherwise it is False.
        eps, atol, rtol, nondet_tol, fast_mode: accepted, and not needed.
        check_undefined_grad, check_grad_dtypes, check_batched_grad, check_batched_forward_grad,
            check_forward_ad, check_backward_ad, masked: accepted; what backward owes is asked in any case,
                and
            forward mode and vmap are not.

    Raises:
        GradcheckError: torch's own, with the report as its text.
        ValueError: no input requires a gradient.

    >>> x = torch.tensor([0.5, -1.0], requires_grad=True)
    >>> gradcheck(torch.tanh, x)
    True
    """
    return _passes(_report(func, _as_tuple(inputs), FIRST_ORDER), raise_exception)


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float | None = None,
    atol: float | None = None,
    rtol: float | None = None,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Whether the gradients of gradients are the second derivatives, as `torch.autograd.gradgradcheck` asks
    it.

    Args and errors as of `gradcheck`; the cotangents are drawn, so that `grad_outputs` is not needed either.

    >>> x = torch.tensor([0.5, -1.0], requires_grad=True)
    >>> gradgradcheck(torch.tanh, x)
    True
    """
    report = _report(func, _as_tuple(inputs), SECOND_ORDER)
    if report.not_applicable:
        if raise_exception:
            raise GradcheckError("; ".join(report.not_applicable.values()))
        return False
    return _passes(report, raise_exception)


def _report(func: Callable[..., Any], inputs: tuple[Any, ...], checks: Sequence[str]) -> Report:
    from ethan_torch.programs import program_of

    program = program_of(func)
    given = Arguments.of(inputs, program.argument_names if program is not None else ())
    wanted = [isinstance(one, torch.Tensor) and one.requires_grad for one in given.tensors]
    if not any(wanted):
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, "
            "but none of the them have requires_grad=True."
        )
    frozen = [name for name, judged in zip(given.names, wanted, strict=True) if not judged]
    return check(func, *inputs, checks=checks, frozen=frozen)


def _passes(report: Report, raise_exception: bool) -> bool:
    if report.verdict == "pass":
        return True
    if raise_exception:
        raise GradcheckError(str(report))
    return False


def _as_tuple(inputs: Any) -> tuple[Any, ...]:
    return tuple(inputs) if isinstance(inputs, tuple | list) else (inputs,)
