"""What is told of a check that failed or could not run: that the layer wavers, or else its smallest case."""

from __future__ import annotations

from collections.abc import Callable

from ethan_check.cases.pool import SubjectPool
from ethan_check.checks.base import Check
from ethan_check.engine.budget import Budget
from ethan_check.engine.nondeterminism import said_to_waver
from ethan_check.result import Finding
from ethan_check.subject.execution.interruptions import let_pass
from ethan_check.subject.subject import Subject

__all__ = ["could_not_run", "made_small", "unless_it_wavers"]

STEADINESS = "determinism"
"""The check that is about layers which answer differently now and then."""


def could_not_run(check: Check, subjects: SubjectPool, why: str, position: int) -> Finding:
    """That a check could not be run on a case.

    >>> from ethan_check.checks.shapes import CHECK
    >>> from ethan_check.engine.subjects import subjects_of
    >>> from ethan_check.subject.options import LayerOptions
    >>> from ethan_core.fn import Relu
    >>> subjects = subjects_of(Relu, None, None, None, 0, LayerOptions(), "relu")
    >>> print(could_not_run(CHECK, subjects, "forward raised", 3).message)
    relu: forward raised
    """
    message = f"{subjects.name}: {why}"
    return Finding(check=check.name, verdict="error", message=message, evidence={"case": position})


def unless_it_wavers(found: list[Finding], subject: Subject | None, subjects: SubjectPool) -> list[Finding]:
    """The findings of a failure; of a layer that answers differently now and then, that it does.

    Args:
        found: what a check has found.
        subject: on which; None where it was not made, so that any other one is asked.
        subjects: of the layer.

    >>> from ethan_check.checks.shapes import CHECK
    >>> from ethan_check.engine.subjects import subjects_of
    >>> from ethan_check.subject.options import LayerOptions
    >>> from ethan_core.fn import Relu
    >>> subjects = subjects_of(Relu, None, None, None, 0, LayerOptions(), "relu")
    >>> found = [could_not_run(CHECK, subjects, "forward raised", 3)]
    >>> unless_it_wavers(found, None, subjects) == found
    True
    """
    if subject is None:
        subject = next((one for one in subjects.drawn.values() if one is not None), None)
    if subject is None:
        try:  # What raises now and then may not raise again.
            subjects.unreadable.pop(0, None)
            subject = subjects.subject(0)
        except BaseException as error:
            let_pass(error)
    return said_to_waver(found, subject, STEADINESS)


def made_small(
    run: Callable[[Subject, int], list[Finding]],
    check: Check,
    failing: list[Finding],
    subjects: SubjectPool,
    budget: Budget,
) -> list[Finding]:
    """The findings on the smallest case that fails; those there are, where it cannot be looked for.

    Args:
        run: the check on a subject at a position.
        budget: is told where there was no time to look.

    >>> import numpy as np
    >>> from functools import partial
    >>> from ethan_check.checks.gradient import CHECK
    >>> from ethan_check.engine.subjects import subjects_of
    >>> from ethan_check.engine.verify import run_check
    >>> from ethan_check.subject.options import LayerOptions
    >>> class Square:
    ...     def forward(self, x): self.x = x; return x * x
    ...     def backward(self, g): return self.x * g
    >>> inputs = (np.array([[1.5, -2.5], [0.5, 1.0], [2.0, 3.0]]),)
    >>> subjects = subjects_of(Square(), inputs, None, None, 0, LayerOptions(), "square")
    >>> run = partial(run_check, CHECK)
    >>> made_small(run, CHECK, run(subjects.subject(0), 0), subjects, Budget())[0].case
    'inputs (2, 2)'
    """
    try:
        from ethan_check.engine.shrink import smallest_failure  # A layer that passes does without.

        found = smallest_failure(run, failing, subjects, budget.allows_shrinking)
    except BaseException as error:  # On other cases a layer may do anything.
        let_pass(error)
        return failing
    if not budget.allows_shrinking():
        budget.as_found[check.name] = None
    return found
