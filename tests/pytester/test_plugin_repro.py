"""`--ethan-repro`: a file for each failure, which fails alone as it did in the run."""

import subprocess
import sys

import pytest

LAYERS = """
    import numpy as np

    class Scale:
        def __init__(self, features=3):
            self.w = np.linspace(0.5, 1.5, features)

        def forward(self, x):
            self.x = x
            return x * self.w

        def backward(self, g):
            self.dw = (g * self.x).mean(axis=0)
            return g * self.w

    class Dropped:
        def __init__(self, size):
            self.scale = np.ones(size)

        def forward_pass(self, x, training):
            self.x = x
            return x * self.scale * (2.0 if training else 1.0)

        def backward_pass(self, g):
            self.dscale = (g * self.x).sum(axis=0)
            return g * self.scale

    def square_forward(x):
        return x * x

    def square_backward(g, x):
        return g * x
"""

TABLE = """
    [tool.ethan.layers."mylayers:Dropped"]
    init = { size = 4 }
    input = "N 4"
    train = { argument = "training", training = true }
"""

NAMES = ["dropped_v0_gradient.py", "scale_v0_gradient.py", "square_v0_gradient.py"]


@pytest.fixture
def project(pytester):
    pytester.makepyfile(mylayers=LAYERS)
    pytester.makepyprojecttoml(TABLE)
    return pytester


def test_each_failure_gets_a_file_that_fails_alone(project):
    result = project.runpytest("--ethan-check", "mylayers.py", "--ethan-repro=repro")
    assert sorted(file.name for file in (project.path / "repro").iterdir()) == NAMES
    for name in NAMES:
        result.stdout.fnmatch_lines([f"reproduce it: python repro/{name}"])
        ended = subprocess.run(
            [sys.executable, f"repro/{name}"], cwd=project.path, capture_output=True, text=True, check=False
        )
        assert (ended.returncode, ended.stderr) == (1, ""), ended
        first = ended.stdout.splitlines()[0]
        assert first in result.stdout.str()


def test_the_folder_may_stand_in_the_configuration(project):
    with (project.path / "pyproject.toml").open("a") as file:
        file.write('\n[tool.pytest.ini_options]\nethan_repro = "shown"\n')
    project.runpytest("--ethan-check", "mylayers.py", "--ethan-checks=gradient")
    assert sorted(file.name for file in (project.path / "shown").iterdir()) == NAMES


def test_under_xdist_too(project):
    pytest.importorskip("xdist")
    result = project.runpytest("--ethan-check", "mylayers.py::Scale", "--ethan-repro=repro", "-n2")
    result.stdout.fnmatch_lines(["*reproduce it: python repro/scale_v0_gradient.py"])
    assert (project.path / "repro" / "scale_v0_gradient.py").is_file()


def test_what_cannot_be_written_says_why(project):
    (project.path / "taken").write_text("")
    result = project.runpytest("--ethan-check", "mylayers.py::Scale", "--ethan-repro=taken/in")
    result.stdout.fnmatch_lines(["no file reproduces it: *taken/in: Not a directory"])
    assert result.ret == 1


def test_an_empty_name_is_misuse(project):
    result = project.runpytest("--ethan-check", "mylayers.py", "--ethan-repro=")
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*--ethan-repro is empty; name a folder, as in --ethan-repro=repro"])


def test_the_command_takes_it(project):
    project.run(sys.executable, "-m", "ethan_check.command", "check", "mylayers.py:Scale", "--repro", "repro")
    assert [file.name for file in (project.path / "repro").iterdir()] == ["scale_v0_gradient.py"]
