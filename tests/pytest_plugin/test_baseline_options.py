"""What can be said of baselines."""

from types import SimpleNamespace

import pytest

from ethan_check.pytest_plugin.baseline_options import names_a_verb


@pytest.mark.parametrize(
    ("verbs", "reason", "names"),
    [([], None, False), (["off"], None, False), (["compare"], None, True), ([], "why", True)],
)
def test_what_only_judged_layers_answer_switches_ethan_on(verbs, reason, names):
    assert names_a_verb(SimpleNamespace(ethan_baseline=verbs, ethan_reason=reason)) is names


def test_the_options_and_ini_keys_are_known(project):
    config = project.parseconfig(
        "--ethan-baseline=new", "--ethan-reason=why", "-o", "ethan_baseline=gradients"
    )
    assert config.option.ethan_baseline == ["new"]
    assert config.option.ethan_reason == "why"
    assert config.getini("ethan_baseline") == "gradients"
    assert config.getini("ethan_baseline_fails") == []
