"""How a verdict was reached, step by step, as plain data: a verdict can be followed without a debugger.

A tracer is handed down from the engine to the comparison of two numbers. Switched off, which is the usual
case, it costs an attribute and a call: facts are worked out under `if tracer:` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, TypeAlias

__all__ = ["NO_TRACE", "Step", "Tracer", "as_text"]

Json: TypeAlias = Any  # str | int | float | bool | None | list[Json] | dict[str, Json]

_MOST_ITEMS = 8
"""So many items of a list are written into a line of text; JSON has them all."""

_LONGEST_LINE = 90
"""Facts that make a line longer than this stand in lines of their own: terminals are some 100 wide."""


@dataclass(frozen=True)
class Step:
    """One step on the way to a verdict, with what it was made of.

    Args:
        what: in words, `repeated beside the point`.
        facts: the numbers and names that belong to it.
        steps: the smaller steps inside it.

    >>> print(Step("directional test", {"scaling": "mixed"}, (Step("agrees"),)))
    directional test (scaling mixed)
      agrees
    """

    what: str
    facts: Mapping[str, Json] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """The step as a dictionary that `json.dumps` takes."""
        return {
            "what": self.what,
            "facts": dict(self.facts),
            "steps": [step.to_json() for step in self.steps],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Step:
        """The step that `to_json` made this of.

        >>> Step.from_json(Step("agrees").to_json())
        Step(what='agrees', facts={}, steps=())
        """
        return cls(data["what"], data["facts"], tuple(map(cls.from_json, data["steps"])))

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        facts = [f"{name.replace('_', ' ')} {_text(fact)}" for name, fact in self.facts.items()]
        short = f"{self.what} ({', '.join(facts)})" if facts else self.what
        if len(short) <= _LONGEST_LINE:
            yield short
        else:
            yield self.what
            yield from (f"  {fact}" for fact in facts)
        for step in self.steps:
            yield from (f"  {line}" for line in step._lines())


class Tracer:
    """Takes down steps, each inside the one that is under way.

    >>> tracer = Tracer()
    >>> with tracer.step("check gradient"):
    ...     tracer.note("agrees", difference=0.0)
    >>> print(as_text(tracer.steps))
    check gradient
      agrees (difference 0)
    """

    def __init__(self) -> None:
        self._open: list[list[Step]] = [[]]

    def __bool__(self) -> bool:
        """Whether anything is taken down: facts that cost something are worked out only then."""
        return True

    @property
    def steps(self) -> tuple[Step, ...]:
        """What has been taken down so far."""
        return tuple(self._open[0])

    def note(self, what: str, /, **facts: Any) -> None:
        """Take down a step that has no smaller ones."""
        self._open[-1].append(Step(what, _plain(facts)))

    def step(self, what: str, /, **facts: Any) -> AbstractContextManager[None]:
        """Everything that is taken down inside becomes a part of this step."""
        return self._step(what, facts)

    @contextmanager
    def _step(self, what: str, facts: Mapping[str, Any]) -> Iterator[None]:
        inside: list[Step] = []
        self._open.append(inside)
        try:
            yield
        finally:
            self._open.pop()
            self._open[-1].append(Step(what, _plain(facts), tuple(inside)))

    @contextmanager
    def aside(self) -> Iterator[list[Step]]:
        """What is taken down inside is collected in the list that this gives, and in no step."""
        inside: list[Step] = []
        self._open.append(inside)
        try:
            yield inside
        finally:
            self._open.pop()

    def extend(self, steps: Iterable[Step]) -> None:
        """Take down steps that were collected aside."""
        self._open[-1].extend(steps)


class _Off(Tracer):
    """Takes nothing down."""

    _NOTHING = nullcontext()

    def __bool__(self) -> bool:
        return False

    def note(self, what: str, /, **facts: Any) -> None:
        pass

    def step(self, what: str, /, **facts: Any) -> AbstractContextManager[None]:
        return self._NOTHING

    def extend(self, steps: Iterable[Step]) -> None:
        pass


NO_TRACE: Tracer = _Off()
"""For every run that nobody asked to explain itself."""


def as_text(steps: Iterable[Step]) -> str:
    """Steps as indented lines.

    >>> as_text([Step("read as a plain object")])
    'read as a plain object'
    """
    return "\n".join(str(step) for step in steps)


def _plain(value: Any) -> Any:
    """Plain Python values: numbers of numpy do not cross to another process."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


_PLAIN_FROM, _PLAIN_TO = 1e-3, 1e6
"""Between these sizes a number is written in full, so that points can be copied; others as powers of ten."""


def _text(fact: Json) -> str:
    if isinstance(fact, float):
        fact += 0.0  # Which turns -0 into 0.
        return f"{fact:.10g}" if _PLAIN_FROM < abs(fact) < _PLAIN_TO else f"{fact:.3g}"
    if isinstance(fact, dict):
        return "; ".join(f"{name}: {_text(item)}" for name, item in fact.items()) or "none"
    if isinstance(fact, list):
        shown = ", ".join(_text(item) for item in fact[:_MOST_ITEMS])
        more = len(fact) - _MOST_ITEMS
        return f"[{shown}{f' and {more} more' if more > 0 else ''}]"
    return str(fact)
