"""Layers by the module that holds them: `package.module` or `package.module:Name`."""

from __future__ import annotations

import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

from ethan_check.loading.found_layers import FoundLayers, NothingFound, home_of, is_within
from ethan_check.loading.function_pairs import FunctionPair, function_pairs
from ethan_check.loading.loss_functions import LossAndGradient, returns_loss_and_gradient
from ethan_check.loading.module_scan import (
    derived_entry,
    framework_things,
    layer_classes,
    offer_classes,
    pair_entry,
    thing_entry,
)
from ethan_check.subject.frameworks import foreign_layer
from ethan_core.errors import RegistrationError
from ethan_core.registry import Entry, Registry
from ethan_core.suggest import close_names, did_you_mean

__all__ = ["Source", "find_layers", "import_source", "named_target", "registered_target"]

_SYNTAX = re.compile(r"(?P<module>[^\W\d]\w*(\.[^\W\d]\w*)*)(:(?P<name>[\w.\-]+))?")

_first_registered: WeakKeyDictionary[ModuleType, frozenset[str]] = WeakKeyDictionary()
"""What the first import of a module registered: a second import registers nothing."""


@dataclass(frozen=True)
class Source:
    """A module, and perhaps one layer in it.

    >>> Source.parse("package.module:Linear")
    Source(module='package.module', name='Linear')
    """

    module: str
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> Source:
        """Read `module` or `module:name`.

        Raises:
            RegistrationError: it is neither.
        """
        match = _SYNTAX.fullmatch(text.strip())
        if match is None or text.endswith(".py"):
            raise RegistrationError("expected package.module or package.module:Name, not a file or a pattern")
        return cls(match["module"], match["name"] or "")

    def __str__(self) -> str:
        return f"{self.module}:{self.name}" if self.name else self.module


def find_layers(
    source: Source,
    registry: Registry,
    owner: Callable[[Entry], str | None],
    *,
    offers_unregistered: bool = True,
) -> FoundLayers:
    """Import a source and say which layers it names.

    Layers that the module has registered count first, then those that its import registered from
    elsewhere. What it defines beside them is offered, too, each under a derived name that ends in `.v0`.

    Args:
        registry: where the import registers.
        owner: the distribution with entry points that an entry belongs to, if any.
        offers_unregistered: whether classes that are not registered count.

    Raises:
        NothingFound: the module holds no layer.
        RegistrationError: there is no such module or layer; the message shows what comes close.
        Exception: whatever the module raises while it is imported.

    >>> from ethan_core.registry import default_registry
    >>> source = Source("ethan_core.fn.relu")
    >>> [entry.name for entry in find_layers(source, default_registry, lambda entry: None).entries]
    ['relu.v1']
    """
    before = set(registry.names())
    module = import_source(source.module)
    if module not in _first_registered:
        _first_registered[module] = frozenset(set(registry.names()) - before)
    entries = tuple(entry for entry in registry if is_within(home_of(entry), source.module)) or tuple(
        entry for entry in registry if entry.name in _first_registered[module] and owner(entry) is None
    )
    if source.name:
        return FoundLayers((_entry_of(source, module, entries),))
    if not offers_unregistered:
        return FoundLayers(entries)
    try:
        offered = offer_classes(module, entries)
    except NothingFound:
        if not entries:
            raise
        return FoundLayers(entries)
    return FoundLayers((*entries, *offered.entries), offered.skipped)


def import_source(name: str) -> ModuleType:
    """Import a module.

    Raises:
        RegistrationError: there is none of that name; the message shows what comes close.
        Exception: whatever it raises.

    >>> import_source("ethan_core.reference").__name__
    'ethan_core.reference'
    """
    before = set(sys.modules)
    try:
        return import_module(name)
    except BaseException as error:
        if not (isinstance(error, ModuleNotFoundError) and error.name and is_within(name, error.name)):
            _forget_partial_import(name, before)
            raise
        parent = error.name.rpartition(".")[0]
        close = close_names(error.name, _neighbours(parent))
        hint = (
            f"did you mean {' or '.join(close)}?" if close else "is its folder on sys.path (ini pythonpath)?"
        )
        raise RegistrationError(f"there is no module {error.name!r}; {hint}") from None


def _forget_partial_import(name: str, before: set[str]) -> None:
    """Let the next import fail in the same way, and not find what there is of a package that went wrong."""
    top = name.partition(".")[0]
    for module in set(sys.modules) - before:
        if is_within(module, top):
            del sys.modules[module]


def _neighbours(parent: str) -> Iterator[str]:
    path: Iterable[str] | None = None
    if parent:
        path = getattr(sys.modules.get(parent), "__path__", ())
    for module in pkgutil.iter_modules(path, f"{parent}." if parent else ""):
        yield module.name


def registered_target(source: Source, target: Any, entries: Iterable[Entry]) -> Entry | None:
    """The entry that a source names, by registered name or by what is registered, or None.

    >>> entries = [Entry("mine.v1", dict)]
    >>> registered_target(Source("package", "mine.v1"), None, entries) is entries[0]
    True
    """
    named = (entry for entry in entries if entry.name == source.name)
    same = (entry for entry in entries if target is not None and entry.target is target)
    return next(named, None) or next(same, None)


def named_target(source: Source, module: ModuleType, entries: Iterable[Entry] = ()) -> Any:
    """What a module holds under the name of a source: a class, a function, or a pair of functions.

    Raises:
        RegistrationError: nothing of that name; the message shows what comes close.

    >>> named_target(Source("ethan_core.fn.relu", "Relu"), import_source("ethan_core.fn.relu"))
    <class 'ethan_core.fn.relu.Relu'>
    """
    target: Any = module
    for part in source.name.split("."):
        target = getattr(target, part, None)
    pairs = function_pairs(module)
    if target is None:
        target = pairs.get(source.name)
    if target is None:
        known = [entry.name for entry in entries] + [name for name, _ in layer_classes(module)] + list(pairs)
        known += [name for name, _ in framework_things(module)]
        hint = did_you_mean(source.name, known)
        raise RegistrationError(f"module {source.module!r} has no layer {source.name!r}; {hint}")
    if inspect.isfunction(target) and returns_loss_and_gradient(target):
        target = LossAndGradient(target)
    return next((pair for pair in pairs.values() if pair.forward is target), target)


def _entry_of(source: Source, module: ModuleType, entries: tuple[Entry, ...]) -> Entry:
    found = registered_target(source, getattr(module, source.name, None), entries)
    if found is not None:
        return found
    target = named_target(source, module, entries)
    if isinstance(target, FunctionPair | LossAndGradient):
        return pair_entry(target)
    if inspect.isclass(target):
        return derived_entry(target)
    if foreign_layer(target) is not None:
        return thing_entry(source.name, target)
    raise RegistrationError(
        f"{source.name!r} is no registered layer, no class and no function with its backward beside it"
    )
