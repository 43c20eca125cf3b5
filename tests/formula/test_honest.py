"""Layers that are right raise no alarm, however carelessly they round."""

from __future__ import annotations

from pathlib import Path

import pytest

from ethan_check import check_layer
from ethan_check.engine.entries import check_entry
from ethan_check.pytest_plugin.accuracy_table import accuracy_of
from ethan_core.registry import default_registry

from .conftest import NAMES
from .honest import HONEST

pytestmark = pytest.mark.newest_only

PAGE = (Path(__file__).parents[2] / "docs" / "reference-layers.md").read_text()


@pytest.mark.usefixtures("precision")
@pytest.mark.parametrize("cls", HONEST)
def test_a_right_layer_passes(cls):
    report = check_layer(cls(), checks=["formula"], shrink=False)
    assert report.verdict == "pass", report


@pytest.mark.usefixtures("precision")
@pytest.mark.parametrize("precision", [False], ids=["double"], indirect=True)
@pytest.mark.parametrize("name", NAMES)
def test_without_extended_precision_a_component_passes_all_the_same(name):
    report = check_entry(default_registry.get(name), checks=["formula"], seed=1, shrink=False)
    assert report.verdict == "pass", report


@pytest.mark.parametrize("name", NAMES)
def test_a_component_passes_all_three_judgements_within_four_units_and_as_the_readme_says(name):
    report = check_entry(default_registry.get(name), checks=["formula"], shrink=False)
    assert report.verdict == "pass", report
    targets = {finding.target for finding in report.findings}
    derivatives = {target for target in targets if target.startswith("dL_d")}
    assert derivatives
    assert targets == {"Y"} | derivatives | {f"documented {target}" for target in derivatives}
    found = accuracy_of([finding.to_json() for finding in report.findings])
    assert max(found.errors) <= 4.0
    (row,) = [line.split()[1:] for line in PAGE.splitlines() if line.startswith(f"{name}  ")]
    derivative, *errors = row
    assert found.derivative == derivative == "holds"
    # Processors differ in the last place of an exponential.
    assert found.errors == pytest.approx([float(error) for error in errors], abs=1.05)
