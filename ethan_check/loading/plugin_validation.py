"""What a plugin must be, held when it registers: all of its hooks before any of them is accepted."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pluggy

from ethan_check.checks.base import Check
from ethan_check.loading import hookspecs
from ethan_check.subject.conventions.adapter import Adapter
from ethan_core.errors import RegistrationError
from ethan_core.suggest import did_you_mean

__all__ = ["require_adapters", "require_checks", "require_plugin"]

_CHECK_NAME = re.compile(r"[a-z][a-z0-9_.\-]*")
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
    """Hold a plugin against the hooks that exist.

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
        owners: names of checks that are taken, with who brought them.

    Raises:
        RegistrationError: something in there is no check, or its name is misspelt or taken.
    """
    mine: dict[str, Check] = {}
    for check in _listed(found, name, "ethan_checks", "checks"):
        if inspect.isclass(check) or not isinstance(check, Check):
            raise RegistrationError(
                f"plugin {name!r}: ethan_checks returned {_shown(check)}, expected an object with "
                "name, points and run(subject, rng)"
            )
        if not isinstance(check.name, str) or not _CHECK_NAME.fullmatch(check.name):
            raise RegistrationError(
                f"plugin {name!r}: a check is named {check.name!r}, expected lower-case letters, digits, "
                "dots, dashes or underscores"
            )
        taken = name if check.name in mine else owners.get(check.name)
        if taken is not None:
            raise RegistrationError(
                f"plugin {name!r}: a check named {check.name!r} is already brought by {taken}; "
                "rename one of them"
            )
        mine[check.name] = check
    return tuple(mine.values())


def require_adapters(found: Any, name: str, owners: Mapping[str, str]) -> tuple[Adapter, ...]:
    """The adapters that a plugin returned, once each of them is one.

    Raises:
        RegistrationError: something in there is no adapter, or its name is taken.
    """
    mine: dict[str, Adapter] = {}
    for adapter in _listed(found, name, "ethan_adapters", "adapters"):
        if inspect.isclass(adapter) or not isinstance(adapter, Adapter):
            raise RegistrationError(
                f"plugin {name!r}: ethan_adapters returned {_shown(adapter)}, expected an object with the "
                "attributes of ethan_check.Adapter"
            )
        taken = name if adapter.name in mine else owners.get(adapter.name)
        if taken is not None:
            raise RegistrationError(
                f"plugin {name!r}: an adapter named {adapter.name!r} is already brought by {taken}; "
                "rename one of them"
            )
        mine[adapter.name] = adapter
    return tuple(mine.values())


def _listed(found: Any, name: str, hook: str, what: str) -> Iterable[Any]:
    if found is None:
        return ()
    if isinstance(found, str) or not isinstance(found, Iterable):
        raise RegistrationError(
            f"plugin {name!r}: {hook} returned {_shown(found)}, expected a list of {what}"
        )
    return tuple(found)


def _shown(value: Any) -> str:
    if inspect.isclass(value):
        return f"the class {value.__name__} itself"
    text = repr(value)
    return text if len(text) <= 60 else f"a {type(value).__name__}"
