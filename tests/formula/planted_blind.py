"""More planted formula bugs, thought of when the check was done.

They tell how well it does on mistakes that nobody had in mind when it was written: at first sight, of the
30 that could be run, all were caught and 28 blamed on the right party. (Two were planted amiss, and mended.)
"""

from __future__ import annotations

from ethan_core.fn import MSE, CrossEntropy, Relu, Sigmoid, Softmax, SoftmaxCrossEntropy
from ethan_core.net import Conv2d, Dropout, Flatten, MaxPool2d, Mlp

from .planted import Planted

_DROPOUT_LINE = "mask[*i]*dL/dY[*i]/(1 - p) if training else dL/dY[*i]"

BLIND = (
    Planted(
        Flatten,
        "forward",
        "index",
        "X.reshape(X.shape[0], prod(X.shape[1:])).copy()",
        "X.reshape(X.shape[0], prod(X.shape[1:]))[::-1].copy()",
    ),
    Planted(
        Flatten,
        "backward",
        "index",
        "return dL_dY.reshape(X.shape).copy(), {}",
        "return dL_dY.reshape(X.shape, order='F').copy(), {}",
    ),
    Planted(
        Flatten,
        "backward",
        "missing 1/N",
        "return dL_dY.reshape(X.shape).copy(), {}",
        "return dL_dY.reshape(X.shape) / len(X), {}",
    ),
    Planted(Flatten, "documentation", "missing 1/N", "= dL/dY[n,flat(*i)]", "= dL/dY[n,flat(*i)]/N"),
    Planted(Dropout, "backward", "sign", "self._masked(dL_dY, self.mask)", "self._masked(dL_dY, ~self.mask)"),
    Planted(
        Dropout,
        "backward",
        "constant",
        "return self._masked(dL_dY, self.mask), {}",
        "return self._masked(dL_dY, self.mask) / (self._kept if self.p else 1.0), {}",
    ),
    Planted(
        Dropout,
        "documentation",
        "missing term",
        _DROPOUT_LINE,
        "mask[*i]*dL/dY[*i]/(1 - p)",
    ),
    Planted(
        Dropout,
        "documentation",
        "boundary",
        _DROPOUT_LINE,
        "mask[*i]*dL/dY[*i]/(1 - p) if not training else dL/dY[*i]",
    ),
    Planted(
        SoftmaxCrossEntropy,
        "forward",
        "range",
        "np.log1p(others) - scores",
        "np.log(others) - scores",
    ),
    Planted(
        SoftmaxCrossEntropy,
        "backward",
        "missing 1/N",
        " - _sum_of_others(E) / total * target",
        " - _sum_of_others(E) / total * target / len(target)",
    ),
    Planted(
        SoftmaxCrossEntropy,
        "backward",
        "index",
        "total = E.sum(axis=-1, keepdims=True)",
        "total = E.sum(axis=0, keepdims=True)",
    ),
    Planted(
        SoftmaxCrossEntropy,
        "documentation",
        "index",
        "sum(exp(prediction[n,*i,t]) for t)",
        "sum(exp(prediction[n,*i,t]) for t if t > 0)",
    ),
    Planted(
        SoftmaxCrossEntropy,
        "documentation",
        "sign",
        "*sum(target[n,*i,t] for t) - target[n,*i,c]",
        "*sum(target[n,*i,t] for t) + target[n,*i,c]",
    ),
    Planted(Sigmoid, "forward", "constant", "return logistic(X)", "return logistic(X) + 1e-9"),
    Planted(Sigmoid, "backward", "sign", "dL_dY * logistic_slope(X)", "-dL_dY * logistic_slope(X)"),
    Planted(
        Sigmoid,
        "documentation",
        "constant",
        "= exp(-X[*i])/(1 + exp(-X[*i]))**2",
        "= exp(-X[*i])/(1 + exp(-X[*i]))**3",
    ),
    Planted(
        Softmax,
        "backward",
        "range",
        "(G * Y).sum(axis=self.axis, keepdims=True)",
        "(G * Y).mean(axis=self.axis, keepdims=True)",
    ),
    Planted(
        Softmax,
        "documentation",
        "index",
        "formula=_formula(before, after)",
        'formula=_formula(before, after).replace("if i == j", "if i == 0")',
    ),
    Planted(Relu, "forward", "boundary", "np.maximum(X, 0)", "np.where(X > -1e-3, X, 0)"),
    Planted(
        Relu, "backward", "constant", "np.where(X > 0, dL_dY, 0)", "np.where(X > 0, dL_dY, 1e-6 * dL_dY)"
    ),
    Planted(
        MSE,
        "backward",
        "index",
        "2 * (prediction - target)",
        "2 * (prediction - target[::-1])",
    ),
    Planted(MSE, "documentation", "constant", "target[n,*i])**2 for", "target[n,*i])**3 for"),
    Planted(
        CrossEntropy,
        "backward",
        "boundary",
        "return 0 - target / np.where(prediction.real >= eps, prediction, eps)",
        "return 0 - target / np.where(prediction.real >= 0.1, prediction, 0.1)",
    ),
    Planted(CrossEntropy, "documentation", "constant", "eps = 2**-511", "eps = 2**-3"),
    Planted(
        MaxPool2d,
        "backward",
        "missing 1/N",
        "return dL_dX, {}",
        "return dL_dX / len(X), {}",
    ),
    Planted(
        MaxPool2d,
        "documentation",
        "range",
        "if first_argmax(X[n,c,i*sh+p,j*sw+q] for p < kh, q < kw)",
        "if first_argmax(X[n,c,i*sh+p,j*sw+q] for p < kh, q < kh)",
    ),
    Planted(
        MaxPool2d,
        "forward",
        "index",
        "return np.take(X, self._chosen(X.real))",
        "return np.take(X, self._chosen(X.real)[:, ::-1])",
    ),
    Planted(
        Conv2d,
        "forward",
        "sign",
        "self._kernels() @ columns + self.b[:, None]",
        "self._kernels() @ columns - self.b[:, None]",
    ),
    Planted(
        Conv2d,
        "backward",
        "index",
        ".sum(axis=0).reshape(self.W.shape)",
        ".sum(axis=0)[:, ::-1].reshape(self.W.shape)",
    ),
    Planted(
        Conv2d,
        "documentation",
        "missing term",
        "for c, p, q) + b[o]",
        "for c, p, q)",
    ),
    Planted(Mlp, "forward", "missing 1/N", "X @ self.W.T + self.b", "(X @ self.W.T + self.b) / len(X)"),
    Planted(
        Mlp,
        "documentation",
        "index",
        "dL/dX[n,i] = sum(dL/dY[n,o]*W[o,i] for o)",
        "dL/dX[n,i] = sum(dL/dY[n,i]*W[o,i] for o)",
    ),
)
"""All of them."""
