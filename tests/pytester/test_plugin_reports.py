"""What a run leaves behind: the section at the end, JUnit, the reports' own data."""

import json
from xml.etree import ElementTree

import pytest

NEVER = """
from ethan_check import DoesNotApply, hookimpl

class Never:
    name = "never"
    points = 1
    def run(self, subject, rng):
        raise DoesNotApply("never does")

@hookimpl
def ethan_checks():
    return [Never()]
"""


@pytest.fixture
def never(layers):
    """A project with a check that applies to no layer."""
    layers.module("additional", NEVER)
    layers.distribution("more-checks", "[ethan.plugins]\nmore = additional\n")
    return layers


def test_the_section_has_a_line_for_each_layer_and_the_totals(never):
    result = never.run("--ethan-check", "--ethan-layers=layers", "--ethan-checks=gradient,never,shapes")
    result.stdout.re_match_lines(
        [
            r"=+ ethan =+",
            r"good\.v1    pass          2 pass, 1 not applicable  would catch an error of .*",
            r"halved\.v1  fail          1 pass, 1 fail, 1 not applicable",
            r"2 layers: 1 pass, 1 fail; 6 checks: 3 pass, 1 fail, 2 not applicable",
        ],
        consecutive=True,
    )


def test_quiet_leaves_the_totals(layers):
    result = layers.run("--ethan-check", "--ethan-layers=layers", "-q")
    result.stdout.re_match_lines(
        [r"=+ ethan =+", r"2 layers: 1 pass, 1 fail; 4 checks: 3 pass, 1 fail"], consecutive=True
    )


def test_there_is_no_section_when_nothing_was_checked_or_asked(layers):
    layers.pytester.makepyfile("def test_other(): pass")
    layers.run().stdout.no_fnmatch_line("*= ethan =*")
    layers.run("--ethan-check", "--ethan-layers=layers", "-k", "other").stdout.no_fnmatch_line("*= ethan =*")


def test_a_run_in_which_no_check_applies_fails_and_says_so(never):
    result = never.run("--ethan-check", "--ethan-layers=layers:Good", "--ethan-checks=never")
    result.assert_outcomes(skipped=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["good.v1: no check applied, so nothing was verified"])


def test_a_chosen_check_may_apply_to_some_layers_alone(never):
    source = NEVER.replace("DoesNotApply, hookimpl", "DoesNotApply, Finding, hookimpl").replace(
        "        raise DoesNotApply",
        "        if subject.name == 'good.v1':\n"
        "            return [Finding(check='never', verdict='pass')]\n"
        "        raise DoesNotApply",
    )
    never.module("additional", source)
    result = never.run("--ethan-check", "--ethan-layers=layers", "--ethan-checks=never")
    result.assert_outcomes(passed=1, skipped=1)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["halved.v1  not applicable  1 not applicable"])


def test_an_error_outside_of_the_check_counts_as_one(layers):
    layers.pytester.makeconftest(
        "import pytest\n@pytest.fixture(autouse=True)\ndef wrong(request):\n"
        "    assert 'halved' not in request.node.nodeid\n"
    )
    result = layers.run("--ethan-check", "--ethan-layers=layers", "--ethan-checks=shapes")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["halved.v1  error         1 error"])


def test_junit_names_layers_and_checks_and_carries_the_message(never):
    never.run(
        "--ethan-check", "--ethan-layers=layers", "--ethan-checks=gradient,never", "--junitxml=junit.xml"
    )
    suite = ElementTree.parse(never.path / "junit.xml").getroot()[0]
    cases = {(case.get("classname"), case.get("name")): case for case in suite.iter("testcase")}
    assert sorted(cases) == [
        ("ethan.good.v1", "gradient"),
        ("ethan.good.v1", "never"),
        ("ethan.halved.v1", "gradient"),
        ("ethan.halved.v1", "never"),
    ]
    failure = cases["ethan.halved.v1", "gradient"].find("failure")
    assert failure.get("message").startswith("halved.v1: dL_dX ")
    assert cases["ethan.good.v1", "never"].find("skipped").get("message") == "never does"
    properties = {
        item.get("name"): item.get("value") for item in cases["ethan.good.v1", "gradient"].iter("property")
    }
    assert properties["ethan_verdict"] == "pass"
    assert 0 < float(properties["ethan_certificate_dL_dX"]) < 1e-6


COLLECT = """
import json
import pathlib

def pytest_runtest_logreport(report):
    if report.when == "call":
        with pathlib.Path("seen.jsonl").open("a") as file:
            file.write(json.dumps([report.nodeid, report.ethan]) + "\\n")
"""


def test_reports_carry_the_findings_as_plain_data(layers):
    layers.pytester.makeconftest(COLLECT)
    layers.run("--ethan-check", "--ethan-layers=layers:Halved", "--ethan-checks=gradient", "--ethan-seed=4")
    ((nodeid, record),) = [json.loads(line) for line in (layers.path / "seen.jsonl").read_text().splitlines()]
    assert nodeid == "ethan::halved.v1::gradient"
    assert record["verdict"] == "fail"
    assert record["seed"] == 4
    (finding,) = record["findings"]
    assert finding["target"] == "dL_dX"
    assert finding["message"].startswith("halved.v1: dL_dX ")


def test_one_mistake_of_shape_is_told_by_one_item(layers):
    source = (layers.path / "layers.py").read_text()
    layers.module("summed", source.replace("return self.X * dL_dY", "return (self.X * dL_dY).sum()"))
    result = layers.run("--ethan-check", "--ethan-layers=summed:Halved", "--all-checks", "-rs")
    assert result.parseoutcomes()["failed"] == 1
    shown = [line for line in result.outlines if line.startswith("halved.v1: dL_dX has shape ()")]
    assert len(shown) == 1
    result.stdout.fnmatch_lines(["SKIPPED [[]*[]] *: the same failure as ethan::halved.v1::*"])
