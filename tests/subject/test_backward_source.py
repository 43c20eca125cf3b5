"""The file and line in which a layer's backward begins."""

import inspect
import os
from pathlib import Path

import numpy as np
import pytest

from ethan_check.subject.backward_source import backward_source, shown_place
from ethan_core.fn import Relu


class Square:
    def forward(self, x):
        return x * x

    def backward(self, g):
        return g


class Child(Square):
    pass


class OfEach:
    @staticmethod
    def grad(z):
        return z


class StandsIn(Square):
    def __init__(self):
        self.ethan_backward = OfEach.grad


class StandsInForNoLines(Square):
    ethan_backward = np.sin


class Raises:
    @property
    def __class__(self):
        raise ValueError("no")


LINES = {
    "Square": inspect.getsourcelines(Square.backward)[1],
    "OfEach": inspect.getsourcelines(OfEach)[1] + 1,
}


@pytest.mark.parametrize(
    ("layer", "line"),
    [
        (Square(), LINES["Square"]),
        (Square, LINES["Square"]),
        (Child(), LINES["Square"]),
        (OfEach(), LINES["OfEach"]),
        (StandsIn(), LINES["OfEach"]),
    ],
)
def test_the_line_of_backward(layer, line):
    assert backward_source(layer) == (__file__, line)


def test_what_stands_for_a_function_without_lines_does_not_show_its_own():
    assert backward_source(StandsInForNoLines()) is None


def test_the_layer_s_own_file_comes_first():
    file, _ = backward_source(Relu())
    assert Path(file).name == "relu.py"


@pytest.mark.parametrize("thing", [object(), 3, {}.get])
def test_nobody_can_tell(thing):
    assert backward_source(thing) is None


def test_a_place_is_shown_from_where_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert shown_place((str(tmp_path / "nn" / "layers.py"), 3)) == str(Path("nn/layers.py")) + ":3"
    assert shown_place(("/elsewhere/layers.py", 3)) == "/elsewhere/layers.py:3"


def test_a_place_is_shown_whole_where_nobody_says_where_we_are(monkeypatch):
    def refuse():
        raise RuntimeError("no more")

    monkeypatch.setattr(os, "getcwd", refuse)
    assert shown_place(("/elsewhere/layers.py", 3)) == "/elsewhere/layers.py:3"
