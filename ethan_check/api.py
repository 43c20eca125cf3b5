"""The ways in: a layer, a pair of functions, the checks of a layer one by one, a decorator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from ethan_check.engine.verify import check_layer
from ethan_check.layer_check import ExpectedFailures, LayerCheck, bind_checks
from ethan_check.result import Report
from ethan_check.subject.diagnosers import offer_diagnosers
from ethan_check.subject.execution.what_it_is import what_it_is
from ethan_check.subject.frameworks import foreign_array
from ethan_check.subject.functions import Functions, Structure, as_tree, takes
from ethan_check.subject.translation import offer_translators
from ethan_core.arguments import as_names, is_one_of
from ethan_core.errors import ArgumentError
from ethan_core.suggest import did_you_mean

if TYPE_CHECKING:
    from ethan_check.loading.manager import Loaded

__all__ = [
    "Functions",
    "LayerCheck",
    "check_function",
    "check_layer",
    "layer_checks",
    "parametrize_with_checks",
]

Test = TypeVar("Test", bound=Callable[..., Any])


def _load_plugins() -> Loaded:
    from ethan_check.loading.manager import load_plugins  # Not before somebody checks something.

    return load_plugins()


@cache
def _installed() -> Loaded:
    """What installed plugins bring: loaded once, when first asked for."""
    return _load_plugins()


offer_translators(lambda: _installed().translators)
offer_diagnosers(lambda: _installed().diagnosers)


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
        inputs: as in `check_layer`.
        seed: as in `check_layer`.
        **details: further arguments of `check_layer`.
        checks: names; all checks that are installed by default.
        expected_failures: `{check: reason}`, or `{"gradient:dL_dW": reason}` for one gradient alone; strict.

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
        checks: as in `layer_checks`.
        seed: as in `layer_checks`.
        expected_failures: as in `layer_checks`.

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
    frozen: Iterable[str] = (),
    **named: Any,
) -> Report:
    """Verify a backward function against its forward function.

    Args:
        forward: takes the arrays; returns the output, or the pair `(output, cache)`.
        backward: takes the cotangent and the inputs, `backward(g, x, w)`; or the inputs as one tuple,
            `backward(g, (x, w))`; or, where forward returns one, the cache. It returns one gradient; or a
            tuple with one for each argument, None where one is not differentiable; or a dictionary of them
            by the names of forward's arguments, `{"x": ..., "dw": ...}`.
        *arrays: the arguments of forward: arrays, and lists and dictionaries of arrays, whose gradients
            have the same form. Arrays of integers are not differentiated. Those of another framework reach
            the functions as such, by the plugin for it.
        seed: the same seed draws the same cases.
        checks: the names of the checks to run; all by default.
        name: what to call it in messages; forward's name by default.
        explain: whether the report carries its trace: every step that led to a verdict.
        complex: as in `check_layer`.
        budget: as in `check_layer`.
        frozen: the names of forward's arguments that are not differentiated.
        **named: arguments that forward and backward are given by name.

    Raises:
        ArgumentError: no array was given, or a check is unknown.

    >>> import numpy as np
    >>> x = np.array([0.3, -1.2])
    >>> check_function(np.sin, lambda g, x: g * np.cos(x), x).verdict
    'pass'
    >>> check_function(np.sin, lambda g, x: g * np.sin(x), x).verdict
    'fail'
    >>> affine = lambda x, p: x @ p["W"] + p["b"]
    >>> back = lambda g, x, p: (g @ p["W"].T, {"W": x.T @ g, "b": g.sum(axis=0)})
    >>> check_function(affine, back, np.ones((2, 3)), {"W": np.eye(3), "b": np.ones(3)}).verdict
    'pass'
    """
    if not arrays and not named:
        raise ArgumentError("check_function needs the arrays that forward is called with, after backward")
    for function, what in ((forward, "forward"), (backward, "backward")):
        if not callable(function):
            raise ArgumentError(f"{what} is {what_it_is(function)}, expected a function")
    for argument in named:
        if not takes(forward, argument):
            options = ("seed", "checks", "name", "explain", "complex", "frozen")
            hint = did_you_mean(argument, options)
            raise ArgumentError(
                f"{argument} is no option, and forward takes no argument of that name; {hint}"
            )
    given = tuple(arrays if foreign_array(arrays) else (as_tree(one, n) for n, one in enumerate(arrays)))
    structure = Structure.of(forward, given, {key: as_tree(one, key) for key, one in named.items()})
    functions = Functions(forward, backward, structure)
    report = check_layer(
        functions,
        inputs=structure.leaves,
        name=_name_of(forward) if name is None or is_one_of(name, ("",)) else name,
        convention="cached",
        checks=checks,
        seed=seed,
        explain=explain,
        complex=complex,
        budget=budget,
        frozen=(*structure.names_of(as_names(frozen, "frozen")), *functions.undifferentiated()),
    )
    return replace(report, read_as="")  # It was said, not found.


def _name_of(function: Any) -> str:
    name = getattr(function, "__name__", None)
    return name if isinstance(name, str) else "function"
