"""Fills pages with what the components say of themselves, so that a page cannot say anything else.

`{{ formula relu.v1 }}` becomes the component's formulas, typeset from the lines that the tests evaluate;
`{{ contract relu.v1 }}` its contract as a table; `{{ notation }}` the reference of the notation;
`{{ results_schema }}` the schema of results; `{{ diagnoses }}` the table of codes. An unknown
name stops the build.
"""

from __future__ import annotations

import re
from html import escape
from importlib import resources
from typing import Any

from latex2mathml.converter import convert

import ethan_core.formula
import ethan_core.reference
from ethan_check.diagnosis.codes import codes
from ethan_core.contract import Contract
from ethan_core.formula import parse_formulas, parse_section, write_latex
from ethan_core.registry import default_registry

_PLACE = re.compile(r"^\{\{ *(\w+) *([\w.]*) *\}\}$", re.MULTILINE)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """What MkDocs calls for every page before it renders it."""
    return _PLACE.sub(lambda found: _PARTS[found[1]](found[2]), markdown)


def formula(name: str) -> str:
    """The formulas of a component as MathML, and as they stand in its docstring."""
    text = parse_section(default_registry.get(name).target.__doc__)
    lines = parse_formulas(text).lines
    typeset = "\n".join(f"<p>{convert(write_latex(line), display='block')}</p>" for line in lines)
    return f'<div class="formulas">\n{typeset}\n</div>\n\n<pre><code>{escape(text)}</code></pre>\n'


def contract(name: str) -> str:
    """The contract of a component in its first configuration, as a table."""
    entry = default_registry.get(name)
    arguments = next((case for case in entry.cases if isinstance(case, dict)), {})
    stated: Contract = entry.target(**arguments).contract
    rows = {
        "shapes": f"`{stated.shapes}`",
        "parameters": ", ".join(f"`{name}`: `{shape}`" for name, shape in stated.parameters.items()),
        "not differentiated": ", ".join(f"`{name}`" for name in stated.constants),
        "domain": ", ".join(
            f"`{name}` from {interval.low:g} to {interval.high:g}" for name, interval in stated.domain.items()
        ),
        "kinks": ", ".join(f"at {kink.at:g}, where {kink.derivative:g} is returned" for kink in stated.kinks),
        "ties": {"first": "the whole gradient to the first", None: ""}[stated.ties],
        "gradients": _reduction(stated),
        "rows are independent": "yes" if stated.rows_independent else "no",
        "random": "yes" if stated.random else "no",
        "keeps the dtype": "yes" if stated.keeps_dtype else "no",
    }
    shown = [f"| {name} | {value} |" for name, value in rows.items() if value]
    return "\n".join(["| contract | |", "|---|---|", *shown]) + "\n"


def _reduction(stated: Contract) -> str:
    words = {"sum": "the derivative", "mean": "the mean over the batch", "per_sample": "per sample"}
    if isinstance(stated.reduction, str):
        return f"of a parameter: {words[stated.reduction]}" if stated.parameters else ""
    return ", ".join(f"of `{name}`: {words[how]}" for name, how in stated.reduction.items())


def notation(_: str) -> str:
    """The reference of the formula notation."""
    return f"<pre><code>{escape(ethan_core.formula.__doc__ or '')}</code></pre>\n"


def results_schema(_: str) -> str:
    """The JSON Schema of what `--ethan-report=results.json` writes."""
    schema = resources.files("ethan_check.reports") / "schema/results-1.schema.json"
    return f"<pre><code>{escape(schema.read_text())}</code></pre>\n"


def diagnoses(_: str) -> str:
    """The codes of all diagnoses, as their files declare them."""
    rows = [
        f"| [{code}](#{code.lower()}-{name}) | {name} | {says} |" for code, (name, says) in codes().items()
    ]
    return "\n".join(["| code | name | what it says |", "|---|---|---|", *rows]) + "\n"


_PARTS = {
    "formula": formula,
    "contract": contract,
    "notation": notation,
    "results_schema": results_schema,
    "diagnoses": diagnoses,
}
