"""Gradients that backward returns."""

from .library import Library, weights


class InList:
    def __init__(self):
        self.W, self.b = weights()

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def gradients(self, dout):
        return dout @ self.W.T, self.x.T @ dout, dout.sum(axis=0)

    def backward(self, dout):
        dx, dW, db = self.gradients(dout)
        return dx, [dW, db]


class InListWrong(InList):
    def gradients(self, dout):
        dx, dW, db = super().gradients(dout)
        return dx, dW, -db


class Flat(InList):
    def backward(self, dout):
        dx, dW, db = self.gradients(dout)
        return dx, dW, db


class FlatWrong(Flat):
    def gradients(self, dout):
        dx, dW, db = super().gradients(dout)
        return dx, 2 * dW, db


class ByName(InList):
    def backward(self, dout):
        dx, dW, db = self.gradients(dout)
        return dx, {"b": db, "W": dW}


class ByNameWrong(ByName):
    def gradients(self, dout):
        dx, dW, db = super().gradients(dout)
        return dx[::-1], dW, db


class InputLast(InList):
    def backward(self, dout):
        dx, dW, db = self.gradients(dout)
        return dW, db, dx


class InputLastWrong(InputLast):
    def gradients(self, dout):
        dx, dW, db = super().gradients(dout)
        return dx, dW + 0.5, db


class Alike:
    """Two scales of the same shape, whose gradients nothing but forward tells apart."""

    def __init__(self):
        _, self.first = weights()
        self.second = self.first[::-1] + 1

    def forward(self, x):
        self.x = x
        return self.first * x[:, :2] + self.second * x[:, :2] ** 2

    def backward(self, dout):
        x = self.x[:, :2]
        dx = 0 * self.x
        dx[:, :2] = dout * (self.first + 2 * self.second * x)
        return (dx, *[(dout * x**power).sum(axis=0) for power in (2, 1)])


class Named(Alike):
    def backward(self, dout):
        dx, dsecond, dfirst = super().backward(dout)
        return dx, 3 * dsecond, dfirst


LIBRARIES = (
    Library("returned-list", "returned", InList, InListWrong, "dL_db"),
    Library("returned-flat", "returned", Flat, FlatWrong, "dL_dW"),
    Library("returned-by-name", "returned", ByName, ByNameWrong, "dL_dX"),
    Library("returned-input-last", "returned", InputLast, InputLastWrong, "dL_dW"),
    Library("returned-alike", "returned", Alike, Named, "dL_dsecond", ("first", "second")),
)
