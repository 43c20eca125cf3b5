"""The closure: `Y, backprop = layer(X)`, and `layer(X, is_train)` in the manner of thinc."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import FunctionType
from typing import Any

from ethan_check.subject.conventions import spelling
from ethan_check.subject.conventions.adapter import Inputs
from ethan_check.subject.conventions.convention import Convention
from ethan_check.subject.conventions.methods import object_readings
from ethan_check.subject.conventions.reading import Reading
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.faults import LayerFault, text_of
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.execution.method_arguments import arguments
from ethan_core.plain_text import plain_line

__all__ = ["CONVENTIONS"]

NAME = "closure"


@dataclass(frozen=True)
class ClosureCall:
    """Calls forward, perhaps with a flag after its inputs, and then the function that it returned; that one
    may take the cotangents of several outputs spread over its arguments.
    """

    method: str
    is_train: bool
    spread: bool = False
    memory_is_handed_on = True

    @property
    def text(self) -> str:
        called = "layer" if self.method == "__call__" else self.method
        return f"Y, backprop = {called}(X{', is_train' if self.is_train else ''})"

    def forward(self, layer: Any, inputs: Inputs) -> tuple[Any, Any]:
        returned = getattr(layer, self.method)(*inputs, *((True,) if self.is_train else ()))
        if not (isinstance(returned, tuple) and len(returned) == 2 and callable(returned[1])):
            raise LayerFault(f"{self.method} did not return the pair (Y, backprop)")
        return returned

    def backward(self, layer: Any, inputs: Inputs, cotangent: Any, memory: Any, **extra: Any) -> Any:
        return memory(*cotangent) if self.spread else memory(cotangent)


def readings(trial: Trial, stated: str | None = None) -> list[Reading]:
    """The ways to read a layer whose forward returns its backward."""
    for method in spelling.CLOSURE_METHODS:
        call = _call(trial, method)
        outcome = trial.outcome(call) if call is not None else None
        if call is not None and outcome is not None:
            return object_readings(trial, call, outcome, name=NAME, words=call.text, adds_up=True)
    return []


def _call(trial: Trial, method: str) -> ClosureCall | None:
    """How to call one method, if it returns an output and a function."""
    taken = arguments(trial.layer, method)
    if taken is None:
        return None
    count = len(trial.inputs)
    required = [name for name, needed in taken.items() if needed]
    is_train = len(required) == count + 1 and required[-1] in spelling.TRAIN_FLAGS
    takes_count = count <= len(taken) or any(name.startswith("*") for name in taken)
    if not is_train and (len(required) > count or not takes_count):
        return None
    call = ClosureCall(method, is_train)
    try:
        output, backprop = call.forward(trial.fresh({}), trial.copied_inputs())
    except BaseException as error:
        let_pass(error)
        trial.reject(call.text, plain_line(text_of(error)))
        return None
    several = isinstance(output, tuple | list) and len(output) > 1
    needed = sum((arguments(backprop, "__call__") or {}).values())
    return replace(call, spread=several and needed == len(output))


def _looks_like(layer: Any) -> bool:
    """Whether a method, or a function itself, returns a pair that ends in a function of its own."""
    methods = (
        [layer]
        if isinstance(layer, FunctionType)
        else [getattr(layer, n, None) for n in spelling.CLOSURE_METHODS]
    )
    return callable(getattr(layer, "begin_update", None)) or any(map(_returns_backward, methods))


def _returns_backward(function: Any) -> bool:
    """Whether the source says `return Y, backprop`, with a function that is made in there.

    Anything may be called, so where forward has no name that says so, backprop or its argument must have one.
    """
    try:
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    except (OSError, TypeError, SyntaxError, ValueError):
        return False
    if not isinstance(tree, ast.FunctionDef) or not arguments(function, "__call__"):
        return False
    own = list(_own_nodes(tree))
    called = {node.func.id for node in own if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    if called & {argument.arg for argument in tree.args.args}:
        return False  # It calls what it is given: no array, but a function.
    functions = {node.name: node for node in own if isinstance(node, ast.FunctionDef)}
    for node in own:
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
            name = getattr(node.value.elts[1], "id", "")
            backward = functions.get(name, node.value.elts[1])
            if isinstance(backward, ast.Lambda | ast.FunctionDef) and backward.args.args:
                says_so = tree.name in spelling.FORWARD_FUNCTIONS or name in spelling.BACKWARD_FUNCTIONS
                if says_so or spelling.role_of(backward.args.args[0].arg) == "cotangent":
                    return True
    return False


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a function, without what stands in functions in there."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, ast.Lambda | ast.FunctionDef | ast.ClassDef):
            yield from _own_nodes(child)


CONVENTIONS = (Convention((NAME,), 90, readings, _looks_like),)
