"""Functions that return a loss and its gradient at once: `loss, dx = softmax_loss(x, y)`."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

from ethan_check.subject.conventions.spelling import PREDICTIONS, TARGETS

__all__ = ["LossAndGradient", "loss_functions", "returns_loss_and_gradient"]

_WORDS = ("loss", "cost", "criterion", "objective")
_INPUTS = 2
"""A prediction and what it is held to; as many come back: the loss and its gradient."""


class LossAndGradient:
    """Such a function as a loss with a value and a gradient.

    >>> loss = LossAndGradient(lambda x, t: (0.5 * (x - t) ** 2, x - t))
    >>> loss.value(3.0, 1.0), loss.gradient(3.0, 1.0)
    (2.0, 2.0)
    """

    def __init__(self, function: Any) -> None:
        self.origin = self.ethan_backward = function
        self.__name__ = str(getattr(function, "__name__", "loss"))

    def value(self, prediction: Any, target: Any) -> Any:
        """The loss."""
        return self.origin(prediction, target)[0]

    def gradient(self, prediction: Any, target: Any) -> Any:
        """Its derivative by the prediction."""
        return self.origin(prediction, target)[1]

    def __deepcopy__(self, memo: dict[int, Any]) -> LossAndGradient:
        return self


def loss_functions(module: Any) -> Iterator[LossAndGradient]:
    """The functions of a module that say what they are by every `return`, and by their name or those of both
    arguments.
    """
    for name, value in sorted(vars(module).items()):
        is_own = inspect.isfunction(value) and value.__module__ == module.__name__
        if not is_own or name.startswith("_") or not returns_loss_and_gradient(value):
            continue
        if any(word in name.lower() for word in _WORDS) or _takes_prediction_and_target(value):
            yield LossAndGradient(value)


def _takes_prediction_and_target(function: Any) -> bool:
    """Both by names that not any input has: what shuffles x and labels returns a pair, too."""
    first, second = (name.lower() for name in list(inspect.signature(function).parameters)[:_INPUTS])
    is_said = first in PREDICTIONS and len(first) > 1 and not first.startswith("input")
    return is_said and second in TARGETS


def returns_loss_and_gradient(function: Any) -> bool:
    """Whether a function needs two arguments and ends everywhere with a pair whose second may be an array:
    a metric may come with a dictionary of what it is made of. Nothing is run.

    >>> returns_loss_and_gradient(inspect.getsource)
    False
    """
    try:
        parameters = inspect.signature(function).parameters.values()
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (TypeError, ValueError, OSError, SyntaxError):
        return False
    needed = [one for one in parameters if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD]
    returned = list(_returns(tree.body[0]))
    if len(needed) != _INPUTS or not returned or not all(map(_is_pair, returned)):
        return False
    known = _names_of_no_arrays(tree)
    seconds = [value.elts[1] for value in returned if isinstance(value, ast.Tuple)]
    return not any(_is_no_array(second, known) for second in seconds)


def _returns(node: ast.AST) -> Iterator[ast.expr | None]:
    """What a function returns, apart from those inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Return):
            yield child.value
        elif not isinstance(child, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            yield from _returns(child)


def _names_of_no_arrays(tree: ast.AST) -> set[str]:
    """The names that are given nothing but what is no array."""
    given: dict[str, list[bool]] = {}
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.Assign)):
        for part in (part for target in node.targets for part in ast.walk(target)):
            if isinstance(part, ast.Name):
                given.setdefault(part.id, []).append(_is_no_array(node.value, set()))
    return {name for name, none in given.items() if all(none)}


def _is_no_array(value: ast.expr, known: set[str]) -> bool:
    """Whether something is written as a dictionary, a set, a text or a comparison, or is a name for such."""
    if isinstance(value, ast.Constant):
        return not isinstance(value.value, int | float) or isinstance(value.value, bool)
    kinds = (ast.Dict, ast.DictComp, ast.Set, ast.SetComp, ast.JoinedStr, ast.BoolOp, ast.Lambda)
    is_made = (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in ("dict", "set", "str")
    )
    return isinstance(value, kinds) or is_made or (isinstance(value, ast.Name) and value.id in known)


def _is_pair(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Tuple) and len(value.elts) == _INPUTS
