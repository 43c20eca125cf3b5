"""Every report of the zoo as JSON, so that two versions of the engine can be compared byte by byte:
`python benchmarks/reports.py [--every N] > reports.jsonl`.

One line a layer: the planted bugs, the correct layers, a right and a wrong layer in each convention, and the
reference layers; seed 0, all checks, with shrinking. A line holds verdicts, messages, evidence, certificates
and the number of calls. A change that only moves code reproduces the file; what one that changes words or
verdicts has changed is what `diff` shows. `--every N` writes every Nth line, for a quick look.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from conventions.test_conventions import LIBRARIES
from zoo import load_zoo
from zoo.conventions import CONVENTIONS
from zoo.document import DOCUMENT_BUGS

from ethan_check import check_layer
from ethan_core import default_registry, reference  # noqa: F401

SPECIMENS = (*load_zoo(), *CONVENTIONS)
REFERENCE = tuple(default_registry)


def jobs() -> list[tuple[str, int, int]]:
    """What there is to judge: kind, specimen and bug (-1 for none), as plain data that any process takes."""
    found = [("zoo", at, bug) for at, one in enumerate(SPECIMENS) for bug in range(-1, len(one.bugs))]
    found += [("document", at, -1) for at in range(len(DOCUMENT_BUGS))]
    found += [("convention", at, wrong) for at in range(len(LIBRARIES)) for wrong in (0, 1)]
    return found + [("reference", at, -1) for at in range(len(REFERENCE))]


def report(job: tuple[str, int, int]) -> str:
    """One report as a line of JSON."""
    kind, at, bug = job
    details: dict[str, Any] = {}
    if kind == "zoo":
        specimen = SPECIMENS[at]
        planted = specimen.bugs[bug] if bug >= 0 else None
        details = {"contract": specimen.contract, "cases": specimen.cases, "name": specimen.name}
        found = check_layer(specimen.build(planted), **details)
        what = f"{planted.kind}: {planted.line} -> {planted.becomes}" if planted else "correct"
    elif kind == "document":
        found, what = check_layer(DOCUMENT_BUGS[at].make_layer()), DOCUMENT_BUGS[at].name
    elif kind == "convention":
        library = LIBRARIES[at]
        layer = library.wrong() if bug else library.right()
        found, what = check_layer(layer, library.arrays()), f"{library.name} {'wrong' if bug else 'correct'}"
    else:
        entry = REFERENCE[at]
        found, what = check_layer(entry.target, cases=entry.cases, name=entry.name), "correct"
    return json.dumps({"kind": kind, "planted": what, "report": found.to_json()}, sort_keys=True)


def main() -> None:
    """Write the lines in a fixed order, from as many processes as there are processors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    with multiprocessing.Pool() as pool:
        for line in pool.imap(report, jobs()[:: parser.parse_args().every], chunksize=4):
            print(line, flush=True)


if __name__ == "__main__":
    main()
