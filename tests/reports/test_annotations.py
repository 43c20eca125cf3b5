"""Lines that a workflow prints for GitHub to show."""

from ethan_check.reports.annotations import render
from reports.runs import failing, passing, results, unjudged


def test_one_line_for_each_check_that_needs_somebody_the_worst_first(tmp_path):
    lines = render(results(), tmp_path).splitlines()
    assert [line.partition("::")[2].split(" ")[0] for line in lines] == ["error", "error", "error", "warning"]
    assert lines[0] == "::error title=my-layers is not loaded::my-layers: ImportError: no (mine.py:3)"
    assert lines[1].startswith(
        "::error file=layers.py,line=24,title=halved.v1%3A gradient::halved.v1: dL_dX is 1/2 of the "
        "derivative, in every entry (batch size 2)%0A  looks like: "
    )


def test_a_run_without_faults_prints_nothing(tmp_path):
    assert render(results(passing(), not_loaded=()), tmp_path) == ""


def test_a_name_cannot_add_a_command_or_a_property(tmp_path):
    (line, *others) = render(
        results(failing("a,line=1::\n::stop-commands::x"), not_loaded=()), tmp_path
    ).split("\n")
    assert not others
    assert "title=a%2Cline=1%3A%3A%0A%3A%3Astop-commands%3A%3Ax%3A gradient::" in line


def test_what_has_no_place_has_no_file(tmp_path):
    assert render(results(unjudged(), not_loaded=()), tmp_path).startswith(
        "::warning title=shy.v1%3A gradient::"
    )
