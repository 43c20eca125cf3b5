"""Results as JSON, for programs and for other reports; `schema/results-1.schema.json` describes them.

One layer a line: a change of one layer is a change of one line.
"""

from __future__ import annotations

import json
from pathlib import Path

from ethan_check.reports.checked_json import finite
from ethan_check.reports.results import Results

__all__ = ["render"]


def render(results: Results, root: Path) -> str:
    """The text of the file; the same for the same results.

    >>> from ethan_check.reports.results import Run
    >>> run = Run(ethan="0.1.0", python="3.13.1", numpy="2.3.0", platform="Linux", when="", seed=0)
    >>> print(render(Results(run=run), Path()))
    {
    "format": "ethan-results",
    "version": 1,
    "run": {"ethan": "0.1.0", "python": "3.13.1", "numpy": "2.3.0", "platform": "Linux", "when": "", \
"seed": 0, "complete": true},
    "layers": [],
    "not_loaded": [],
    "left_out": []
    }
    <BLANKLINE>
    """
    document = results.to_json()
    layers = ",\n".join(map(_line, document["layers"]))
    parts = {name: _line(part) for name, part in document.items()}
    parts["layers"] = f"[\n{layers}\n]" if layers else "[]"
    return "{\n" + ",\n".join(f'"{name}": {part}' for name, part in parts.items()) + "\n}\n"


def _line(part: object) -> str:
    return json.dumps(finite(part), allow_nan=False)
