"""Gradients in attributes beside the parameters, and under keys beside them."""

import numpy as np

from .library import Library, weights


class Linear:
    def __init__(self):
        self.W, self.b = weights()

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class Transposed(Linear):
    def backward(self, dout):
        dx = super().backward(dout)
        self.dW = 1.5 * self.dW
        return dx


class Mangled:
    """Private attributes, gradients first declared empty."""

    def __init__(self):
        self.__weight, self.__bias = weights()
        self.__grad_weight = self.__grad_bias = None

    def forward(self, x):
        self.__x = x
        return x @ self.__weight + self.__bias

    def backward(self, dy):
        self.__grad_weight = self.__x.T @ dy
        self._set_bias(dy)
        return dy @ self.__weight.T

    def _set_bias(self, dy):
        self.__grad_bias = dy.sum(axis=0)


class MangledForgotten(Mangled):
    def _set_bias(self, dy):
        pass


class Keys:
    """One mapping with parameters and gradients side by side."""

    def __init__(self):
        W, b = weights()
        self.store = {"W": W, "b": b, "dW": None, "db": None}

    def forward(self, x):
        self.x = x
        return x @ self.store["W"] + self.store["b"]

    def backward(self, g):
        self.store["dW"], self.store["db"] = self.x.T @ g, g.sum(axis=0)
        return g @ self.store["W"].T


class KeysWrong(Keys):
    def backward(self, g):
        dx = super().backward(g)
        self.store["db"] = self.store["db"] * np.array([1.0, 2.0])
        return dx


class Embedding:
    """Rows of a table; ids are whole numbers, and there is no dX."""

    def __init__(self):
        self.table = np.random.default_rng(3).normal(size=(5, 2))

    def forward(self, ids):
        self.ids = ids
        return self.table[ids]

    def backward(self, g):
        self.grad_table = np.zeros_like(self.table)
        np.add.at(self.grad_table, self.ids, g)


class LostDuplicates(Embedding):
    def backward(self, g):
        self.grad_table = np.zeros_like(self.table)
        self.grad_table[self.ids] += g


LIBRARIES = (
    Library("attributes", "attributes", Linear, Transposed, "dL_dW", words="attributes dW, db"),
    Library("attributes-private", "attributes", Mangled, MangledForgotten, "dL_dbias", ("weight", "bias")),
    Library("attributes-keys", "attributes", Keys, KeysWrong, "dL_db", words="keys 'dW', 'db'"),
    Library(
        "attributes-embedding",
        "attributes",
        Embedding,
        LostDuplicates,
        "dL_dtable",
        ("table",),
        inputs=(np.array([[0, 1, 1], [4, 1, 0]]),),
    ),
)
