"""Ways to make a call: how the code that is judged may be called when nobody judges it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch

__all__ = ["unwatched", "without_gradients"]

CHECKERS = ("ethan", "pytest", "unittest", "hypothesis")
"""What the names of modules hold that say that a test is running."""

_HIDDEN_BEGINNING = "PYTEST_"
_ALONE = """
def main(call, answer):
    try:
        answer.append(call())
    except BaseException as error:
        answer.append(error)
"""
"""Is run under the name `__main__`, so that no frame of a checker's is above the call."""


def without_gradients(call: Callable[[], Any]) -> Any:
    """As in evaluation: under `torch.no_grad`.

    >>> without_gradients(torch.is_grad_enabled)
    False
    """
    with torch.no_grad():
        return call()


def unwatched(call: Callable[[], Any]) -> Any:
    """On a stack and among modules that show no checker, and in an environment without pytest's variables.

    >>> unwatched(lambda: "ethan_torch" in sys.modules)
    False
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(_ALONE, "main.py", "exec"), names)
    answer: list[Any] = []
    thread = threading.Thread(target=names["main"], args=(call, answer))
    with _hidden():
        thread.start()
        thread.join()
    (found,) = answer
    if isinstance(found, BaseException):
        raise found
    return found


@contextmanager
def _hidden() -> Iterator[None]:
    modules = {name: module for name, module in sys.modules.items() if _is_checker(name)}
    variables = {key: value for key, value in os.environ.items() if key.startswith(_HIDDEN_BEGINNING)}
    for name in modules:
        del sys.modules[name]
    for key in variables:
        del os.environ[key]
    try:
        yield
    finally:
        sys.modules.update(modules)
        os.environ.update(variables)


def _is_checker(name: str) -> bool:
    return any(word in name for word in CHECKERS)
