"""Backward updates the parameters itself, at a rate that it is given or that the layer holds."""

from .library import Library, weights


class Documented:
    """backward(X, g, lr)."""

    def __init__(self):
        self.W, self.b = weights()

    def forward(self, X):
        return X @ self.W + self.b

    def backward(self, X, g, lr):
        dX = g @ self.W.T
        self.W -= lr * X.T @ g / len(X)
        self.b -= lr * g.mean(axis=0)
        return dX


class DocumentedWrong(Documented):
    def backward(self, X, g, lr):
        dX = super().backward(X, g, lr)
        self.b += 0.25 * lr * g.mean(axis=0)
        return dX


class Remembering:
    """backward(g, lr), which sums over the batch and rebinds its parameters."""

    def __init__(self):
        self.W, self.b = weights()

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, output_gradient, learning_rate):
        dx = output_gradient @ self.W.T
        self.W = self.W - learning_rate * self.x.T @ output_gradient
        self.b = self.b - learning_rate * output_gradient.sum(axis=0)
        return dx


class UpdatesFirst(Remembering):
    """dX of the parameters after the update."""

    def backward(self, output_gradient, learning_rate):
        super().backward(output_gradient, learning_rate)
        return output_gradient @ self.W.T


class WithDefault(Remembering):
    def backward(self, grad, lr=0.01):
        return super().backward(grad, lr)


class WithDefaultWrong(WithDefault):
    def backward(self, grad, lr=0.01):
        return super().backward(grad, lr / 2)


class HoldsRate(Remembering):
    """backward(g), at a rate of the layer's own, with a momentum that does not take part at first."""

    def __init__(self):
        super().__init__()
        self.learning_rate, self.epsilon = 0.1, 1e-8
        self.velocity = 0 * self.W

    def backward(self, grad):
        dx = grad @ self.W.T
        self.velocity = 0.9 * self.velocity + self.x.T @ grad
        self.W -= self.learning_rate * self.velocity
        self.b -= self.learning_rate * grad.sum(axis=0)
        return dx


class HoldsRateWrong(HoldsRate):
    def backward(self, grad):
        dx = super().backward(grad)
        self.b -= self.learning_rate * grad[0]
        return dx


LIBRARIES = (
    Library("fused-update", "fused-update", Documented, DocumentedWrong, "dL_db"),
    Library("fused-update-remembering", "fused-update", Remembering, UpdatesFirst, "dL_dX"),
    Library("fused-update-default", "fused-update", WithDefault, WithDefaultWrong, "dL_dW"),
    Library(
        "fused-update-holds-rate", "fused-update", HoldsRate, HoldsRateWrong, "dL_db", words="learning_rate"
    ),
)
