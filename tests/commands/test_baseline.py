"""`ethan baseline`; on git revisions in tests/pytester/test_baseline_demonstration.py."""

import json

import pytest
from baseline.samples import array, entry, with_value

from ethan_check.baseline.store import Store
from ethan_check.command import main
from ethan_check.commands.baseline import configured_store


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command in a folder with the stores `one` and `other`."""
    monkeypatch.chdir(tmp_path)
    Store(tmp_path / "one", "one").write(entry())
    other = with_value(
        entry(written={"reason": "on arm", "platform": "arm"}), dL_dX=array(0.25 + 1e-13, 3.0, -1.0)
    )
    Store(tmp_path / "other", "other").write(other)

    def action(*arguments):
        code = main(["baseline", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return action


def test_a_difference_ends_with_one_and_none_with_zero(run):
    assert run("diff", "one", "one") == (0, "all the same\n", "")
    code, out, _ = run("diff", "one", "other")
    assert code == 1
    assert out.startswith("square.v1: changed: dL_dX changed by 3e-14 of its size\n")
    code, out, _ = run("diff", "one", "other", "--format=json")
    assert (code, json.loads(out)[0]["state"]) == (1, "changed")
    assert run("diff", "one", "other", "--format=markdown")[1].startswith("| layer | state |")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("diff", "one", "nowhere"), "ethan: nowhere: is no folder, and no store is configured"),
        (("diff", "one", "nowhere", "--store=one"), "ethan: nowhere: is neither a folder nor a git revision"),
        (("log", "square.v1"), "ethan: no store is configured: name its folder with --store"),
        (
            ("calibrate", "nowhere", "one"),
            "ethan: nowhere: is no folder, and what is widened is written there",
        ),
        (("calibrate", "empty", "one"), "ethan: empty and one have no layer in common"),
        (("log", "square.v1", "--store=one"), "ethan: git log: not a git repository"),
    ],
)
def test_misuse_is_one_line_and_ends_with_four(run, tmp_path, arguments, words):
    (tmp_path / "empty").mkdir()
    code, out, err = run(*arguments)
    assert (code, out) == (4, "")
    assert err.startswith(words)
    assert err.count("\n") == 1


def test_what_argparse_refuses_ends_with_four_as_well(run):
    for arguments in ((), ("diff", "one"), ("diff", "one", "other", "--format=xml")):
        with pytest.raises(SystemExit) as caught:
            run(*arguments)
        assert caught.value.code == 4


def test_calibrating_writes_what_two_platforms_showed(run, tmp_path):
    assert run("diff", "one", "other")[0] == 1
    code, out, _ = run("calibrate", "one", "other")
    assert (code, out) == (
        0,
        "square.v1: widened: dL_dX of case 0 float64: 1.0e-14 to 3.0e-12\n1 allowance widened\n",
    )
    assert run("diff", "one", "other")[0] == 0
    before = (tmp_path / "one" / "square.v1.json").read_text()
    assert run("calibrate", "one", "other")[1] == "0 allowances widened\n"
    assert (tmp_path / "one" / "square.v1.json").read_text() == before


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pyproject.toml", '[tool.ethan]\nbaseline = "gradients"'),
        ("pyproject.toml", '[tool.pytest.ini_options]\nethan_baseline = "gradients"'),
        ("pyproject.toml", '[tool.pytest]\nethan_baseline = "gradients"'),
        ("pytest.ini", "[pytest]\nethan_baseline = gradients"),
        ("tox.ini", "[pytest]\nethan_baseline = gradients"),
        ("setup.cfg", "[tool:pytest]\nethan_baseline = gradients"),
    ],
)
def test_the_store_is_the_configured_one(tmp_path, file, text):
    assert configured_store(tmp_path) == ""
    (tmp_path / file).write_text(text)
    assert configured_store(tmp_path) == "gradients"


@pytest.mark.parametrize(
    "text", ["[", "tool = 3", "[tool]\nethan = 3\npytest = 3", "[tool.ethan]\nbaseline = 3"]
)
def test_a_file_that_says_something_else_configures_none(tmp_path, text):
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / "pytest.ini").write_text("no ini")
    assert configured_store(tmp_path) == ""
