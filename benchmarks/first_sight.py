"""Modern layers and bugs that nobody tuned for: `python benchmarks/first_sight.py [seed ...] [--natural]`.

For every layer of `tests/zoo/modern`: is the correct one accused, and which of its planted bugs are caught?
Cases come from the rule that the layer's author wrote; with `--natural`, from one case that is typed in.
A bug is caught only by the verdict `fail`; of what is not, it is said whether it passed in silence, and
whether that is what it deserves (`told`, in `tests/zoo/specimen.py`): not all that is planted can be proven.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections import Counter
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from zoo.modern import ModernSpecimen, load_modern

from ethan_check import Report, check_layer

MODERN = load_modern()


def judged(specimen: ModernSpecimen, cls: type, seed: int, *, natural: bool) -> Report:
    """The report on one class, with every check."""
    if natural:
        case = specimen.natural(cls)
        return check_layer(
            case.layer, case.inputs, name=specimen.name, seed=seed, shrink=False, **specimen.options
        )
    rule = partial(specimen.draw, cls)
    return check_layer(cases=rule, name=specimen.name, seed=seed, shrink=False, **specimen.options)


def verdicts(job: tuple[int, int, bool]) -> list[tuple[str, str, str, str, str]]:
    """Name, kind, what was planted, verdict and what it deserves, for a correct layer and all its bugs."""
    at, seed, natural = job
    specimen = MODERN[at]
    found = []
    for bug in (None, *specimen.bugs):
        try:
            report = judged(specimen, specimen.build(bug), seed, natural=natural)
            verdict, why = report.verdict, report.message.partition("\n")[0]
        except Exception as error:
            verdict, why = "raised", f"{type(error).__name__}: {error}"
        what = f"{bug.line} -> {bug.becomes}" if bug else why
        deserved = bug.told if bug else "pass"
        found.append((specimen.name, bug.kind if bug else "correct", what, verdict, deserved))
    return found


def main() -> None:
    """Print what was missed, the correct layers that did not pass, and the shares."""
    natural = "--natural" in sys.argv
    seeds = [int(argument) for argument in sys.argv[1:] if argument.isdigit()] or [0]
    with multiprocessing.Pool() as pool:
        for seed in seeds:
            jobs = [(at, seed, natural) for at in range(len(MODERN))]
            rows = [row for rows in pool.imap(verdicts, jobs) for row in rows]
            correct = [row for row in rows if row[1] == "correct"]
            bugs = [row for row in rows if row[1] != "correct"]
            for name, kind, what, verdict, deserved in rows:
                if verdict != ("pass" if kind == "correct" else "fail"):
                    right = ", as it deserves" if verdict == deserved else ""
                    print(f"  {verdict:<12} {name} [{kind}] {what}{right}")
            missed = Counter(verdict for *_, verdict, _ in bugs if verdict != "fail")
            told = sum(verdict == deserved for *_, verdict, deserved in bugs)
            caught = len(bugs) - missed.total()
            source = "one natural case" if natural else "cases drawn by a rule"
            verdicts_of_correct = dict(Counter(verdict for *_, verdict, _ in correct))
            print(f"seed {seed}, {source}: caught {caught} of {len(bugs)} = {caught / len(bugs):.1%}")
            print(f"  not caught: {dict(missed)}; correct layers: {verdicts_of_correct}")
            print(f"  told as they deserve: {told} of {len(bugs)}")


if __name__ == "__main__":
    main()
