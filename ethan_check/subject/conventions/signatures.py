"""Looking: from the signatures of forward and backward, the ways in which backward may want to be called."""

from __future__ import annotations

from itertools import permutations

from ethan_check.subject.conventions import spelling
from ethan_check.subject.conventions.reading import MethodCall
from ethan_check.subject.conventions.spelling import CONTEXTS, is_input, is_rate, role_of
from ethan_check.subject.conventions.trial import Trial
from ethan_check.subject.execution.method_arguments import arguments

__all__ = ["candidate_calls"]

_MOST = 12
"""How many ways of giving roles to arguments are tried: each costs a forward and a backward."""


def candidate_calls(trial: Trial) -> list[MethodCall]:
    """Every way of calling the layer's methods that their signatures allow, likeliest first.

    Empty where the layer has no such methods or they take other numbers of arguments.
    """
    if trial.calls is None:
        trial.calls = _calls(trial)
    found: list[MethodCall] = trial.calls
    return found


def _calls(trial: Trial) -> list[MethodCall]:
    layer, count = trial.layer, len(trial.inputs)
    forward, backward = spelling.forward_method(layer), spelling.backward_method(layer)
    if forward is None or backward is None:
        return []
    taken, owed = arguments(layer, forward), arguments(layer, backward)
    taken = {"*inputs": False} if taken is None else taken
    owed = {"gradient": True} if owed is None else owed
    if next(iter(taken), "") in CONTEXTS and next(iter(owed), "") in CONTEXTS:
        roles = tuple(zip(owed, ("cache", *("cotangent",) * (len(owed) - 1)), strict=True))
        return [MethodCall(forward, backward, roles, with_context=True)]
    listed = count > 1 and not _takes(taken, count) and _takes(taken, 1)
    if not listed and not _takes(taken, count):
        return []
    names = [name for name in taken if not name.startswith("*")]
    pair, outputs = False, 1
    required = sum(owed.values())
    if required > 1 or (not required and any(name.startswith("*") for name in owed)):
        returned = trial.output_of(MethodCall(forward, backward, (), listed=listed))
        outputs = len(returned) if isinstance(returned, tuple | list) else 1
        pair = isinstance(returned, tuple) and outputs == 2
    return [
        MethodCall(
            *(forward, backward, roles, listed),
            pair=any(role == "cache" for _, role in roles),
            keywords=frozenset(name for name, _ in roles if not owed.get(name, True)),
        )
        for roles in _assignments(owed, names[:count], count, pair, outputs)
    ]


def _takes(listed: dict[str, bool], count: int) -> bool:
    required = sum(listed.values())
    return required <= count and (count <= len(listed) or any(name.startswith("*") for name in listed))


Roles = tuple[tuple[str, str], ...]


def _assignments(
    owed: dict[str, bool], inputs: list[str], count: int, pair: bool, outputs: int
) -> list[Roles]:
    required = [name for name, needed in owed.items() if needed]
    optional = [name for name, needed in owed.items() if not needed and not name.startswith("*")]
    further = tuple((name, "rate") for name in optional if is_rate(name))
    further += tuple((name, "optimizer") for name in optional if role_of(name) == "optimizer")
    if not required and any(name.startswith("*") for name in owed):
        if outputs > 1:
            return [tuple((f"g{i}", f"cotangent{i}") for i in range(outputs))]
        return [(("g", "cotangent"), *further)]
    if not required:
        first = next((name for name in optional if (name, "rate") not in further), None)
        return [((first, "cotangent"), *(one for one in further if one[0] != first))] if first else []
    if len(required) == 1:
        return [((required[0], "cotangent"), *further)]
    certain = {name: _known_role(name, inputs, count) for name in required}
    likely = [name for name, role in certain.items() if role == "cotangent"]
    # As many arguments as outputs are their cotangents, though one is called `dx`, as room to write into is.
    if outputs == len(required) == sum(role in ("cotangent", "out") for role in certain.values()):
        return [tuple((name, f"cotangent{i}") for i, name in enumerate(required))]
    if len(likely) > 1 and outputs == len(likely):
        certain.update({name: f"cotangent{i}" for i, name in enumerate(likely)})
    elif len(likely) > 1:
        certain.update(dict.fromkeys(likely[1:], "out"))
    if likely:
        found = [one for roles in _with_cache(certain, pair) for one in _complete(roles, count, pair)]
    else:
        unknown = [name for name, role in certain.items() if role is None]
        weak = [name for kind in ("out", "output") for name, role in certain.items() if role == kind]
        starts = unknown or weak[:1]
        found = [one for start in starts for one in _complete({**certain, start: "cotangent"}, count, pair)]
    if not likely and outputs == len(required):
        found.append(tuple((name, f"cotangent{i}") for i, name in enumerate(required)))
    return [(*one, *further) for one in found[:_MOST]]


def _with_cache(roles: dict[str, str | None], pair: bool) -> list[dict[str, str | None]]:
    """The roles, and where forward returns a pair, the same with a cache that is called like an array."""
    named = [name for name, role in roles.items() if role and (role == "output" or role[0] == "X")]
    return [roles, *({**roles, name: "cache"} for name in named if pair)]


def _known_role(name: str, inputs: list[str], count: int) -> str | None:
    role = role_of(name)
    if name in inputs and role not in ("rate", "cache", "optimizer"):
        return f"X{inputs.index(name)}"
    if count == 1 and is_input(name):
        return "X0"
    return role


def _complete(roles: dict[str, str | None], count: int, pair: bool) -> list[Roles]:
    """Give the arguments of which nothing is known every role that is left."""
    unknown = [name for name, role in roles.items() if role is None]
    left = [f"X{i}" for i in range(count) if f"X{i}" not in roles.values()]
    choices = [role for role in (*(["cache"] if pair else []), *left, "rate") if role not in roles.values()]
    filled = (
        {**roles, **dict(zip(unknown, chosen, strict=True))} for chosen in permutations(choices, len(unknown))
    )
    return [tuple((name, str(role)) for name, role in one.items()) for one in filled]
