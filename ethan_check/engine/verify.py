"""Runs checks on cases and makes a report. It knows none of its callers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ethan_check.cases.choose import choose_source
from ethan_check.cases.fitted_contract import fitted_contract
from ethan_check.cases.pool import SubjectPool
from ethan_check.checks import builtin_checks
from ethan_check.checks.base import Check
from ethan_check.engine.run import Run
from ethan_check.result import Finding, Report
from ethan_check.subject.conventions import convention_names
from ethan_check.subject.conventions.adapter import Adapter
from ethan_check.subject.execution.faults import LayerFault
from ethan_core.case import Case, CaseLike
from ethan_core.contract import Contract, Reduction
from ethan_core.errors import ArgumentError
from ethan_core.registry import Entry

__all__ = ["check_entry", "check_layer", "prepare"]


def check_layer(
    layer: Any = None,
    inputs: tuple[Any, ...] | None = None,
    *,
    name: str | None = None,
    contract: Contract | None = None,
    cases: Iterable[CaseLike] | CaseLike | None = None,
    checks: Iterable[str | Check] | None = None,
    seed: int = 0,
    convention: str | None = None,
    reduction: Reduction | Mapping[str, Reduction] | None = None,
    dtype: str | None = None,
    frozen: Iterable[str] = (),
    adapters: Iterable[Adapter] = (),
    available: Iterable[Check] | None = None,
    shrink: bool = True,
) -> Report:
    """Verify a layer's backward pass.

    Args:
        layer: an object with a forward and a backward; or, with `cases` that are constructor
            arguments, the class. May be left out when the cases bring their own layers.
        inputs: the arguments of forward, as a tuple of arrays. Without them, cases are drawn from the
            contract.
        name: what to call the layer in messages; its class's name by default.
        contract: what the layer promises; by default its own `contract` attribute.
        cases: constructor arguments, ready `Case(layer, inputs)`, or a rule that takes a
            `numpy.random.Generator` and returns a Case.
        checks: which checks to run, by name; all of them by default.
        seed: the same seed draws the same cases.
        convention: how backward is called, such as `"plain"`; found out by default.
        reduction: how parameter gradients are reduced over the batch: one word, or one for each name.
        dtype: for layers that do not mix float32 with float64: `"float64"` makes the layer's own arrays so;
            `"float32"` runs it in float32 alone.
        frozen: the names of parameters that are not trained, so that no gradient is owed for them.
        adapters: further conventions.
        available: the checks to choose from, if not the ones that Ethan brings.
        shrink: whether to look for the smallest case that fails, with about 150 further tries.

    Returns:
        A report; it never raises for a mistake of the layer.

    Raises:
        ArgumentError: a check or convention is unknown, or there is nothing to draw cases from.

    >>> import numpy as np
    >>> class Square:
    ...     def forward(self, x): self.x = x; return x * x
    ...     def backward(self, g): return self.x * g
    >>> report = check_layer(Square(), inputs=(np.array([[0.5, -1.5]]),), checks=["gradient"])
    >>> report.verdict, report.findings[0].target
    ('fail', 'dL_dX')
    """
    _require_convention(convention, adapters := tuple(adapters))
    name = name or _name_of(layer, cases)
    chosen = _choose(checks, available)
    options: dict[str, Any] = {
        "convention": convention,
        "reduction": reduction,
        "dtype": dtype,
        "frozen": tuple(frozen),
        "adapters": adapters,
    }
    try:
        if contract is None and inputs is None:
            contract = fitted_contract(layer, cases, seed, **options)
        source = choose_source(layer, inputs, contract, cases, seed, **options)
    except LayerFault as fault:
        return _nothing_ran(name, f"{name}: {fault}", [check.name for check in chosen], seed)
    return Run(SubjectPool(name, source, contract, seed, options), shrink).report(chosen)


def check_entry(
    entry: Entry,
    *,
    checks: Iterable[str | Check] | None = None,
    seed: int = 0,
    available: Iterable[Check] | None = None,
    adapters: Iterable[Adapter] = (),
    shrink: bool = True,
) -> Report:
    """Verify a registered layer; its known failures are the caller's business.

    >>> from ethan_core.fn import Relu
    >>> check_entry(Entry("relu.v1", Relu), checks=["shapes"]).verdict
    'pass'
    """
    try:
        _require_options(entry, adapters := tuple(adapters))
        return check_layer(
            entry.target,
            name=entry.name,
            contract=entry.contract,
            cases=entry.cases,
            checks=checks,
            seed=seed,
            adapters=adapters,
            available=available,
            shrink=shrink,
            **entry.options,
        )
    except ArgumentError as error:
        chosen = [check if isinstance(check, str) else check.name for check in checks or ("shapes",)]
        message = f"{entry.name}: its registration cannot be used: {error} ({entry.place})"
        return _nothing_ran(entry.name, message, chosen, seed)


def prepare(entry: Entry, *, seed: int = 0, adapters: Iterable[Adapter] = ()) -> SubjectPool:
    """The subjects of a registered layer, before any check.

    Raises:
        LayerFault: the layer cannot be made.
        EthanError: its registration cannot be used.

    >>> from ethan_core.fn import Relu
    >>> prepare(Entry("relu.v1", Relu)).subject(0).targets
    {'X': 'dL_dX'}
    """
    _require_options(entry, adapters := tuple(adapters))
    options: dict[str, Any] = {
        "convention": None,
        "reduction": None,
        "dtype": None,
        "frozen": (),
        **entry.options,
        "adapters": tuple(adapters),
    }
    contract = entry.contract or fitted_contract(entry.target, entry.cases, seed, **options)
    source = choose_source(entry.target, None, contract, entry.cases, seed, **options)
    return SubjectPool(entry.name, source, contract, seed, options)


_OPTIONS = ("convention", "reduction", "dtype", "frozen")


def _require_options(entry: Entry, adapters: tuple[Adapter, ...]) -> None:
    unknown = sorted(set(entry.options) - set(_OPTIONS))
    if unknown:
        raise ArgumentError(f"{unknown[0]!r} is no option; expected one of {', '.join(_OPTIONS)}")
    _require_convention(entry.options.get("convention"), adapters)


def _require_convention(convention: str | None, adapters: tuple[Adapter, ...]) -> None:
    known = dict.fromkeys((*(adapter.name for adapter in adapters), *convention_names()))
    if convention is not None and convention not in known:
        raise ArgumentError(f"convention {convention!r} is unknown; expected one of {', '.join(known)}")


def _nothing_ran(name: str, message: str, checks: Iterable[str], seed: int) -> Report:
    """Every check asked for is an error with the same cause."""
    findings = tuple(Finding(check=check, verdict="error", message=message) for check in checks)
    return Report(layer=name, findings=findings, seed=seed)


def _choose(checks: Iterable[str | Check] | None, available: Iterable[Check] | None) -> tuple[Check, ...]:
    known = {check.name: check for check in (available if available is not None else builtin_checks())}
    if checks is None:
        return tuple(known.values())
    if isinstance(checks, str):
        checks = (checks,)
    chosen = []
    for check in checks:
        if isinstance(check, str):
            if check not in known:
                raise ArgumentError(f"check {check!r} is unknown; expected one of {', '.join(known)}")
            check = known[check]
        chosen.append(check)
    return tuple(chosen)


def _name_of(layer: Any, cases: Any) -> str:
    if layer is not None:
        own = getattr(layer, "__name__", None)  # Classes and functions have one.
        return own if isinstance(own, str) else type(layer).__name__
    first = next(iter(cases), None) if isinstance(cases, list | tuple) else cases
    return type(first.layer).__name__ if isinstance(first, Case) else "layer"
