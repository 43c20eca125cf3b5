"""What a run is asked to do with baselines."""

import pytest

from ethan_check.baseline.states import FAILING
from ethan_check.pytest_plugin.baseline_settings import baseline_of, read_baseline_settings

STORE = ("--ethan-check", "-o", "ethan_baseline=gradients")


@pytest.fixture(autouse=True)
def _locally(monkeypatch):
    monkeypatch.delenv("CI", raising=False)


def read(project, *arguments):
    return read_baseline_settings(project.parseconfig(*arguments))


def refusal(project, *arguments):
    with pytest.raises(pytest.UsageError) as caught:
        read(project, *arguments)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_without_a_store_there_is_nothing(project):
    config = project.parseconfig("--ethan-check")
    assert baseline_of(config) is None
    assert read_baseline_settings(config) is None
    assert read(project, *STORE, "--ethan-baseline=off") is None


def test_a_store_is_compared_with_by_default(project):
    config = project.parseconfig(*STORE)
    found = read_baseline_settings(config)
    assert baseline_of(config) is found
    assert (found.verb, found.reason, found.fails, found.project) == ("compare", "", FAILING, "")
    assert (found.store.name, found.store.folder) == ("gradients", project.path / "gradients")
    assert not found.writes


def test_what_fails_depends_on_where_it_runs_and_on_the_project(project, monkeypatch):
    for value, fails in (("true", True), ("1", True), ("", False), ("false", False), ("0", False)):
        monkeypatch.setenv("CI", value)
        assert ("no entry" in read(project, *STORE).fails) is fails
    chosen = read(project, *STORE, "-o", "ethan_baseline_fails=changed, costlier\ngone")
    assert chosen.fails == ("changed", "costlier", "gone")
    assert "names 'chnged', which is no state; did you mean changed" in refusal(
        project, *STORE, "-o", "ethan_baseline_fails=chnged"
    )


def test_a_reason_is_one_line(project):
    found = read(project, *STORE, "--ethan-baseline=update", "--ethan-reason=so\n and  so")
    assert (found.reason, found.writes) == ("so and so", True)


def test_what_contradicts_itself_is_refused(project):
    assert "contradict each other" in refusal(
        project, *STORE, "--ethan-baseline=new", "--ethan-baseline=prune"
    )
    assert "--ethan-baseline=update changes" not in refusal(project, *STORE, "--ethan-reason=x")
    assert "needs a store, and none is configured" in refusal(project, "--ethan-baseline=compare")
    (project.path / "pyproject.toml").write_text('[tool.ethan]\nbaseline = "other"\n')
    assert "keep one of them" in refusal(project, *STORE)


def test_the_configuration_file_names_a_store_too(project):
    (project.path / "pyproject.toml").write_text(
        '[project]\nname = "demo"\n[tool.ethan]\nbaseline = "other"\n'
    )
    found = read(project, "--ethan-check")
    assert (found.store.name, found.project) == ("other", "demo")
