"""One check bound to one layer, ready to be called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from ethan_check.engine.entries import check_entry
from ethan_check.engine.expected_failures import ANY, Expected, Outcome, check_of, expected_of, weigh
from ethan_check.engine.verify import check_layer
from ethan_check.result import Report
from ethan_core.arguments import are_named, as_names, require
from ethan_core.case import Case
from ethan_core.errors import ArgumentError
from ethan_core.registry import Entry
from ethan_core.suggest import did_you_mean

if TYPE_CHECKING:
    from ethan_check.loading.manager import Loaded

__all__ = ["ExpectedFailures", "LayerCheck", "bind_checks"]

ExpectedFailures: TypeAlias = Mapping[str, str] | Callable[[Any], Mapping[str, str]]
"""`{check: reason}`, or `{"gradient:dL_dW": reason}` for one of its gradients alone; for all layers, or
worked out for each."""


@dataclass(frozen=True)
class LayerCheck:
    """One check, bound to one layer. Calling it runs it.

    Args:
        layer: the layer's name.
        name: the check's name.
        expected: what is known to fail, or None.
    """

    layer: str
    name: str
    expected: Expected | None
    _run: Callable[[frozenset[str]], Report]

    def __call__(self) -> Report:
        """Run the check; a known failure and a check that does not apply come back in silence.

        Raises:
            AssertionError: with the finding's message; also when a known failure does not happen.
        """
        __tracebackhide__ = True
        report, outcome = self.outcome()
        if outcome.is_failure:
            raise AssertionError(outcome.text)
        return report

    def outcome(self) -> tuple[Report, Outcome]:
        """Run the check and raise nothing."""
        return weigh(self._run, self.name, self.expected)


def bind_checks(
    layer: Any,
    inputs: tuple[Any, ...] | None,
    checks: Iterable[str] | None,
    seed: int,
    expected_failures: ExpectedFailures | None,
    details: Mapping[str, Any],
    loaded: Loaded,
) -> Iterator[LayerCheck]:
    """The checks of one layer, and one that fails for each plugin that could not be loaded.

    Raises:
        ArgumentError: a check is unknown.
    """
    known = [check.name for check in loaded.checks]
    asked = known if checks is None else as_names(checks, "checks")
    names = [_require(name, known, "checks") for name in ((asked,) if isinstance(asked, str) else asked)]
    expected: dict[str, str] = dict(layer.expected_failures) if isinstance(layer, Entry) else {}
    own = expected_failures(layer) if callable(expected_failures) else expected_failures
    require(
        own is None or are_named(own, lambda reason: isinstance(reason, str)),
        "expected_failures",
        own,
        'a reason for each check, as in {"gradient": "known"}',
    )
    expected |= own or {}
    for name in expected:
        if name != ANY:
            _require(check_of(name), known, "expected_failures")
    for name in names:
        run = partial(_run, layer, inputs, name, seed, details, loaded)
        yield LayerCheck(_name_of(layer, details), name, expected_of(expected, name), run)
    for broken in loaded.broken:
        name = f"broken.{broken.label}"
        yield LayerCheck(_name_of(layer, details), name, None, partial(_raise, str(broken)))


def _run(
    layer: Any,
    inputs: tuple[Any, ...] | None,
    check: str,
    seed: int,
    details: Mapping[str, Any],
    loaded: Loaded,
    without: frozenset[str] = frozenset(),
) -> Report:
    common: dict[str, Any] = {
        "checks": (check,),
        "seed": seed,
        "available": loaded.checks,
        "adapters": loaded.adapters,
        "translators": loaded.translators,
        "without": without,
    }
    if isinstance(layer, Entry):
        return check_entry(layer, **common)
    if isinstance(layer, Case):
        return check_layer(cases=layer, **{**common, **details})
    return check_layer(layer, inputs, **{**common, **details})


def _raise(text: str, without: frozenset[str] = frozenset()) -> Report:
    raise AssertionError(text)


def _require(name: str, known: list[str], where: str) -> str:
    if name in known:
        return name
    hint = did_you_mean(name, known)
    raise ArgumentError(f"{where} names {name!r}, but no check is called that; {hint}")


def _name_of(layer: Any, details: Mapping[str, Any]) -> str:
    stated = details.get("name")
    if isinstance(stated, str) and stated:
        return stated
    if isinstance(layer, Entry):
        return layer.name
    target = layer.layer if isinstance(layer, Case) else layer
    return target.__name__ if isinstance(target, type) else type(target).__name__
