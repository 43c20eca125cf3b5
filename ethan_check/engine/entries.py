"""Verifying a layer that is registered: its options are those of its entry."""

from __future__ import annotations

from collections.abc import Iterable

from ethan_check.cases.choose import choose_source
from ethan_check.cases.fitted_contract import fitted_contract
from ethan_check.cases.pool import SubjectPool
from ethan_check.checks.base import Check
from ethan_check.engine.aggregate import nothing_ran
from ethan_check.engine.verify import check_layer
from ethan_check.result import Report
from ethan_check.subject.conventions.adapter import Adapter
from ethan_check.subject.options import LayerOptions
from ethan_core.errors import ArgumentError
from ethan_core.registry import Entry

__all__ = ["check_entry", "prepare"]


def check_entry(
    entry: Entry,
    *,
    checks: Iterable[str | Check] | None = None,
    seed: int = 0,
    available: Iterable[Check] | None = None,
    adapters: Iterable[Adapter] = (),
    shrink: bool = True,
    explain: bool = False,
    certificate: float | None = None,
) -> Report:
    """Verify a registered layer; its known failures are the caller's business.

    Args:
        checks, seed, available, adapters, shrink, explain: as in `check_layer`.
        certificate: what is demanded of layers whose registration demands nothing else.

    >>> from ethan_core.fn import Relu
    >>> check_entry(Entry("relu.v1", Relu), checks=["shapes"]).verdict
    'pass'
    """
    try:
        options = LayerOptions.stated({"certificate": certificate, **entry.options}, adapters)
        return check_layer(
            entry.target,
            name=entry.name,
            contract=entry.contract,
            cases=entry.cases,
            checks=checks,
            seed=seed,
            available=available,
            shrink=shrink,
            explain=explain,
            certificate=options.certificate,
            **options.keywords,
        )
    except ArgumentError as error:
        chosen = [check if isinstance(check, str) else check.name for check in checks or ("shapes",)]
        message = f"{entry.name}: its registration cannot be used: {error} ({entry.place})"
        return nothing_ran(entry.name, message, chosen, seed)


def prepare(entry: Entry, *, seed: int = 0, adapters: Iterable[Adapter] = ()) -> SubjectPool:
    """The subjects of a registered layer, before any check.

    Raises:
        LayerFault: the layer cannot be made.
        EthanError: its registration cannot be used.

    >>> from ethan_core.fn import Relu
    >>> prepare(Entry("relu.v1", Relu)).subject(0).targets
    {'X': 'dL_dX'}
    """
    options = LayerOptions.stated(entry.options, adapters)
    contract = entry.contract or fitted_contract(entry.target, entry.cases, seed, options)
    source = choose_source(entry.target, None, contract, entry.cases, seed, options)
    return SubjectPool(entry.name, source, contract, seed, options)
