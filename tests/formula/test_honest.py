"""Layers that are right raise no alarm, however carelessly they round."""

from __future__ import annotations

import pytest

from ethan_check import check_layer
from ethan_check.engine import check_entry
from ethan_core.registry import default_registry

from .conftest import NAMES
from .honest import HONEST


@pytest.mark.usefixtures("precision")
@pytest.mark.parametrize("cls", HONEST)
def test_a_right_layer_passes(cls):
    report = check_layer(cls(), checks=["formula"], shrink=False)
    assert report.verdict == "pass", report


@pytest.mark.usefixtures("precision")
@pytest.mark.parametrize("name", NAMES)
def test_a_component_passes_all_three_judgements(name):
    report = check_entry(default_registry.get(name), checks=["formula"], seed=1, shrink=False)
    assert report.verdict == "pass", report
    targets = {finding.target for finding in report.findings}
    derivatives = {target for target in targets if target.startswith("dL_d")}
    assert derivatives
    assert targets == {"Y"} | derivatives | {f"documented {target}" for target in derivatives}


@pytest.mark.parametrize("name", NAMES)
def test_a_component_is_within_four_units_in_the_last_place(name):
    report = check_entry(default_registry.get(name), checks=["formula"], shrink=False)
    assert all(finding.evidence.get("ulps", 0.0) <= 4.0 for finding in report.findings), report.findings
