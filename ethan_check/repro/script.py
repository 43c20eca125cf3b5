"""The whole file, and whether what it does is what was found."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from ethan_check.cases.construct import construct
from ethan_check.cases.pool import SubjectPool, Witness
from ethan_check.repro.construction import Construction, construction
from ethan_check.repro.literals import NotWritten, literal, place
from ethan_check.result import Report
from ethan_check.storage.atomic import write_text
from ethan_check.subject.execution.faults import fault_of
from ethan_check.subject.execution.kept_process import KeptProcess
from ethan_check.subject.execution.object_paths import float_arrays, reads
from ethan_check.subject.execution.silenced import Silenced
from ethan_check.subject.options import LayerOptions
from ethan_core.registry import Entry

__all__ = ["Failure", "write_script"]

_OF_CONTRACTS = "Contract", "Integers", "Interval", "Kink"


@dataclass(frozen=True)
class Failure:
    """One check that failed on a layer.

    Args:
        entry: the layer, as it is registered or found.
        table: what a configuration file says of it; None without one.
        subjects: what its checks ran on.
        report: of the check.
        check: its name.
    """

    entry: Entry
    table: Mapping[str, Any] | None
    subjects: SubjectPool
    report: Report
    check: str


def write_script(failure: Failure, folder: Path) -> Path:
    """Write the file into a folder, once it was seen to fail in the same way: same verdict, same gradients.

    Raises:
        NotWritten: there is no source for something, or what was written does something else.
    """
    witness = failure.subjects.witnesses.get(failure.check)
    if witness is None:
        raise NotWritten("it fails before there is a case")
    file = folder / f"{failure.entry.name.replace('.', '_')}_{failure.check}.py"
    text = _text(failure, witness, folder)
    _confirm(text, file, failure.report)
    folder.mkdir(parents=True, exist_ok=True)
    write_text(file, text)
    return file


def _text(failure: Failure, witness: Witness, folder: Path) -> str:
    entry, subjects = failure.entry, failure.subjects
    cases = tuple(entry.cases)
    chosen = cases[witness.configuration or 0] if cases else {}
    made = construction(entry, chosen, failure.table, subjects.seed)
    layer, inputs = witness.subject.fresh(witness.subject.values)
    arguments = chosen if isinstance(chosen, Mapping) else {}
    anew = [construct(entry.target, arguments, subjects.seed + further) for further in (0, 1)]
    names = [name if name.isidentifier() else f"x{n}" for n, name in enumerate(witness.subject.input_names)]
    said = {"name": literal(entry.name), "checks": literal([failure.check]), "seed": str(subjects.seed)}
    said |= {name: literal(value) for name, value in _stated(subjects.options)}
    own = getattr(layer, "contract", None)
    if subjects.contract is not None and subjects.contract is not own:
        said["contract"] = literal(subjects.contract)
    first_line, *_ = failure.report.message.split("\n")
    lines = [
        f'"""{_as_docstring(first_line)}',
        "",
        f"Run it: python {failure.entry.name.replace('.', '_')}_{failure.check}.py",
        "It needs numpy, Ethan and the layer's own module; it ends with 1 as long as this fails.",
        '"""',
        "",
        *_imports(made, folder, said.get("contract", "")),
        "",
        f"layer = {made.make}",
        *_arrays(layer, anew),
        "",
        *(f"{name} = {literal(array)}" for name, array in zip(names, inputs, strict=True)),
        "",
        "report = check_layer(",
        "    layer,",
        f"    inputs=({', '.join(names)},),",
        *(f"    {name}={value}," for name, value in said.items()),
        ")",
        "",
        'if __name__ == "__main__":',
        "    print(report)",
        "    raise SystemExit(not report)",
        "",
    ]
    return "\n".join(lines)


def _imports(made: Construction, folder: Path, contract: str) -> Iterator[str]:
    if made.folder is not None:
        yield from ("import sys", "from pathlib import Path", "")
    yield from ("import numpy as np", "", "from ethan_check import check_layer")
    used = [name for name in _OF_CONTRACTS if f"{name}(" in contract]
    if used:
        yield f"from ethan_core import {', '.join(used)}"
    if made.folder is not None:
        way = os.path.relpath(made.folder, folder.resolve()).replace(os.sep, "/")
        yield from ("", f"sys.path.insert(0, str(Path(__file__).resolve().parent / {way!r}))")
    yield from made.imports


def _arrays(layer: Any, anew: list[Any]) -> Iterator[str]:
    """What the layer holds otherwise than some that are made anew: moved parameters, and what is drawn."""
    for path in float_arrays(layer):
        value, others = reads(layer, path), [reads(one, path) for one in anew]
        is_there = all(isinstance(one, np.ndarray) and one.shape == value.shape for one in others)
        if is_there and all(
            one.dtype == value.dtype and np.array_equal(value, one, equal_nan=True) for one in others
        ):
            continue
        target = place(layer, path)
        yield f"{target if is_there else target.removesuffix('[...]')} = {literal(value)}"


def _stated(options: LayerOptions) -> Iterator[tuple[str, Any]]:
    """What is said of the layer beyond its contract, as arguments of `check_layer`."""
    usual = LayerOptions()
    for one in fields(options):
        value = getattr(options, one.name)
        if one.name not in ("adapters", "translators") and value != getattr(usual, one.name):
            yield one.name, list(value) if one.name == "frozen" else value


def _confirm(text: str, file: Path, report: Report) -> None:
    """Run what was written.

    Raises:
        NotWritten: it does not end as the report did.
    """
    names: dict[str, Any] = {"__name__": "repro", "__file__": str(file)}
    try:
        with KeptProcess(), Silenced():
            exec(compile(text, str(file), "exec"), names)
    except BaseException as error:
        raise NotWritten(f"run alone it ends otherwise: {fault_of('it', error)}") from None
    again = names["report"]
    if _ending(again) != _ending(report):
        raise NotWritten(f"run alone it ends otherwise: {again.verdict}")


def _ending(report: Report) -> tuple[str, set[str]]:
    return report.verdict, {finding.target for finding in report.failures}


def _as_docstring(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', "'''")
