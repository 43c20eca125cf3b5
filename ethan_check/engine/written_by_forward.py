"""What forward itself writes and no gradient can be held against: what it keeps from call to call, and what
it makes anew in each.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from ethan_check.checks.forward_state import makes_its_generators, what_forward_remembers
from ethan_check.engine.unjudged import Further
from ethan_check.result import AccountEntry
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject

__all__ = ["what_is_kept", "what_is_made_anew"]


def what_is_kept(subject: Subject, frozen: Container[str]) -> Iterator[Further]:
    """What forward keeps from call to call, on which its next output depends. Parameters that it moves are
    none of it: that it may not is what the check of purity says.

    Args:
        subject: the layer.
        frozen: the names of what is declared not to be trained.

    >>> import numpy as np
    >>> class Adds:
    ...     def forward(self, x): self.total = getattr(self, "total", 0) + x; return self.total
    ...     def backward(self, g): return g
    >>> [found.entry.became for found in what_is_kept(Subject(Adds(), (np.ones(2),)), ())]
    ['not judged']
    """
    try:
        names = what_forward_remembers(subject) or ()
    except LayerFault:
        return  # The checks say so.
    of_parameters = {path[0] for path in subject.paths.values()}
    random = subject.contract is not None and bool(subject.contract.random)
    random = random or (bool(names) and makes_its_generators(subject))
    for name in (one for one in names if one not in of_parameters):
        if random or name in frozen:
            yield Further(name, AccountEntry("state"))
            continue
        why = "forward keeps it from call to call, and its next output depends on it"
        text = f"{name} is not judged: {why}\n  clear it in forward; if it is meant to be kept, declare so: "
        yield Further(name, AccountEntry("not judged", why=why), f'{text}frozen=["{name}"]')


def what_is_made_anew(subject: Subject, known: Container[str], frozen: Container[str]) -> Iterator[Further]:
    """What forward makes anew each time and backward leaves a gradient of: nothing can be put in its place to
    see whether that is right. Arguments as of `further_arrays`.

    >>> import numpy as np
    >>> class Starts:
    ...     h0 = None
    ...     def forward(self, x): self.h0 = np.full(2, 0.5); return x + self.h0
    ...     def backward(self, g): self.dh0 = g.sum(axis=0); return g
    >>> [found.name for found in what_is_made_anew(Subject(Starts(), (np.ones((3, 2)),)), {"X"}, ())]
    ['h0']
    """
    for name in subject.info.made_anew:
        if name in frozen:
            yield Further(name, AccountEntry("declared", why="frozen"))
        elif name not in known:
            why = "forward makes it anew each time, so its gradient cannot be judged"
            text = f'{name} is not judged: {why}\n  make it once, or declare it: frozen=["{name}"]'
            yield Further(name, AccountEntry("not judged", why=why), text)
