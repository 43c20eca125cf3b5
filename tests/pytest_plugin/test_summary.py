"""The section at the end of a run."""

from types import SimpleNamespace

import pytest

from ethan_check.loading.tables import Configuration
from ethan_check.pytest_plugin import run_state
from ethan_check.pytest_plugin.summary import Summary
from pytest_plugin.stand_ins import config_of, loaded, report_of, settings


class Terminal:
    def __init__(self):
        self.lines = []

    def ensure_newline(self): ...

    def section(self, title):
        self.lines.append(f"= {title} =")

    def write_line(self, line, **colours):
        self.lines += line.splitlines()


def section(*reports, verbosity=0, **details):
    config = config_of(settings(sources=("nn.py",), named_by_option=True), loaded(**details))
    config.stash[run_state._CONFIGURATION] = Configuration()
    config.get_verbosity = lambda: verbosity
    summary, terminal = Summary(config), Terminal()
    for report in reports:
        summary.pytest_runtest_logreport(report)
    summary.pytest_terminal_summary(terminal)
    return terminal.lines


GOOD = report_of("good.v1", "gradient", verdict="pass", checks_known=2, read_as="plain object")
BAD = report_of("halved.v1", "gradient", outcome="failed", verdict="fail", checks_known=2)
BROKEN = report_of("broken.theirs", "load", outcome="failed")


def test_a_line_for_each_layer_and_the_totals():
    assert section(BAD, GOOD, BROKEN) == [
        "= ethan =",
        "good.v1        pass          1 pass",
        "halved.v1      fail          1 fail",
        "broken.theirs  not loaded",
        "2 layers: 1 pass, 1 fail; 2 checks: 1 pass, 1 fail; 1 not loaded",
    ]


def test_quiet_leaves_the_totals():
    assert section(GOOD, verbosity=-1) == ["= ethan =", "1 layer: 1 pass; 1 check: 1 pass"]


def test_verbose_says_how_a_layer_was_read_and_how_accurate_it_is():
    findings = [{"check": "formula", "verdict": "pass", "target": "Y", "evidence": {"ulps": 0.5}}]
    report = report_of("good.v1", "formula", verdict="pass", findings=findings)
    lines = section(GOOD, report, verbosity=1)
    assert lines[2] == "         read as: plain object"
    assert any(line.startswith("good.v1  not stated      0.5") for line in lines)
    assert not any("read as" in line or "0.5" in line for line in section(GOOD, report))


ACCOUNT = {
    "X": {"became": "judged", "certificate": 2e-9, "why": ""},
    "mean": {"became": "state", "certificate": None, "why": ""},
    "mask": {"became": "not judged", "certificate": None, "why": "the output depends on it"},
}


def test_verbose_shows_the_account():
    lines = section(report_of("good.v1", "gradient", verdict="inconclusive", account=ACCOUNT), verbosity=1)
    told = "X judged, to 2e-09; mean state; mask not judged: the output depends on it"
    assert lines[2] == f"         account: {told}"


@pytest.mark.parametrize("verbosity", [-1, 0])
def test_the_last_line_counts_what_was_not_judged(verbosity):
    report = report_of("good.v1", "gradient", verdict="inconclusive", account=ACCOUNT)
    assert section(report, verbosity=verbosity)[-1].endswith("; 1 array not judged")


HURRIED = report_of(
    "slow.v1",
    "gradient",
    verdict="pass",
    cut_short={"budget": 9.0, "cases": {"gradient": {"seen": 3, "planned": 24}}, "as_found": []},
)


def test_a_layer_that_time_cut_short_says_so():
    lines = section(HURRIED)
    assert lines[2] == "         the budget of 9 s left out cases; seen were 3 of 24 (gradient)"
    assert lines[-1] == section(HURRIED, verbosity=-1)[-1]
    assert lines[-1].endswith("; cut short by the budget: 1 layer")


def test_there_is_no_section_for_other_tests():
    other = SimpleNamespace(nodeid="test_mine.py::test_it", passed=True, when="call")
    setup = report_of("good.v1", "gradient", when="setup")
    assert section(other, setup) == []


@pytest.mark.parametrize("verbosity", [-1, 0])
def test_the_last_line_counts_what_is_left_out(verbosity):
    lines = section(GOOD, verbosity=verbosity, bases=("nn.Base is abstract",), left_out=("nn:Old",))
    assert lines[-1] == "1 layer: 1 pass; 1 check: 1 pass; 1 base class; 1 left out by configuration"


def test_verbose_says_what_is_left_out():
    lines = section(GOOD, verbosity=1, bases=("nn.Base is abstract",), left_out=("nn:Old",))
    assert lines[3:5] == ["left out: nn.Base is abstract", "left out: nn:Old is left out by configuration"]


@pytest.mark.parametrize("verbosity", [-1, 0])
def test_the_way_out_for_layers_that_lack_a_table_is_a_command(verbosity):
    broken = report_of("broken.nn:Scale", "load", outcome="failed", template="[table]\n# k")
    last = section(GOOD, broken, verbosity=verbosity)[-1]
    assert last == "ethan init nn.py  writes the table that they need into pyproject.toml"


def test_a_run_without_layers_says_why_and_ends_with_five():
    config = config_of(settings(), loaded())
    config.stash[run_state.NOTHING] = "nothing was judged: no layer is named"
    config.get_verbosity = lambda: -1
    summary, terminal = Summary(config), Terminal()
    run = SimpleNamespace(exitstatus=pytest.ExitCode.OK)
    summary.pytest_sessionfinish(run)
    summary.pytest_terminal_summary(terminal)
    assert run.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED
    assert terminal.lines == ["= ethan =", "nothing was judged: no layer is named"]


def session(*reports, status=pytest.ExitCode.OK):
    summary = Summary(config_of(settings(), loaded()))
    for report in reports:
        summary.pytest_runtest_logreport(report)
    run = SimpleNamespace(exitstatus=status)
    summary.pytest_sessionfinish(run)
    return run.exitstatus


def test_a_run_that_has_verified_nothing_fails():
    vacuous = report_of("good.v1", "update", outcome="skipped", verdict="not applicable", checks_known=2)
    assert session(vacuous) == pytest.ExitCode.TESTS_FAILED
    assert session(vacuous, status=pytest.ExitCode.INTERRUPTED) == pytest.ExitCode.INTERRUPTED
    assert session(vacuous, BAD) == pytest.ExitCode.OK  # whose item has failed anyway
    assert session(GOOD) == pytest.ExitCode.OK
    assert "good.v1: no check applied, so nothing was verified" in section(vacuous)


def test_a_run_that_somebody_else_has_skipped_does_not_fail_and_says_why():
    skipped = report_of("good.v1", "gradient", outcome="skipped")
    skipped.longrepr = ("layers.py", 3, "Skipped: not today")
    assert session(skipped) == pytest.ExitCode.OK
    assert any(line.endswith("1 not asked  skipped: not today") for line in section(skipped))


def test_workers_send_what_is_skipped_and_usage_errors():
    summary = Summary(config_of(settings(), loaded()))
    node = SimpleNamespace(workeroutput={"ethan_not_judged": [["nn.Base is abstract"], ["nn:Old"]]})
    summary.pytest_testnodedown(node)
    summary.pytest_testnodedown(SimpleNamespace())  # a worker that has crashed
    assert summary.left_out() == ("nn.Base is abstract", "nn:Old is left out by configuration")
    node.workeroutput["ethan_usage_error"] = "ethan: no layer found"
    with pytest.raises(pytest.UsageError, match="no layer found"):
        summary.pytest_testnodedown(node)
