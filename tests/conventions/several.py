"""Several inputs and several outputs."""

import numpy as np

from .library import Library


class Product:
    def forward(self, a, b):
        self.a, self.b = a, b
        return a * b

    def backward(self, g):
        return g * self.b, g * self.a


class ProductWrong(Product):
    def backward(self, g):
        return g * self.b, g * self.b


class InOneList:
    def forward(self, inputs):
        self.inputs = inputs
        return np.concatenate(inputs, axis=1)

    def backward(self, g):
        width = self.inputs[0].shape[1]
        return [g[:, :width], g[:, width:]]


class InOneListWrong(InOneList):
    def backward(self, g):
        first, second = super().backward(g)
        return [first, second[:, ::-1]]


class Split:
    def forward(self, x):
        self.x = x
        return np.sin(x), np.cos(x)

    def backward(self, dsin, dcos):
        return dsin * np.cos(self.x) - dcos * np.sin(self.x)


class SplitWrong(Split):
    def backward(self, dsin, dcos):
        return dsin * np.cos(self.x) + dcos * np.sin(self.x)


class SplitTuple(Split):
    def backward(self, grads):
        return super().backward(*grads)


class SplitTupleWrong(Split):
    def backward(self, grads):
        return super().backward(grads[0], 0 * grads[1])


_rng = np.random.default_rng(7)
PAIR = (_rng.normal(size=(4, 3)), _rng.normal(size=(4, 3)))

LIBRARIES = (
    Library("two-inputs", "plain", Product, ProductWrong, "dL_dX1", (), PAIR),
    Library("two-inputs-in-one-list", "plain", InOneList, InOneListWrong, "dL_dX1", (), PAIR),
    Library("two-outputs", "plain", Split, SplitWrong, "dL_dX", ()),
    Library("two-outputs-in-one-tuple", "plain", SplitTuple, SplitTupleWrong, "dL_dX", ()),
)
