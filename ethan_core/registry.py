"""Names of layers and what is known about each: the registry, and discovery through entry points."""

from __future__ import annotations

import inspect
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, overload

from ethan_core.arguments import are_named, require, shown
from ethan_core.case import CaseLike
from ethan_core.contract import Contract
from ethan_core.errors import RegistrationError, UnknownLayerError
from ethan_core.suggest import did_you_mean

__all__ = ["Entry", "Registry", "default_registry", "loading_from", "register"]

Target = TypeVar("Target", bound=Callable[..., Any])

_NAME = re.compile(r"[a-z0-9_][a-z0-9_.\-]*\.v[0-9]+")
_distribution: ContextVar[str | None] = ContextVar("ethan_distribution", default=None)


@dataclass(frozen=True)
class Entry:
    """What is known about one registered layer.

    Args:
        name: a versioned name such as `conv2d.v1`. The version rises when the answers change.
        target: the class, or a factory, that makes the layer.
        cases: constructor arguments, ready cases, or rules that draw them; see `CaseLike`.
        contract: what the layer promises; None when nothing is declared.
        expected_failures: `{check: reason}` for failures that are known. Strict: a check that
            passes although its failure is expected is itself a failure.
        options: further keyword arguments for `check_layer`, such as `convention`.
        source_file, source_line: where the target is defined; line numbers start at 1.
        distribution: the installed distribution that registered it, or None.
        registered_in: the module whose code registered it, which need not be the one that defines it.
    """

    name: str
    target: Callable[..., Any]
    cases: tuple[CaseLike, ...] = ({},)
    contract: Contract | None = None
    expected_failures: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    source_file: str = ""
    source_line: int = 0
    distribution: str | None = None
    registered_in: str = ""

    @property
    def place(self) -> str:
        """Where the layer comes from, for a person: file, line and distribution."""
        origin = f" ({self.distribution})" if self.distribution else ""
        return f"{self.source_file or '<unknown file>'}:{self.source_line}{origin}"


class Registry:
    """Entries by name, always in the order of their names.

    >>> registry = Registry()
    >>> @registry.register("double.v1")
    ... class Double:
    ...     def forward(self, x): return 2 * x
    ...     def backward(self, g): return 2 * g
    >>> registry.names()
    ('double.v1',)
    """

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    @overload
    def register(self, name: str, target: None = None, **details: Any) -> Callable[[Target], Target]: ...
    @overload
    def register(self, name: str, target: Target, **details: Any) -> Target: ...

    def register(
        self,
        name: str,
        target: Any = None,
        *,
        cases: Iterable[CaseLike] | CaseLike = ({},),
        contract: Contract | None = None,
        expected_failures: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Any:
        """Register a layer, as a decorator or as a call.

        Args:
            name: a versioned name: `mylayer.v1`.
            target: the class or factory; leave it out to use the result as a decorator.
            cases: what to check it on: mappings of constructor arguments (inputs then follow from
                the contract), `Case(layer, inputs)`, or callables that take a
                `numpy.random.Generator` and return a Case.
            contract: what the layer promises; by default the target's own `contract` attribute. None
                where that is a property: it depends on the configuration, and each layer has its own.
            expected_failures: `{check: reason}`.
            **options: passed on to the checker, such as `convention="plain"`.

        Raises:
            RegistrationError: the name is misspelt or taken, or the cases are unusable.
        """
        if target is None:
            return lambda actual: self.register(
                name,
                actual,
                cases=cases,
                contract=contract,
                expected_failures=expected_failures,
                **options,
            )
        require(
            expected_failures is None or are_named(expected_failures),
            f"layer {shown(name)}: expected_failures",
            expected_failures,
            'a reason for each check, as in {"gradient": "known"}',
            RegistrationError,
        )
        file, line = _source(target)
        declared = contract if contract is not None else _declared_contract(target)
        self.add(
            Entry(
                name=name,
                target=target,
                cases=_as_cases(name, cases),
                contract=declared if isinstance(declared, Contract) else None,
                expected_failures=dict(expected_failures or {}),
                options=options,
                source_file=file,
                source_line=line,
                distribution=_distribution.get(),
                registered_in=_registering_module(),
            )
        )
        return target

    def add(self, entry: Entry) -> None:
        """Take an entry that is already made.

        Raises:
            RegistrationError: its name is misspelt, or another entry has it.
        """
        if not isinstance(entry.name, str) or not _NAME.fullmatch(entry.name):
            raise RegistrationError(
                f"layer name {shown(entry.name)}: expected lower-case letters, digits, dots, dashes or "
                "underscores, and a version at the end, as in 'conv2d.v1'"
            )
        taken = self._entries.get(entry.name)
        if taken is not None:
            raise RegistrationError(
                f"layer name {entry.name!r} is registered twice: at {taken.place} and at {entry.place}; "
                "rename one of them or raise its version"
            )
        if not callable(entry.target):
            raise RegistrationError(
                f"layer {entry.name!r}: {type(entry.target).__name__} is neither a class nor a factory"
            )
        self._entries[entry.name] = entry

    def get(self, name: str) -> Entry:
        """The entry of that name.

        Raises:
            UnknownLayerError: there is none; the message shows the names that come close.
        """
        try:
            return self._entries[name]
        except KeyError:
            hint = did_you_mean(name, self._entries)
            raise UnknownLayerError(f"no layer is registered as {name!r}; {hint}") from None

    def names(self) -> tuple[str, ...]:
        """All names, sorted."""
        return tuple(sorted(self._entries))

    def __iter__(self) -> Iterator[Entry]:
        return (self._entries[name] for name in self.names())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries


default_registry = Registry()
"""Where `register` puts layers and where the checker looks."""

register = default_registry.register


@contextmanager
def loading_from(distribution: str | None) -> Iterator[None]:
    """Entries registered inside this block belong to the given distribution."""
    token = _distribution.set(distribution)
    try:
        yield
    finally:
        _distribution.reset(token)


def _as_cases(name: str, cases: Iterable[CaseLike] | CaseLike) -> tuple[CaseLike, ...]:
    if isinstance(cases, Mapping) or callable(cases) or hasattr(cases, "layer"):
        cases = (cases,)  # type: ignore[assignment]
    try:
        result: tuple[CaseLike, ...] = tuple(cases)  # type: ignore[arg-type]
    except Exception:  # An array of a single number says that it can be gone through.
        expected = "constructor arguments, cases, or rules that draw them, in a list"
        raise RegistrationError(
            f"layer {shown(name)}: cases is {shown(cases)}, expected {expected}"
        ) from None
    for case in result:
        if not (isinstance(case, Mapping) or callable(case) or hasattr(case, "layer")):
            raise RegistrationError(
                f"layer {name!r}: a case is {shown(case)}, expected constructor arguments as a mapping, "
                "a Case, or a callable that takes a generator and returns a Case"
            )
    if not result:
        raise RegistrationError(f"layer {name!r}: cases is empty, so nothing would be checked")
    return result


def _declared_contract(target: Any) -> Any:
    try:
        return getattr(target, "contract", None)
    except KeyboardInterrupt:
        raise
    except BaseException:  # It will raise again where the layer is judged, and be told there.
        return None


def _source(target: Any) -> tuple[str, int]:
    try:
        unwrapped = inspect.unwrap(target)
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # The source is parsed, and it is not for us to warn of what it says.
            return inspect.getsourcefile(unwrapped) or "", inspect.getsourcelines(unwrapped)[1]
    except KeyboardInterrupt:
        raise
    except BaseException:  # There is none; or the class raises where it is asked for its own name.
        return "", 0


def _registering_module() -> str:
    frame = sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", ""))
