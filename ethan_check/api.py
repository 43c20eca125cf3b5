"""The ways in: a layer, a pair of functions, the checks of a layer one by one, a decorator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ethan_check.engine.verify import check_layer
from ethan_check.layer_check import ExpectedFailures, LayerCheck, bind_checks
from ethan_check.result import Report
from ethan_check.subject.execution.method_arguments import arguments
from ethan_check.subject.frameworks import foreign_array
from ethan_check.subject.translation import Translators, offer_translators
from ethan_core.errors import ArgumentError

if TYPE_CHECKING:
    from ethan_check.loading.manager import Loaded

__all__ = ["LayerCheck", "check_function", "check_layer", "layer_checks", "parametrize_with_checks"]

Test = TypeVar("Test", bound=Callable[..., Any])


def _load_plugins() -> Loaded:
    from ethan_check.loading.manager import load_plugins  # Not before somebody checks something.

    return load_plugins()


@cache
def _installed() -> Translators:
    """The plugins that make layers of the things of other frameworks: loaded once, when first asked for."""
    return _load_plugins().translators


offer_translators(_installed)


def layer_checks(
    layer: Any,
    inputs: tuple[Any, ...] | None = None,
    *,
    checks: Iterable[str] | None = None,
    seed: int = 0,
    expected_failures: ExpectedFailures | None = None,
    **details: Any,
) -> Iterator[tuple[str, LayerCheck]]:
    """All checks of a layer, each with its name, to be run by whatever runs your tests.

    Args:
        layer: an object, a class with `cases=`, a `Case`, or an entry of a registry.
        inputs: as in `check_layer`, and so are seed and **details.
        checks: names; all checks that are installed by default.
        expected_failures: `{check: reason}`, strict.

    Raises:
        ArgumentError: a check is unknown. What the layer itself does wrong is raised by its checks.

    >>> from ethan_core.fn import Relu
    >>> for name, check in layer_checks(Relu(), checks=["shapes"]):
    ...     print(name, check().verdict)
    shapes pass
    """
    bound = bind_checks(layer, inputs, checks, seed, expected_failures, details, _load_plugins())
    return iter([(check.name, check) for check in bound])


def parametrize_with_checks(
    layers: Iterable[Any],
    *,
    checks: Iterable[str] | None = None,
    seed: int = 0,
    expected_failures: ExpectedFailures | None = None,
) -> Callable[[Test], Test]:
    """Decorate a test function with arguments `layer` and `check`: it runs once for each of them.

    The function calls `check()`. In pytest, a check that does not apply is skipped and a known failure
    is an expected failure.

    Args:
        layers: objects, `Case(layer, inputs)` for those without a contract, or entries of a registry.
        checks, seed, expected_failures: as in `layer_checks`.

    >>> from ethan_core.fn import Relu
    >>> @parametrize_with_checks([Relu()], checks=["shapes"])
    ... def test_layers(layer, check):
    ...     check()
    """
    import pytest

    chosen = None if checks is None else tuple(checks)
    loaded = _load_plugins()
    parameters = [
        pytest.param(layer, _UnderPytest(check), id=f"{check.layer}-{check.name}")
        for layer in layers
        for check in bind_checks(layer, None, chosen, seed, expected_failures, {}, loaded)
    ]
    if not parameters:
        raise ArgumentError("parametrize_with_checks was given no layers, so nothing would be checked")
    mark: Callable[[Test], Test] = pytest.mark.parametrize(("layer", "check"), parameters)
    return mark


@dataclass(frozen=True)
class _UnderPytest:
    """A check that tells pytest what a plain function cannot say: skipped, or expected to fail."""

    check: LayerCheck

    @property
    def name(self) -> str:
        return self.check.name

    def __call__(self, layer: Any = None) -> Report:
        import pytest

        __tracebackhide__ = True
        report, outcome = self.check.outcome()
        if outcome.kind == "not applicable":
            pytest.skip(outcome.text)
        if outcome.kind == "expected failure":
            pytest.xfail(outcome.text)
        if outcome.is_failure:
            pytest.fail(outcome.text, pytrace=False)
        return report


class Functions:
    """A pair of functions in the convention of the handed-on cache; what a plugin is asked to translate."""

    def __init__(self, forward: Callable[..., Any], backward: Callable[..., Any], count: int) -> None:
        self._forward, self._backward, self._count = forward, backward, count
        taken = arguments(backward, "__call__") or {}
        needed = sum(taken.values()) + (count if any(name.startswith("*") for name in taken) else 0)
        self._takes_inputs = count > 1 and needed == count + 1  # backward(g, x, w), not backward(g, (x, w))

    def forward(self, *arrays: Any) -> tuple[Any, Any]:
        returned = self._forward(*arrays)
        pair = isinstance(returned, tuple) and len(returned) == 2 and _is_numeric(returned[0])
        if pair and not (_is_numeric(returned[1]) and np.shape(returned[1]) == ()):
            return returned[0], (False, returned[1])
        return returned, (self._takes_inputs, arrays if self._count > 1 else arrays[0])

    def backward(self, cotangent: Any, cache: Any) -> Any:
        are_inputs, content = cache
        return self._backward(cotangent, *content) if are_inputs else self._backward(cotangent, content)

    def __deepcopy__(self, memo: dict[int, Any]) -> Functions:
        return self


def check_function(
    forward: Callable[..., Any],
    backward: Callable[..., Any],
    *arrays: Any,
    seed: int = 0,
    checks: Any = None,
    name: str | None = None,
    explain: bool = False,
    complex: str | None = None,
    budget: float | None = None,
) -> Report:
    """Verify a backward function against its forward function.

    Args:
        forward: takes the arrays; returns the output, or the pair `(output, cache)`.
        backward: takes the cotangent and the cache, and returns one gradient, or a tuple with one for
            each array (None where an array is not differentiable). When forward returns no cache, it takes
            the inputs: `backward(g, x, w)`, or as one tuple, `backward(g, (x, w))`.
        *arrays: the inputs of forward; arrays of integers are not differentiated. Those of another
            framework reach the functions as such, by the plugin for it.
        seed: the same seed draws the same cases.
        checks: the names of the checks to run; all by default.
        name: what to call it in messages; forward's name by default.
        explain: whether the report carries its trace: every step that led to a verdict.
        complex, budget: as in `check_layer`.

    Raises:
        ArgumentError: no array was given, or a check is unknown.

    >>> x = np.array([0.3, -1.2])
    >>> check_function(np.sin, lambda g, x: g * np.cos(x), x).verdict
    'pass'
    >>> check_function(np.sin, lambda g, x: g * np.sin(x), x).verdict
    'fail'
    """
    if not arrays:
        raise ArgumentError("check_function needs the arrays that forward is called with, after backward")
    report = check_layer(
        Functions(forward, backward, len(arrays)),
        inputs=tuple(array if foreign_array(array) else np.asarray(array) for array in arrays),
        name=name or getattr(forward, "__name__", "function"),
        convention="cached",
        checks=checks,
        seed=seed,
        explain=explain,
        complex=complex,
        budget=budget,
    )
    return replace(report, read_as="")  # It was said, not found.


def _is_numeric(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic | float | int) or foreign_array(value) is not None
