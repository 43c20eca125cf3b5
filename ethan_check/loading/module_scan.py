"""Layer classes and pairs of functions that nobody has registered: which can be judged as they are."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType

from ethan_check.cases.construct import SUPPLIED
from ethan_check.loading.found_layers import FoundLayers, NothingFound, Skipped, Unusable, is_within
from ethan_check.subject.conventions.function_pairs import FunctionPair, function_pairs
from ethan_check.subject.conventions.ready import Ready
from ethan_check.subject.conventions.spelling import backward_method, forward_method
from ethan_core.registry import Entry, Registry

__all__ = ["derived_entry", "layer_classes", "offer_classes", "pair_entry"]

_VALUES = ("value", "loss", "forward", "compute", "calculate", "__call__")
_SLOPES = ("gradient", "grad", "derivative", "delta")
_ENTRYWISE = ("fn", "forward", "activate", "__call__")
_DERIVATIVES = ("derivative", "grad", "deriv", "prime")

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def offer_classes(module: ModuleType) -> FoundLayers:
    """The classes that a module defines and that look like layers, and its pairs of functions, as entries.

    Raises:
        NothingFound: there is nothing of the kind.
    """
    entries, left_out = [], []
    for name, cls in sorted(layer_classes(module)):
        try:
            entries.append(derived_entry(cls))
        except Unusable as why:
            left_out.append(Skipped(str(why), cls, f"{module.__name__}:{name}"))
    entries += [pair_entry(pair) for _, pair in sorted(function_pairs(module).items())]
    if not entries and not left_out:
        raise NothingFound(_empty(module))
    return FoundLayers(tuple(entries), tuple(left_out))


def layer_classes(module: ModuleType) -> Iterator[tuple[str, type]]:
    for name, value in vars(module).items():
        if (
            inspect.isclass(value)
            and name == value.__name__
            and is_within(value.__module__, module.__name__)
            and not getattr(value, "_is_protocol", False)
            and _looks_like_a_layer(value)
        ):
            yield name, value


def _looks_like_a_layer(cls: type) -> bool:
    if forward_method(cls) not in (None, "__call__") and backward_method(cls) is not None:
        return True
    if "__call__" in vars(cls) and backward_method(cls) is not None:
        return True
    return any(
        any(_takes(cls, name, count) for name in values) and any(_takes(cls, name, count) for name in slopes)
        for values, slopes, count in ((_VALUES, _SLOPES, 2), (_ENTRYWISE, _DERIVATIVES, 1))
    )


def _takes(cls: type, method: str, count: int) -> bool:
    """Whether a method takes a prediction and a target, or one array alone."""
    held = inspect.getattr_static(cls, method, None)
    function = held.__func__ if isinstance(held, staticmethod | classmethod) else held
    if not inspect.isfunction(function):
        return False
    needed = [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty and parameter.kind in _POSITIONAL
    ]
    return len(needed) - (not isinstance(held, staticmethod)) == count


def derived_entry(cls: type) -> Entry:
    """The entry of a class under a derived name, to be constructed without arguments.

    Raises:
        Unusable: it is no layer, it is abstract, or its constructor needs arguments.
    """
    place = f"{cls.__module__}.{cls.__name__}"
    if not _looks_like_a_layer(cls):
        raise Unusable(f"{place} has neither forward and backward nor value and gradient", cls)
    if inspect.isabstract(cls):
        raise Unusable(
            f"{place} is abstract: {', '.join(sorted(getattr(cls, '__abstractmethods__', ())))}", cls
        )
    needed = _required_arguments(cls)
    if needed:
        raise Unusable(f"{place} cannot be constructed without {', '.join(needed)}", cls)
    scratch = Registry()
    scratch.register(f"{cls.__name__.lower()}.v0", cls)
    (entry,) = scratch
    return replace(entry, registered_in=cls.__module__)


def pair_entry(pair: FunctionPair) -> Entry:
    """The entry of a pair of functions."""
    scratch = Registry()
    scratch.register("forward.v0", pair.forward)
    (found,) = scratch
    return replace(
        found,
        name=f"{pair.__name__.lower()}.v0",
        target=Ready(pair),
        registered_in=str(pair.forward.__module__),
    )


def _required_arguments(cls: type) -> list[str]:
    try:
        parameters = inspect.signature(cls).parameters.values()
    except (TypeError, ValueError):
        return []
    return [
        parameter.name
        for parameter in parameters
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        and parameter.name not in SUPPLIED
    ]


def _empty(module: ModuleType) -> str:
    inner = [
        found.name for found in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{module.__name__}.")
    ]
    hint = f"; it is a package, so name one of its modules: {', '.join(inner[:5])}" if inner else ""
    return f"module {module.__name__!r} registers no layer and defines none{hint}"
