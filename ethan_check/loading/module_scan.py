"""Layer classes and functions that nobody has registered: which can be judged as they are."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

from ethan_check.cases.construct import SUPPLIED
from ethan_check.loading.base_classes import why_a_base
from ethan_check.loading.dictionary_arguments import without_dictionaries
from ethan_check.loading.found_layers import FoundLayers, NothingFound, Skipped, Unusable, is_within
from ethan_check.loading.function_pairs import ConstantFactory, FunctionPair, function_pairs
from ethan_check.loading.loss_functions import LossAndGradient, loss_functions
from ethan_check.loading.mode_arguments import in_both_modes
from ethan_check.loading.registered_things import RegisteredThings
from ethan_check.subject.conventions import looks_like_a_layer
from ethan_check.subject.frameworks import foreign_layer
from ethan_core.registry import Entry, Registry

__all__ = ["derived_entry", "framework_things", "layer_classes", "offer_classes", "pair_entry", "thing_entry"]


def offer_classes(module: ModuleType, registered: Iterable[Entry] = ()) -> FoundLayers:
    """The classes and functions that a module defines and that look like layers, as entries.

    Args:
        registered: entries that are judged already; what they are about is not offered again, nor are the
            classes that they inherit from.

    Raises:
        NothingFound: there is nothing of the kind.
    """
    known = RegisteredThings(registered)
    entries, skipped = [], []
    for name, cls in sorted(layer_classes(module)):
        if known.includes(cls):
            continue
        source = f"{module.__name__}:{name}"
        if base := why_a_base(cls) or known.why_a_base(cls):
            skipped.append(Skipped(f"{cls.__module__}.{name} is {base}", cls, source, is_base=True))
            continue
        try:
            entries.append(derived_entry(cls))
        except Unusable as why:
            skipped.append(Skipped(str(why), cls, source))
    things = dict(framework_things(module))
    held = {id(one) for thing in things.values() for one in getattr(thing, "__dict__", {}).values()}
    pairs = {
        name: pair
        for name, pair in function_pairs(module).items()
        if not held & set(map(id, vars(pair).values()))
    }
    entries += [
        thing_entry(name, thing) for name, thing in sorted(things.items()) if not known.includes(thing)
    ]
    entries += [pair_entry(pair) for _, pair in sorted(pairs.items()) if not known.includes(pair.forward)]
    paired = {pair.forward for pair in pairs.values()}
    losses = [loss for loss in loss_functions(module) if loss.origin not in paired]
    entries += [pair_entry(loss) for loss in losses if not known.includes(loss.origin)]
    single = sorted(_functions(module, pairs.values()))
    entries += [_entry_of_function(one, one, name) for name, one in single if not known.includes(one)]
    if not entries and not skipped:
        raise NothingFound(_empty(module))
    return FoundLayers(tuple(entries), tuple(skipped))


def framework_things(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """The objects of a framework's that a module makes and a plugin translates: functions with a rule."""
    for name, value in vars(module).items():
        foreign = None if inspect.isclass(value) else foreign_layer(value)
        if foreign is not None and foreign.is_made:
            home = getattr(value, "__module__", None)
            if isinstance(home, str) and is_within(home, module.__name__):
                yield name, value


def thing_entry(name: str, thing: Any) -> Entry:
    """The entry of a framework's object, under the name that its module has for it."""
    entry = _entry_of_function(thing, ConstantFactory(thing), name)
    return replace(entry, registered_in=str(thing.__module__))


def layer_classes(module: ModuleType) -> Iterator[tuple[str, type]]:
    for name, value in vars(module).items():
        if (
            inspect.isclass(value)
            and name == value.__name__
            and is_within(value.__module__, module.__name__)
            and not getattr(value, "_is_protocol", False)
            and _is_layer_class(value)
        ):
            yield name, value


def _is_layer_class(cls: type) -> bool:
    """Whether its objects can be read, or are a framework's that a plugin translates."""
    return looks_like_a_layer(cls) or foreign_layer(cls) is not None


def derived_entry(cls: type) -> Entry:
    """The entry of a class under a derived name, to be constructed without arguments.

    Raises:
        Unusable: it is no layer, it is abstract, or its constructor needs arguments.
    """
    place = f"{cls.__module__}.{cls.__name__}"
    if not _is_layer_class(cls):
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
    return in_both_modes(replace(entry, registered_in=cls.__module__), cls)


def pair_entry(pair: FunctionPair | LossAndGradient) -> Entry:
    """The entry of a pair of functions, or of one that returns a loss and its gradient."""
    if isinstance(pair, LossAndGradient):
        return _entry_of_function(pair, pair.origin, pair.__name__)
    return _entry_of_function(without_dictionaries(pair), pair.forward, pair.__name__)


def _entry_of_function(layer: Any, function: Any, name: str) -> Entry:
    scratch = Registry()
    scratch.register("forward.v0", function)
    (found,) = scratch
    return replace(
        found,
        name=f"{name.lower()}.v0",
        target=ConstantFactory(layer),
        registered_in=str(function.__module__),
    )


def _functions(module: ModuleType, pairs: Iterable[FunctionPair]) -> Iterator[tuple[str, Any]]:
    """The functions that a module defines and that are layers on their own: they return their backward."""
    paired = {id(function) for pair in pairs for function in (pair.forward, pair.backward)}
    for name, value in vars(module).items():
        if inspect.isfunction(value) and name == value.__name__ and not name.startswith("_"):
            own = is_within(value.__module__, module.__name__) and id(value) not in paired
            if own and looks_like_a_layer(value):
                yield name, value


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
    return f"module {module.__name__!r} registers no layer and defines none"
