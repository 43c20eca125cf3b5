"""Forward at complex numbers: the derivative that comes out is that of autograd, to the last places."""

import numpy as np
import pytest
import torch
from ethan_torch.analytic import Analytic
from ethan_torch.translation import translate
from torch import nn
from torch.nn import functional as F

STEP = 2.0**-66

RANDOM = torch.Generator().manual_seed(0)


def drawn(*shape):
    return torch.randn(shape, generator=RANDOM, dtype=torch.float64)


X, Y, IMAGE = drawn(4, 3), drawn(4, 3), drawn(2, 2, 6, 6)
POSITIVE, UNIT = X.abs() + 0.5, torch.sigmoid(drawn(4, 3))
SQUARE = drawn(3, 3) + 3 * torch.eye(3, dtype=torch.float64)
DEFINITE = X.mT @ X + torch.eye(3, dtype=torch.float64)
IDS = torch.tensor([0, 2, 1, 1])

OF_ONE = {
    name: getattr(F, name)
    for name in (
        "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu", "silu", "mish", "softplus", "hardtanh",
        "logsigmoid", "hardswish", "hardshrink", "softshrink", "softsign", "tanhshrink",
    )
} | {
    name: getattr(torch, name)
    for name in (
        "abs", "sigmoid", "erf", "erfc", "std", "var", "norm", "amax", "amin", "max", "min", "median", "sort",
    )
}  # fmt: skip

