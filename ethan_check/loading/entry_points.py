"""Entry points of installed distributions: whose they are, and which layers they bring."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from types import ModuleType

from ethan_check.loading.found_layers import FoundLayers, NothingFound, home_of, top_package
from ethan_check.loading.load_error import LoadError, one_line
from ethan_check.loading.module_scan import derived_entry, offer_classes
from ethan_check.subject.execution.interruptions import is_from_keyboard
from ethan_check.subject.execution.read_attributes import attribute
from ethan_core.errors import RegistrationError
from ethan_core.plain_text import plain_line
from ethan_core.registry import Entry, Registry

__all__ = ["distribution_of", "errors_recorded", "is_parsable", "layers_of_entry_point", "unparsable"]


def distribution_of(point: metadata.EntryPoint) -> str:
    """The name of the distribution that brings an entry point; empty when there is none.

    >>> distribution_of(metadata.EntryPoint("mine", "package.layers", "ethan.layers"))
    ''
    """
    name = attribute(point.dist, "name")  # Of a distribution without metadata it is None, or cannot be read.
    return name if isinstance(name, str) else ""


def is_parsable(point: metadata.EntryPoint) -> bool:
    """Whether the value of an entry point names an object at all.

    >>> [is_parsable(metadata.EntryPoint("mine", value, "ethan.layers")) for value in ("package:x", "-", "")]
    [True, False, False]
    """
    return bool(attribute(point, "module"))


def unparsable(point: metadata.EntryPoint) -> LoadError:
    """What to say of an entry point that names no object.

    >>> unparsable(metadata.EntryPoint("mine", "no module", "ethan.layers")).message
    "its value is 'no module', expected package.module or package.module:name"
    """
    message = f"its value is {plain_line(point.value)!r}, expected package.module or package.module:name"
    return LoadError(point.group, point.name, distribution_of(point), message)


@contextmanager
def errors_recorded(point: metadata.EntryPoint, errors: list[LoadError]) -> Iterator[None]:
    """Append whatever an entry point raises to a list, as a `LoadError`.

    >>> errors = []
    >>> with errors_recorded(metadata.EntryPoint("mine", "package.layers", "ethan.layers"), errors):
    ...     raise ValueError("too short")
    >>> errors[0].name, errors[0].message.partition(" (")[0]
    ('mine', 'ValueError: too short')
    """
    try:
        yield
    except BaseException as error:  # a module may call sys.exit or pytest.skip while it is imported
        if is_from_keyboard(error):
            raise
        errors.append(LoadError(point.group, point.name, distribution_of(point), one_line(error)))


def layers_of_entry_point(
    point: metadata.EntryPoint, registry: Registry, owner: Callable[[Entry], str | None]
) -> FoundLayers:
    """Load an entry point of the group `ethan.layers`: a module, a layer's class, or a function.

    Args:
        registry: where its module registers layers when it is imported.
        owner: the distribution that an entry belongs to, if any.

    Raises:
        NothingFound: it brings no layer.
        RegistrationError: it names something else.
        Exception: whatever its module raises.

    >>> from ethan_core.registry import default_registry
    >>> point = metadata.EntryPoint("relu", "ethan_core.fn.relu:Relu", "ethan.layers")
    >>> [entry.name for entry in layers_of_entry_point(point, default_registry, lambda entry: None).entries]
    ['relu.v1']
    """
    target = point.load()
    if inspect.isclass(target):
        registered = tuple(entry for entry in registry if entry.target is target)
        return FoundLayers(registered or (derived_entry(target),))
    if isinstance(target, ModuleType):
        entries = tuple(
            entry
            for entry in registry
            if top_package(home_of(entry)) == top_package(point.module)
            or owner(entry) == distribution_of(point)
        )
        return FoundLayers(entries) if entries else offer_classes(target)
    if not callable(target):
        raise RegistrationError(
            f"{point.value} is a {type(target).__name__}; expected a module, a layer's class, or a "
            "function that takes the registry"
        )
    scratch = Registry()
    target(scratch)
    if not scratch:
        raise NothingFound(f"{point.value} registered no layer in the registry that it was handed")
    return FoundLayers(tuple(scratch))
