"""Validates a plugin when it registers: all of its hooks before any of them is accepted."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import pluggy

from ethan_check.checks.base import Check
from ethan_check.loading import hookspecs
from ethan_check.subject.conventions.adapter import Adapter
from ethan_core.errors import RegistrationError
from ethan_core.suggest import did_you_mean

__all__ = ["require_adapters", "require_checks", "require_plugin"]

_CHECK_NAME = re.compile(r"[a-z][a-z0-9_.\-]*")
_MAX_VALUE_LENGTH = 60  # characters: about half of a line; what stands around it names plugin and hook
_MOST_ITEMS = 1_000  # checks or adapters of one plugin: ten times what Ethan itself has
_MARK = f"{hookspecs.PROJECT}_impl"


def _hook_arguments() -> Mapping[str, tuple[str, ...]]:
    """The hooks that exist, with the names of their arguments."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    return {
        name: tuple(inspect.signature(function).parameters)
        for name, function in vars(hookspecs).items()
        if manager.parse_hookspec_opts(hookspecs, name) is not None
    }


def require_plugin(plugin: Any, name: str) -> None:
    """Validate a plugin against the hooks that exist.

    A function whose name begins with `ethan_` is taken for a hook implementation: one that is
    misspelt or not marked would otherwise silently never run.

    Raises:
        RegistrationError: every problem, in one line that names the plugin.

    >>> class Misspelt:
    ...     @hookspecs.hookimpl
    ...     def ethan_chekcs(self):
    ...         return []
    >>> require_plugin(Misspelt(), "mine")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    ethan_core.errors.RegistrationError: plugin 'mine': no hook is called ethan_chekcs; did you mean ...
    """
    if inspect.isclass(plugin):
        raise RegistrationError(
            f"plugin {name!r}: {plugin.__name__} is a class; expected an object with hook implementations, "
            "so let the entry point name an instance or a module"
        )
    hooks = _hook_arguments()
    problems, implemented = [], 0
    for attribute in sorted(dir(plugin)):
        function = getattr(plugin, attribute, None)
        if not inspect.isroutine(function):
            continue
        options = getattr(function, _MARK, None)
        if options is None and not attribute.startswith("ethan_"):
            continue
        hook = (options or {}).get("specname") or attribute
        problem = _problem(hook, function, options, hooks)
        if problem:
            problems.append(problem)
        implemented += 1
    if not implemented:
        problems.append(f"it implements no hook; expected one of {', '.join(sorted(hooks))}")
    if problems:
        raise RegistrationError(f"plugin {name!r}: {'; '.join(problems)}")


def _problem(
    hook: str,
    function: Callable[..., Any],
    options: Mapping[str, Any] | None,
    hooks: Mapping[str, Sequence[str]],
) -> str:
    if hook not in hooks:
        if options and options.get("optionalhook"):
            return ""
        return f"no hook is called {hook}; {did_you_mean(hook, hooks)}"
    if options is None:
        return f"{hook} is not marked with @ethan_check.hookimpl, so it would never run"
    unknown = [name for name in inspect.signature(function).parameters if name not in hooks[hook]]
    if unknown:
        offered = ", ".join(hooks[hook]) or "no argument"
        return f"{hook} asks for {', '.join(unknown)}, but the hook hands over {offered}"
    return ""


def require_checks(found: Any, name: str, owners: Mapping[str, str]) -> tuple[Check, ...]:
    """The checks that a plugin returned, once each of them is one.

    Args:
        owners: names of checks that are taken, each with the plugin that brings it.

    Raises:
        RegistrationError: something in there is no check, or its name is misspelt or taken.

    >>> require_checks(7, "mine", {})
    Traceback (most recent call last):
        ...
    ethan_core.errors.RegistrationError: plugin 'mine': ethan_checks returned 7, expected a list of checks
    """
    checks = _items(found, name, "ethan_checks", Check, "name, points and run(subject, rng)")
    for check in checks:
        if not isinstance(check.name, str) or not _CHECK_NAME.fullmatch(check.name):
            raise RegistrationError(
                f"plugin {name!r}: a check is named {check.name!r}, expected lower-case letters, digits, "
                "dots, dashes or underscores"
            )
    _require_free_names(checks, name, owners, "a check")
    return checks


def require_adapters(found: Any, name: str, owners: Mapping[str, str]) -> tuple[Adapter, ...]:
    """The adapters that a plugin returned, once each of them is one.

    Raises:
        RegistrationError: something in there is no adapter, or its name is taken.

    >>> require_adapters(None, "mine", {})
    ()
    """
    adapters = _items(found, name, "ethan_adapters", Adapter, "the attributes of ethan_check.Adapter")
    _require_free_names(adapters, name, owners, "an adapter")
    return adapters


def _require_free_names(found: Iterable[Any], name: str, owners: Mapping[str, str], what: str) -> None:
    own: set[str] = set()
    for item in found:
        owner = name if item.name in own else owners.get(item.name)
        if owner is not None:
            raise RegistrationError(
                f"plugin {name!r}: {what} named {item.name!r} is already brought by {owner}; "
                "rename one of them"
            )
        own.add(item.name)


def _items(found: Any, name: str, hook: str, protocol: type, attributes: str) -> tuple[Any, ...]:
    """What a hook has returned, once it is a list of objects of a protocol."""
    if found is None:
        return ()
    if isinstance(found, str) or not isinstance(found, Iterable):
        what = hook.removeprefix("ethan_")
        raise RegistrationError(
            f"plugin {name!r}: {hook} returned {_describe(found)}, expected a list of {what}"
        )
    items = tuple(islice(found, _MOST_ITEMS + 1))  # It may have no end.
    if len(items) > _MOST_ITEMS:
        raise RegistrationError(f"plugin {name!r}: {hook} returned more than {_MOST_ITEMS} objects")
    for item in items:
        if inspect.isclass(item) or not isinstance(item, protocol):
            raise RegistrationError(
                f"plugin {name!r}: {hook} returned {_describe(item)}, expected an object with {attributes}"
            )
    return items


def _describe(value: Any) -> str:
    if inspect.isclass(value):
        return f"the class {value.__name__} itself"
    text = repr(value)
    return text if len(text) <= _MAX_VALUE_LENGTH else f"a {type(value).__name__}"
