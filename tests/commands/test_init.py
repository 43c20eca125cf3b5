"""`ethan init`: the tables that layers lack, written into the file."""

import sys
import tomllib

import pytest

from ethan_check.command import main

LAYERS = """
import numpy as np


class Linear:
    def __init__(self, n_in, n_out):
        self.W = np.arange(n_in * n_out, dtype=float).reshape(n_in, n_out) / 7

    def forward(self, x):
        self.x = x
        return x @ self.W

    def backward(self, g):
        self.dW = self.x.T @ g
        return g @ self.W.T


class Act:
    def __init__(self, activation):
        self.activation = activation

    def forward(self, x):
        return self.activation(x)

    def backward(self, g):
        return g


class Shy:
    def forward(self, x):
        raise ValueError(f"no {x.shape}")

    def backward(self, g):
        return g


class Relu:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, g):
        return g * (self.x > 0)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "initiated.py").write_text(LAYERS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield tmp_path
    sys.modules.pop("initiated", None)


def test_each_layer_that_lacks_one_gets_a_table_and_is_named(folder, capsys):
    (folder / "pyproject.toml").write_text('[project]\nname = "mine"  # keep\n')
    assert main(["init", "initiated.py"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "initiated:Act: fill in what it needs",
        "initiated:Linear: filled in",
        "initiated:Shy: fill in what it needs",
        "3 tables are written to pyproject.toml",
    ]
    text = (folder / "pyproject.toml").read_text()
    assert text.startswith('[project]\nname = "mine"  # keep\n')
    tables = tomllib.loads(text)["tool"]["ethan"]["layers"]
    assert tables == {
        "initiated:Act": {}, "initiated:Linear": {"init": {"n_in": 4, "n_out": 6}}, "initiated:Shy": {},
    }  # fmt: skip


def test_a_second_time_nothing_is_written(folder, capsys):
    main(["init", "initiated.py:Linear"])
    before = (folder / "pyproject.toml").read_text()
    capsys.readouterr()
    assert main(["init", "initiated.py:Linear"]) == 0
    assert capsys.readouterr().out == "no layer lacks a table\n"
    assert (folder / "pyproject.toml").read_text() == before


def test_the_file_may_be_another(folder):
    assert main(["init", "initiated:Linear", "--config", "ethan.toml"]) == 0
    assert tomllib.loads((folder / "ethan.toml").read_text()) == {
        "layers": {"initiated:Linear": {"init": {"n_in": 4, "n_out": 6}}}
    }


def test_misuse_is_one_line(folder, capsys):
    assert main(["init", "initiate.py"]) == 4
    assert (
        capsys.readouterr().err == "ethan: initiate.py: there is no such file; did you mean initiated.py?\n"
    )
    with pytest.raises(SystemExit) as ended:
        main(["init"])
    assert ended.value.code == 4
