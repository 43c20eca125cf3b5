"""Things of other frameworks: a plugin makes a layer of arrays of them, before anything else is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ethan_check.subject.execution.faults import LayerFault, fault_of
from ethan_check.subject.frameworks import Foreign, foreign_array, foreign_layer
from ethan_core.errors import ArgumentError, EthanError

__all__ = [
    "NO_TRANSLATORS",
    "Translation",
    "Translator",
    "Translators",
    "installed_translators",
    "offer_translators",
    "translation_of",
]


@dataclass(frozen=True)
class Translation:
    """What a plugin makes of one thing.

    Args:
        layer: a layer of numpy's arrays, in any convention.
        inputs: the arrays that it is given in place of the inputs at hand; None: those as they are.
        options: what the framework says about it, as keywords of `check_layer`: `contract` and those of
            `LayerOptions`. What the caller says comes before it.
    """

    layer: Any
    inputs: tuple[Any, ...] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


Translator: TypeAlias = Callable[[Any, "tuple[Any, ...] | None"], Any]
"""Takes a thing and the inputs at hand, if any; returns a layer, a `Translation`, or None."""


@dataclass(frozen=True)
class Translators:
    """Those that are asked, in this order.

    Args:
        known: by the name of the plugin.
        broken: plugins that could not be loaded, one line each: the one that is missing may be among them.
    """

    known: Mapping[str, Translator] = field(default_factory=dict)
    broken: tuple[str, ...] = ()


NO_TRANSLATORS = Translators()

_find: Callable[[], Translators] = lambda: NO_TRANSLATORS  # noqa: E731


def offer_translators(find: Callable[[], Translators]) -> None:
    """Say how the installed plugins are found: the engine, which asks when nobody names any, does not know
    who loads them.
    """
    global _find
    _find = find


def installed_translators() -> Translators:
    """Those of the installed plugins."""
    return _find()


def translation_of(
    thing: Any, inputs: tuple[Any, ...] | None, translators: Translators
) -> Translation | None:
    """What the first plugin that takes a thing makes of it; None where it is none of a framework's.

    A class of which layers are made need not be taken: its objects are.

    Raises:
        ArgumentError: it is a framework's, and nobody takes it; or a plugin raised.
        LayerFault: the thing itself raised while it was looked at.

    >>> class Doubled:
    ...     def forward(self, x): return 2 * x
    ...     def backward(self, g): return 2 * g
    >>> takes_words = Translators({"mine": lambda thing, inputs: Doubled() if thing == "double" else None})
    >>> type(translation_of("double", None, takes_words).layer).__name__
    'Doubled'
    >>> translation_of(Doubled(), None, takes_words) is None
    True
    """
    for name, translator in translators.known.items():
        try:
            answer = translator(thing, inputs)
        except (EthanError, LayerFault):
            raise
        except Exception as error:
            raise ArgumentError(str(fault_of(f"plugin {name!r}: ethan_translate", error))) from None
        if answer is not None:
            return answer if isinstance(answer, Translation) else Translation(answer)
    foreign = foreign_layer(thing) or foreign_array(inputs)
    if foreign is None or (isinstance(thing, type) and foreign.is_made):
        return None
    raise ArgumentError(_not_taken(foreign, translators))


def _not_taken(foreign: Foreign, translators: Translators) -> str:
    broken = [text for text in translators.broken if foreign.distribution in text]
    if broken:
        return f"{foreign.name}: {broken[0]}"
    if any(name.startswith(foreign.distribution) for name in translators.known):
        return f"{foreign.name}: {foreign.distribution} does not take this one; its README says what it takes"
    return f"{foreign.name}: pip install {foreign.distribution}"
