"""The file that shows a failure alone."""

import subprocess
import sys

import numpy as np
import pytest

from ethan_check.engine.entries import EntryRun
from ethan_check.repro.literals import NotWritten
from ethan_check.repro.script import Failure, write_script
from ethan_core.registry import Entry


class HalfBias:
    """Parameters that are drawn; the gradient of the bias is a mean."""

    def __init__(self, width=2):
        self.params = {"W": np.random.normal(size=(3, width)), "b": np.zeros(width)}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return x @ self.params["W"] + self.params["b"]

    def backward(self, g):
        self.grads = {"W": self.x.T @ g, "b": g.mean(axis=0)}
        return g @ self.params["W"].T


class SquareRoot:
    """Right where forward is defined on paper, and wrong beside its threshold."""

    def forward(self, x):
        self.x = x
        return np.maximum(x, 0.5)

    def backward(self, g):
        return g * (self.x > 0.4)


def failure(target, check, **details):
    entry = Entry(f"{target.__name__.lower()}.v0", target, **details)
    run = EntryRun(entry)
    report = run.report([check])
    assert report.verdict == "fail"
    return Failure(entry, None, run.subjects, report, check)


@pytest.mark.parametrize(
    ("target", "check", "details"),
    [(HalfBias, "gradient", {"cases": ({"width": 4},)}), (SquareRoot, "thresholds", {})],
)
def test_a_process_of_its_own_fails_in_the_same_way(target, check, details, tmp_path):
    found = failure(target, check, **details)
    file = write_script(found, tmp_path / "repro")
    assert file.name == f"{target.__name__.lower()}_v0_{check}.py"
    ended = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (1, "")
    headline = found.report.failures[0].message.partition(",")[0]
    assert ended.stdout.startswith(headline)


def test_arrays_that_a_constructor_draws_are_written_out(tmp_path):
    text = write_script(failure(HalfBias, "gradient"), tmp_path).read_text()
    assert "layer.params['W'][...] = np.array([" in text
    assert "HalfBias()" in text


def test_what_has_no_file_says_why(tmp_path):
    class Local(HalfBias):
        pass

    with pytest.raises(NotWritten, match=r"^Local cannot be imported by its name$"):
        write_script(failure(Local, "gradient"), tmp_path)
    assert not list(tmp_path.iterdir())


class Fickle(HalfBias):
    """Wrong in the process in which it was judged, and right elsewhere."""

    wrong = True

    def backward(self, g):
        dx = super().backward(g)
        if not self.wrong:
            self.grads["b"] = g.sum(axis=0)
        return dx


def test_a_file_that_does_not_fail_is_not_written(tmp_path, monkeypatch):
    found = failure(Fickle, "gradient")
    monkeypatch.setattr(Fickle, "wrong", False)
    with pytest.raises(NotWritten, match=r"^run alone it ends otherwise: pass$"):
        write_script(found, tmp_path)
    assert not list(tmp_path.iterdir())
