"""What the table of a layer would say, tried."""

import sys

import pytest

from ethan_check.loading.manager import load
from ethan_check.proposals.proposal import propose

SOURCE = """
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


class Embedding:
    def __init__(self, words, features):
        self.W = np.arange(words * features, dtype=float).reshape(words, features) / 7

    def forward(self, ids):
        self.ids = ids
        return self.W[ids]

    def backward(self, g):
        self.dW = np.zeros_like(self.W)
        np.add.at(self.dW, self.ids, g)


class Raising:
    def __init__(self, size):
        sys.exit(3)

    def forward(self, x):
        return x

    def backward(self, g):
        return g


class Act:
    def __init__(self, activation):
        self.activation = activation

    def forward(self, x):
        return self.activation(x)

    def backward(self, g):
        return g
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    (tmp_path / "proposed_layers.py").write_text("import sys\n" + SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    yield "proposed_layers"
    sys.modules.pop("proposed_layers", None)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Linear", {"init": {"n_in": 4, "n_out": 6}}),
        (
            "Embedding",
            {"init": {"words": 4, "features": 6}},  # The ids are found by trying.
        ),
        ("Raising", {}),
        ("Act", {}),
    ],
)
def test_what_is_proposed_lets_the_layer_be_judged(module, name, content):
    loaded = load([f"{module}:{name}"], entry_points=())
    (error,) = loaded.broken
    assert propose(error.name, error.template, loaded).content == content