CASES = {
    **{name: (function, (X,)) for name, function in OF_ONE.items()},
    "gelu of tanh": (lambda x: F.gelu(x, approximate="tanh"), (X,)),
    "clamp": (lambda x: torch.clamp(x, -0.5, 0.5), (X,)),
    "clamp in place": (lambda x: (2 * x).clamp_(min=0.1), (X,)),
    "cube": (lambda x: x**3, (X,)),
    "erfinv": (torch.erfinv, (UNIT,)),
    "logit": (torch.logit, (UNIT,)),
    "lgamma": (torch.lgamma, (POSITIVE,)),
    "digamma": (torch.digamma, (POSITIVE,)),
    "ndtr": (torch.special.ndtr, (X,)),
    "glu": (F.glu, (drawn(3, 4),)),
    "prelu": (F.prelu, (X, drawn(1))),
    "maximum": (torch.maximum, (X, Y)),
    "minimum": (torch.minimum, (X, Y)),
    "hypot": (torch.hypot, (X, Y)),
    "atan2": (torch.atan2, (X, Y)),
    "xlogy": (torch.xlogy, (X, POSITIVE)),
    "max along": (lambda x: torch.max(x, 1), (X,)),
    "topk": (lambda x: torch.topk(x, 2), (X,)),
    "softmax": (lambda x: F.softmax(x, 1), (X,)),
    "log_softmax": (lambda x: F.log_softmax(x, 1), (X,)),
    "logsumexp": (lambda x: torch.logsumexp(x, 1), (X,)),
    "dist": (torch.dist, (X, Y)),
    "cdist": (torch.cdist, (X, Y)),
    "norm of order 3": (lambda x: torch.linalg.vector_norm(x, 3, 1), (X,)),
    "largest norm": (lambda x: torch.linalg.vector_norm(x, float("inf"), 1), (X,)),
    "cosine": (F.cosine_similarity, (X, Y)),
    "cholesky": (lambda a: torch.linalg.cholesky((a + a.mT) / 2), (DEFINITE,)),
    "slogdet": (lambda a: torch.linalg.slogdet(a)[1], (SQUARE,)),
    "eigvalsh": (lambda a: torch.linalg.eigvalsh((a + a.mT) / 2), (DEFINITE,)),
    "svdvals": (torch.linalg.svdvals, (X,)),
    "max pool": (lambda x: F.max_pool2d(x, 2), (IMAGE,)),
    "average pool": (lambda x: F.avg_pool2d(x, 2), (IMAGE,)),
    "bilinear": (lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"), (IMAGE,)),
    "reflected": (lambda x: F.pad(x, (1, 1, 1, 1), mode="reflect"), (IMAGE,)),
    "unfold": (lambda x: F.unfold(x, 2), (IMAGE,)),
    "embedding": (lambda w: F.embedding(IDS, w), (X,)),
    "attention": (F.scaled_dot_product_attention, tuple(drawn(1, 2, 3, 4) for _ in range(3))),
    "mse": (F.mse_loss, (X, Y)),
    "huber": (F.huber_loss, (X, Y)),
    "smooth l1": (lambda x, y: F.smooth_l1_loss(x, y, beta=0.5), (X, Y)),
    "cross entropy": (lambda x: F.cross_entropy(x, IDS % 3), (X,)),
    "cross entropy of logits": (F.binary_cross_entropy_with_logits, (X, UNIT)),
    "divergence": (lambda x, y: F.kl_div(x, y, reduction="sum"), (X, UNIT)),
    "rrelu": (lambda x: F.rrelu(x), (X,)),
    "binary cross entropy": (F.binary_cross_entropy, (UNIT, UNIT.flip(0))),
    "soft margin": (lambda x: F.soft_margin_loss(x, Y.sign()), (X,)),
    "layer norm": (nn.LayerNorm(3), (X,)),
    "group norm": (nn.GroupNorm(2, 4), (drawn(3, 4, 5),)),
    "batch norm": (nn.BatchNorm1d(3), (X,)),
    "batch norm, evaluating": (nn.BatchNorm1d(3).eval(), (X,)),
    "rms norm": (nn.RMSNorm(3), (X,)),
    "convolution": (nn.Conv2d(2, 3, 3), (IMAGE,)),
    "dropout": (nn.Dropout(0.4), (X,)),
    "transposed convolution": (nn.ConvTranspose2d(2, 3, 3, stride=2), (IMAGE,)),
    "gru": (nn.GRU(3, 2), (X[None],)),
}


def directions(layer, arrays, rng):
    of_inputs = [rng.normal(size=one.shape) * (one.dtype.kind == "f") for one in arrays]
    return of_inputs, {name: rng.normal(size=one.shape) for name, one in layer.parameters.items()}


def as_row(outputs):
    return np.concatenate([np.ravel(one) for one in (outputs if isinstance(outputs, tuple) else (outputs,))])


@pytest.mark.parametrize("name", CASES)
def test_the_derivative_is_that_of_autograd(name):
    function, inputs = CASES[name]
    found = translate(function, inputs)
    layer, arrays, rng = found.layer, found.inputs, np.random.default_rng(0)
    along, of_parameters = directions(layer, arrays, rng)
    outputs = layer.forward(*arrays)
    u = [rng.normal(size=one.shape) for one in (outputs if isinstance(outputs, tuple) else (outputs,))]
    gradients, trained = layer.backward(tuple(u))
    expected = sum(np.sum(g * v) for g, v in zip(gradients, along, strict=True))
    expected += sum(np.sum(trained[one] * v) for one, v in of_parameters.items())
    layer.parameters = {one: layer.parameters[one] + 1j * STEP * v for one, v in of_parameters.items()}
    step = as_row(layer.forward(*(x + 1j * STEP * v for x, v in zip(arrays, along, strict=True))))
    terms = as_row(tuple(u)) * step.imag / STEP
    assert abs(terms.sum() - expected) <= 1e-13 * (np.abs(terms).sum() + 1)
    assert np.allclose(step.real, as_row(outputs), rtol=1e-12, atol=1e-12)


def test_what_drops_the_direction_is_refused():
    z = torch.ones(2, dtype=torch.complex128)
    with Analytic():
        for drops in (lambda: z.double(), lambda: torch.zeros(2).copy_(z), lambda: torch.zeros(2).add_(z)):
            with pytest.raises(NotImplementedError, match="drops imaginary parts"):
                drops()


def test_a_program_of_complex_numbers_is_left_alone():
    found = translate(torch.abs, (torch.tensor([3 + 4j]),))
    assert found.layer.forward(*found.inputs).tolist() == [5.0]


def test_outputs_without_a_derivative_take_no_part():
    def both(x):
        return 2 * x, (3 * x).detach()

    found = translate(both, (X,))
    real, step = found.layer.forward(*found.inputs), found.layer.forward(found.inputs[0] + 1j * STEP)
    assert np.shape(step) == np.shape(real)


def test_a_module_keeps_its_state():
    found = translate(nn.BatchNorm1d(3), (X,))
    before = {name: one.clone() for name, one in found.layer.program.buffers.items()}
    found.layer.forward(found.inputs[0] + 1j * STEP)
    for name in ("running_mean", "running_var"):
        assert torch.equal(found.layer.program.buffers[name], before[name])
