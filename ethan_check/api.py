"""Two of the four ways in: the checks of a layer one by one, and a decorator for pytest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from ethan_check.layer_check import ExpectedFailures, LayerCheck, bind_checks
from ethan_check.loading.manager import load_plugins
from ethan_check.result import Report
from ethan_core.errors import ArgumentError

__all__ = ["LayerCheck", "layer_checks", "parametrize_with_checks"]

Test = TypeVar("Test", bound=Callable[..., Any])


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
    bound = bind_checks(layer, inputs, checks, seed, expected_failures, details, load_plugins())
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
    loaded = load_plugins()
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
