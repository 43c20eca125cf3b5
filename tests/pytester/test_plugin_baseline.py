"""Baselines in a run: verbs, states, and what may never happen."""

import json
import re
import subprocess
import sys

import pytest

INI = """
[project]
name = "demo"

[tool.pytest.ini_options]
ethan_check = true
ethan_layers = ["layers"]
ethan_baseline = "gradients"
"""

ALL = "--all-checks"


@pytest.fixture(autouse=True)
def _locally(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")


@pytest.fixture
def demo(layers):
    """Two layers, `good.v1` and `halved.v1`, in a project that configures a store."""
    (layers.path / "pyproject.toml").write_text(INI)
    return layers


def without(project, name):
    """Take one of the two layers out of the module."""
    source = (project.path / "layers.py").read_text()
    registration = rf'\n\n@register\("{name}"\)\nclass \w+\(Square\):\n(    .*\n|\n(?=    ))+'
    project.module("layers", re.sub(registration, "\n", source))


def edit(project, old, new):
    project.edit("layers", old, new)


def files(project, folder="gradients"):
    return {file.name: file.read_text() for file in sorted((project.path / folder).glob("*"))}


def lines(result, start):
    return [line for line in result.outlines if line.startswith(start)]


def test_without_a_store_there_is_no_trace(layers):
    layers.pytester.makeconftest(
        "import sys\n\ndef pytest_sessionfinish():\n"
        "    print('\\nloaded:', *sorted(name for name in sys.modules if 'baseline' in name))\n"
    )
    result = layers.run_apart("--ethan-check", "--ethan-layers=layers", "-v")
    assert not [line for line in result.outlines if "::baseline" in line]
    assert lines(result, "loaded:") == [
        "loaded: ethan_check.pytest_plugin.baseline_options ethan_check.pytest_plugin.baseline_settings"
    ]


def test_switched_off_there_is_none_either(demo):
    assert not [item for item in demo.items("--ethan-baseline=off") if "baseline" in item]


def test_each_layer_has_an_item_and_a_full_run_one_more(demo):
    found = [item for item in demo.items(ALL) if "baseline" in item]
    assert found == ["ethan::good.v1::baseline", "ethan::halved.v1::baseline", "ethan::baseline::gone"]


@pytest.mark.parametrize(
    "partial",
    [
        ("-k", "good or baseline"), ("--ethan-checks=gradient",), ("--ethan-layers=layers:Good",), ("--lf",),
        ("ethan::good.v1",), ("--ethan-only",), ("--deselect=ethan::good.v1::gradient",), ("-m", "ethan"),
    ],
)  # fmt: skip
def test_a_run_of_a_part_cannot_tell_what_is_gone(demo, partial):
    assert "ethan::baseline::gone" not in demo.items(*(() if "checks" in partial[0] else (ALL,)), *partial)


def test_a_layer_without_an_entry_is_skipped_locally_and_fails_in_ci(demo, monkeypatch):
    without(demo, "halved.v1")
    result = demo.run()
    assert result.ret == 0
    assert lines(result, "good.v1: no entry") == [
        'good.v1: no entry; make one: pytest "ethan::good.v1" --ethan-baseline=new'
    ]
    monkeypatch.setenv("CI", "true")
    result = demo.run()
    assert result.parseoutcomes()["failed"] == 1
    assert lines(result, "compare with") == ["compare with gradients: 1 layer: 1 no entry"]
    monkeypatch.setenv("CI", "false")
    assert demo.run().ret == 0


def test_new_compare_and_update(demo):
    without(demo, "halved.v1")
    result = demo.run("--ethan-baseline=new")
    assert result.ret == 0
    assert lines(result, "written") == ["written: good.v1"]
    before = files(demo)
    assert list(before) == ["good.v1.json"]
    for verb in ("new", "compare", "update"):
        result = demo.run(f"--ethan-baseline={verb}")
        assert result.ret == 0
        assert lines(result, verb) == [f"{verb} with gradients: 1 layer: 1 same"]
        assert files(demo) == before
    edit(demo, "return 2 * self.X * dL_dY", "return 2 * self.X.copy() * dL_dY")
    result = demo.run()
    assert result.ret == 0
    (line,) = lines(result, "good.v1: costlier: ")
    assert line.endswith(" times the bytes of one forward and backward")
    assert files(demo) == before
    result = demo.run("--ethan-baseline=update")
    assert result.parseoutcomes()["failed"] == 1
    assert "nothing is written without a reason, as a stored value changes" in result.stdout.str()
    assert files(demo) == before
    result = demo.run("--ethan-baseline=update", "--ethan-reason=X is copied")
    assert result.ret == 0
    assert lines(result, "updated") == ["updated: good.v1"]
    (after,) = files(demo).values()
    old, new = json.loads(before["good.v1.json"]), json.loads(after)
    assert new["written"]["reason"] == "X is copied"
    assert new["written"]["on"] == "1970-01-02T00:00:00Z"
    assert [key for key in old if old[key] != new[key]] == ["cases", "written"]
    assert all(old["cases"][key]["values"] == new["cases"][key]["values"] for key in old["cases"])


def test_a_changed_gradient_fails_for_a_reason_of_its_own(demo):
    demo.run("--ethan-baseline=new", "--ethan-reason=halved is wrong on purpose")
    assert list(files(demo)) == ["good.v1.json", "halved.v1.json"]
    result = demo.run()
    assert result.parseoutcomes()["failed"] == 1  # The gradient of halved.v1, and no baseline.
    edit(demo, "return 2 * self.X * dL_dY", "return 3 * self.X * dL_dY")
    result = demo.run()
    assert lines(result, "good.v1: changed") == ["good.v1: changed: dL_dX is 1.5 times what it was"]
    assert (
        "  the mathematics does not pass any more (gradient: fail): the change is a mistake"
        in result.outlines
    )


def test_a_layer_that_does_not_pass_needs_a_reason(demo):
    result = demo.run("--ethan-baseline=new")
    assert list(files(demo)) == ["good.v1.json"]
    (line,) = lines(result, "halved.v1: nothing")
    assert line.startswith(
        "halved.v1: nothing is written without a reason, as it does not pass (gradient: fail): pytest"
    )


def test_what_fails_is_the_projects_choice(demo):
    without(demo, "halved.v1")
    demo.run("--ethan-baseline=new")
    edit(demo, "return 2 * self.X * dL_dY", "return 2 * self.X.copy() * dL_dY")
    assert demo.run("-o", "ethan_baseline_fails=costlier, changed").ret == 1
    edit(demo, "return 2 * self.X.copy() * dL_dY", "return 3 * self.X * dL_dY")
    result = demo.run("-o", "ethan_baseline_fails=gone")
    assert [line.split(" - ")[0] for line in lines(result, "FAILED")] == ["FAILED ethan::good.v1::gradient"]
    assert lines(result, "good.v1: changed") == ["good.v1: changed: dL_dX is 1.5 times what it was"]
    result = demo.run("-o", "ethan_baseline_fails=slower")
    assert result.ret == 4
    assert "ethan_baseline_fails names 'slower', which is no state" in result.stderr.str()


def run_all(project, *arguments):
    """Every check of every layer, so that the run is a full one."""
    return project.run(ALL, *arguments)


def test_a_layer_that_is_gone_is_reported_and_pruned(demo):
    run_all(demo, "--ethan-baseline=new", "--ethan-reason=halved")
    without(demo, "halved.v1")
    edit(demo, "good.v1", "good.v2")
    result = run_all(demo)
    assert "good.v1: gone, and good.v2 is there: was its version raised?" in result.outlines
    assert "halved.v1: gone: it is in the store, and no layer has that name" in result.outlines
    assert lines(result, "compare with") == ["compare with gradients: 1 layer: 1 no entry, 2 gone"]
    assert len(files(demo)) == 2
    for partial in (("-k", "good"), ("--lf",), ("ethan::good.v2",)):
        result = run_all(demo, "--ethan-baseline=prune", *partial)
        assert result.ret == 4
        assert "--ethan-baseline=prune needs a run that sees every layer" in result.stderr.str()
    assert len(files(demo)) == 2
    result = run_all(demo, "--ethan-baseline=prune")
    assert lines(result, "removed") == ["removed: good.v1", "removed: halved.v1"]
    assert files(demo) == {}


def test_a_broken_source_prunes_nothing(demo):
    run_all(demo, "--ethan-baseline=new", "--ethan-reason=halved")
    before = files(demo)
    (demo.path / "layers.py").write_text("raise RuntimeError('no')")
    result = run_all(demo)
    assert "gone" not in result.stdout.str()
    result = run_all(demo, "--ethan-baseline=prune")
    assert result.ret == 4
    assert files(demo) == before


def test_a_module_that_cannot_be_collected_prunes_nothing(demo):
    run_all(demo, "--ethan-baseline=new", "--ethan-reason=halved")
    without(demo, "halved.v1")
    demo.module("test_broken", "raise RuntimeError('no')")
    before = files(demo)
    run_all(demo, "--ethan-baseline=prune", "--continue-on-collection-errors")
    assert files(demo) == before


def test_a_selection_touches_the_selected_alone_and_keeps_what_did_not_run(demo):
    run_all(demo, "--ethan-baseline=new", "--ethan-reason=halved")
    before = files(demo)
    edit(demo, "return 2 * self.X * dL_dY", "return 2 * self.X.copy() * dL_dY")
    edit(demo, "return self.X * dL_dY", "return self.X.copy() * dL_dY")
    run_all(demo, "--ethan-baseline=update", "--ethan-reason=copies", "-k", "good and baseline")
    after = files(demo)
    assert after["halved.v1.json"] == before["halved.v1.json"]
    old, new = json.loads(before["good.v1.json"]), json.loads(after["good.v1.json"])
    assert old["checks"] == new["checks"]
    assert old["cases"] != new["cases"]


def test_an_interrupted_run_writes_nothing(demo):
    without(demo, "halved.v1")
    demo.pytester.makeconftest(
        "import pytest\n\n"
        "@pytest.hookimpl(trylast=True)\n"
        "def pytest_runtest_logreport(report):\n"
        "    if report.nodeid == 'ethan::good.v1::baseline' and report.when == 'teardown':\n"
        "        raise KeyboardInterrupt\n"
    )
    result = demo.run_apart("--ethan-baseline=new")
    assert result.ret == 2
    assert "nothing was written: the run did not come to its end" in result.outlines
    assert not (demo.path / "gradients").exists()


def test_a_damaged_file_is_named_and_left_as_it_is(demo):
    without(demo, "halved.v1")
    demo.run("--ethan-baseline=new")
    demo.run("--ethan-baseline=new")
    file = demo.path / "gradients" / "good.v1.json"
    whole = file.read_text()
    for damage, words in (
        (whole[:100], "is not JSON"),
        (whole.replace('"ethan_baseline": 1', '"ethan_baseline": 9'), "install a newer one"),
        (f"<<<<<<< HEAD\n{whole}=======\n{whole}>>>>>>> theirs\n", "git merge conflict"),
    ):
        file.write_text(damage)
        (demo.path / "gradients" / "aaa.v1.json").write_text(whole.replace("good.v1", "aaa.v1"))
        for verb in ("compare", "new", "update"):
            result = demo.run(f"--ethan-baseline={verb}", "--ethan-reason=x" if verb != "compare" else "-q")
            assert result.ret == 1
            (line,) = lines(result, "gradients/good.v1.json: ")
            assert words in line
            assert file.read_text() == damage


def test_the_seed_is_that_of_the_entry(demo):
    without(demo, "halved.v1")
    demo.run("--ethan-baseline=new")
    before = files(demo)
    for verb in ("compare", "update"):
        result = demo.run("--ethan-seed=7", f"--ethan-baseline={verb}")
        assert lines(result, verb) == [f"{verb} with gradients: 1 layer: 1 same"]
    assert files(demo) == before


def test_the_table_of_the_configuration_file_names_the_store_too(demo):
    (demo.path / "pyproject.toml").write_text(
        INI.replace('ethan_baseline = "gradients"', "") + '\n[tool.ethan]\nbaseline = "remembered"\n'
    )
    without(demo, "halved.v1")
    demo.run("--ethan-baseline=new")
    assert list(files(demo, "remembered")) == ["good.v1.json"]


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        (("ethan_baseline", "#"), ["--ethan-baseline=update"], "--ethan-baseline=update needs a store, and "),
        (("ethan_baseline", "#"), ["--ethan-reason=x"], "--ethan-reason needs a store"),
        (None, ["--ethan-baseline=new", "--ethan-baseline=update"], "contradict each other: give one"),
        (None, ["--ethan-baseline=all"], "invalid choice: 'all'"),
        (None, ["--ethan-reason=x"], "--ethan-reason says why stored values change, and "),
        (None, ["--ethan-baseline=update", "--ethan-reason= "], "--ethan-reason is empty"),
        (('"gradients"', '"layers.py"'), [], "layers.py: is a file, expected a folder"),
        (('"gradients"', '"layers.py/in"'), ["--ethan-baseline=new"], "cannot be read: Not a dir"),
        (("# end", '[tool.ethan]\nbaseline = "other"'), [], "ethan_baseline is 'gradients' and baseline of"),
        (("# end", "[tool.ethan]\nbaseline = 3"), [], "[tool.ethan]: baseline is 3, expected a folder"),
        (('ethan_baseline = "gradients"', "ethan_baseline = ['a', 'b']"), [], "expected a folder"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_before_anything_runs(demo, change, arguments, words):
    text = INI + "# end\n"
    (demo.path / "pyproject.toml").write_text(text if change is None else text.replace(*change))
    result = demo.run(*arguments)
    assert result.ret == 4
    errors = [line for line in result.errlines if "rror" in line]
    assert any(words in line for line in result.errlines), result.errlines
    assert len(errors) <= 2
    assert "Traceback" not in result.stderr.str()
    assert not lines(result, "ethan::")


def test_a_store_of_another_project_is_refused_before_anything_runs(demo):
    without(demo, "halved.v1")
    demo.run("--ethan-baseline=new")
    (demo.path / "pyproject.toml").write_text(INI.replace('"demo"', '"renamed"'))
    result = demo.run()
    assert result.ret == 4
    (line,) = [line for line in result.errlines if "another" in line or "project" in line]
    assert "gradients/good.v1.json: is a baseline of the project 'demo', and this is 'renamed'" in line


def test_a_layer_that_cannot_run_is_the_other_items_affair(demo):
    without(demo, "halved.v1")
    demo.run("--ethan-baseline=new")
    edit(demo, "return X * X", "raise ValueError('no')")
    result = demo.run("-rs")
    assert "good.v1 cannot be judged, and so not be measured: see its other items" in result.stdout.str()
    assert result.parseoutcomes()["failed"] == 1


def test_two_processes_and_one_write_the_same(demo):
    pytest.importorskip("xdist")
    run_apart = demo.run_apart
    run_apart(ALL, "--ethan-baseline=new", "--ethan-reason=halved", "-p", "no:xdist")
    alone = files(demo)
    assert len(alone) == 2
    for dist in ("load", "loadscope"):
        for file in (demo.path / "gradients").iterdir():
            file.unlink()
        result = run_apart(ALL, "--ethan-baseline=new", "--ethan-reason=halved", "-n", "2", "--dist", dist)
        assert lines(result, "written") == ["written: good.v1", "written: halved.v1"]
        assert {name: _compared(text) for name, text in files(demo).items()} == {
            name: _compared(text) for name, text in alone.items()
        }
    result = run_apart(ALL, "-n", "2")
    assert lines(result, "compare with") == ["compare with gradients: 2 layers: 2 same"]


def _compared(text):
    """The text without what is never compared: how long it took is part of that."""
    whole = json.loads(text)
    del whole["written"]
    return json.dumps(whole)


def test_two_runs_at_once_leave_whole_files(demo):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--ethan-checks=shapes",
        "--ethan-baseline=update",
        "--ethan-reason=x",
    ]
    runs = [subprocess.Popen(command, cwd=demo.path, stdout=subprocess.PIPE) for _ in range(2)]
    outputs = [run.communicate()[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], outputs
    assert list(files(demo)) == ["good.v1.json", "halved.v1.json"]
    assert all(json.loads(text)["ethan_baseline"] == 1 for text in files(demo).values())
