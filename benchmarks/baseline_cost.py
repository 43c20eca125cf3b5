"""What baselines cost: the share of a run that comparing adds, and the size of the store.

    python benchmarks/baseline_cost.py [--layers 1000]

The reference layers are registered again and again, under other names, and judged by every check; the time of
each layer's baseline is set against that of its checks. Both are what their items do in a run of pytest.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import ethan_core.reference  # noqa: F401
from ethan_check.baseline.compare import compare
from ethan_check.baseline.entry import CheckEntry, LayerEntry
from ethan_check.baseline.measure import measure
from ethan_check.baseline.provenance import provenance
from ethan_check.baseline.store import Store
from ethan_check.checks import builtin_checks
from ethan_check.engine.entries import EntryRun, prepare
from ethan_core.registry import Entry, default_registry


def judged(entry: Entry) -> dict[str, CheckEntry]:
    """What the items of a layer do, one after the other."""
    found, run = {}, EntryRun(entry)
    for check in builtin_checks():
        report = run.report((check.name,))
        calls = report.calls
        if report.findings:
            found[check.name] = CheckEntry(
                report.verdict, calls["forward"], calls["backward"], dict(report.certificate)
            )
    return found


def measured(entry: Entry, checks: dict[str, CheckEntry]) -> LayerEntry:
    """What the item of its baseline does first."""
    now = measure(prepare(entry), len(entry.cases))
    return replace(
        now, checks=checks, project="benchmark", written={**now.written, **provenance("benchmark")}
    )


def main() -> None:
    """Print one line for each layer, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layers", type=int, default=len(default_registry))
    count = parser.parse_args().layers
    originals = list(default_registry)
    for_checks: dict[str, float] = {}
    known: dict[str, dict[str, CheckEntry]] = {}
    for entry in originals:
        started = time.perf_counter()
        known[entry.name] = judged(entry)
        for_checks[entry.name] = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder), "gradients")
        layers = [replace(originals[k % len(originals)], name=f"layer{k}.v1") for k in range(count)]
        for k, layer in enumerate(layers):
            store.write(measured(layer, known[originals[k % len(originals)].name]))
        spent = dict.fromkeys(for_checks, 0.0)
        states = set()
        for k, layer in enumerate(layers):
            name = originals[k % len(originals)].name
            started = time.perf_counter()
            stored = store.read(layer.name)
            assert stored is not None
            states.add(compare(stored, measured(layer, known[name])).state)
            spent[name] += time.perf_counter() - started
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
    times = {name: len(layers[k :: len(originals)]) for k, name in enumerate(for_checks)}
    for name, seconds in for_checks.items():
        each = spent[name] / max(times[name], 1)
        print(f"{name:<26} checks {seconds:7.3f} s  baseline {each:7.4f} s  {each / seconds:6.1%}")
    whole = sum(seconds * times[name] for name, seconds in for_checks.items())
    print(
        f"{count} layers: compare adds {sum(spent.values()) / whole:.1%}; states: {', '.join(sorted(states))}"
    )
    print(f"the store has {size / 1e6:.2f} MB, {size / count / 1e3:.1f} kB a layer")


if __name__ == "__main__":
    main()
