"""Making a layer from constructor arguments, the same one every time."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ethan_check.cases.source import arguments_in_words
from ethan_check.subject.execution.faults import fault_of
from ethan_check.subject.execution.global_rngs import seeded_global_rngs
from ethan_check.subject.execution.kept_process import KeptProcess
from ethan_check.subject.execution.last_call import calling
from ethan_check.subject.execution.silenced import Silenced
from ethan_core.errors import RegistrationError

__all__ = ["SUPPLIED", "construct"]

SUPPLIED = ("generator", "rng")
"""Arguments of constructors for which a seeded generator is made, if none is given."""


def construct(target: Callable[..., Any], arguments: Mapping[str, Any], seed: int) -> Any:
    """Make a layer; a constructor that takes a generator and is given none gets a seeded one.

    Raises:
        LayerFault: the constructor raised.
        RegistrationError: what is said of it cannot be.

    >>> class Layer:
    ...     def __init__(self, size, rng=None): self.w = rng.normal(size=size)
    >>> bool((construct(Layer, {"size": 2}, 0).w == construct(Layer, {"size": 2}, 0).w).all())
    True
    """
    arguments = dict(arguments)
    try:
        accepted = inspect.signature(target).parameters
    except (TypeError, ValueError):
        accepted = {}  # type: ignore[assignment]
    for name in SUPPLIED:
        if name in accepted and name not in arguments:
            arguments[name] = np.random.default_rng(seed)
    try:
        with KeptProcess(), Silenced(), seeded_global_rngs(seed), calling("its constructor"):
            return target(**arguments)
    except RegistrationError:
        raise  # A configuration file says something that cannot be, in words of its own.
    except BaseException as error:
        raise fault_of(
            f"the constructor with {arguments_in_words(arguments) or 'no arguments'}", error
        ) from None
