"""Layer classes that nobody has registered: which of them can be checked as they are."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType

from ethan_check.discovery.found import Found, NothingFound, is_within
from ethan_core.errors import RegistrationError
from ethan_core.registry import Entry, Registry

__all__ = ["derived_entry", "layer_classes", "offer_classes"]


def offer_classes(module: ModuleType) -> Found:
    """The classes that a module defines and that look like layers, as entries.

    Raises:
        NothingFound: there is none that can be constructed without arguments.
    """
    entries, left_out = [], []
    for _, cls in sorted(layer_classes(module)):
        try:
            entries.append(derived_entry(cls))
        except RegistrationError as error:
            left_out.append(str(error))
    if not entries:
        raise NothingFound("; ".join(left_out) or _empty(module))
    return Found(tuple(entries), tuple(left_out))


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
    return any(
        all(callable(getattr(cls, method, None)) for method in pair)
        for pair in (("forward", "backward"), ("value", "gradient"))
    )


def derived_entry(cls: type) -> Entry:
    place = f"{cls.__module__}.{cls.__name__}"
    if not _looks_like_a_layer(cls):
        raise RegistrationError(f"{place} has neither forward and backward nor value and gradient")
    if inspect.isabstract(cls):
        raise RegistrationError(f"{place} is abstract")
    needed = _required_arguments(cls)
    if needed:
        arguments = ", ".join(f"'{name}': ..." for name in needed)
        raise RegistrationError(
            f"{place} cannot be constructed without {', '.join(needed)}; register it with cases, as in "
            f"@ethan_core.register('{cls.__name__.lower()}.v1', cases=[{{{arguments}}}])"
        )
    scratch = Registry()
    scratch.register(f"{cls.__name__.lower()}.v0", cls)
    (entry,) = scratch
    return replace(entry, registered_in=cls.__module__)


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
    ]


def _empty(module: ModuleType) -> str:
    inner = [
        found.name for found in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{module.__name__}.")
    ]
    hint = f"; it is a package, so name one of its modules: {', '.join(inner[:5])}" if inner else ""
    return f"module {module.__name__!r} registers no layer and defines none{hint}"
