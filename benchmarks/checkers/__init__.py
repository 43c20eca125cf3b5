"""One file for each checker that is measured; one whose package is missing is left out, and said so."""

from __future__ import annotations

from importlib import import_module

from .base import Checker, Verdict

__all__ = ["Checker", "Verdict", "load_checkers"]

_MODULES = (
    "ethan",
    "torch_gradcheck",
    "jax_check_grads",
    "hips_autograd",
    "scipy_check_grad",
    "numdifftools_jacobian",
)


def load_checkers(chosen: tuple[str, ...] = ()) -> tuple[list[Checker], list[str]]:
    """The checkers that can run here, and a line for each that cannot.

    Args:
        chosen: modules of this package; all of them by default.

    >>> checkers, missing = load_checkers(("ethan",))
    >>> [checker.name for checker in checkers], missing
    (['Ethan, defaults', 'Ethan, gradient of one case'], [])
    """
    checkers: list[Checker] = []
    missing: list[str] = []
    for name in chosen or _MODULES:
        try:
            checkers += import_module(f".{name}", __name__).CHECKERS
        except ImportError as error:
            missing.append(f"{name} is left out: {error}")
    return checkers, missing
