"""Instance normalisation of images."""

import numpy as np

from ethan_core import Case

from ..specimen import Bug
from .specimen import ModernSpecimen


class InstanceNorm2d:
    """Every channel of every image by itself, as in style transfer; shift is optional."""

    def __init__(self, channels, shift=True, eps=1e-5):
        self.eps = eps
        self.scale = np.ones(channels)
        self.shift = np.zeros(channels) if shift else None
        self.g_scale = None
        self.g_shift = None

    def forward(self, img):
        n, c, h, w = img.shape
        flat = img.reshape(n, c, h * w)
        self.mu = flat.mean(-1)[..., None]
        self.inv = ((flat.var(-1) + self.eps) ** -0.5)[..., None]
        self.flat = flat
        y = (flat - self.mu) * self.inv * self.scale[:, None]
        if self.shift is not None:
            y += self.shift[:, None]
        return y.reshape(img.shape)

    def backward(self, gy):
        n, c, h, w = gy.shape
        g = gy.reshape(n, c, h * w)
        centred = self.flat - self.mu
        self.g_scale = np.einsum("ncp,ncp->c", g, centred * self.inv)
        if self.shift is not None:
            self.g_shift = g.sum(axis=(0, 2))
        g = g * self.scale[:, None]
        along = (g * centred).mean(-1, keepdims=True)
        gx = self.inv * (g - g.mean(-1, keepdims=True) - centred * along * self.inv**2)
        return gx.reshape(n, c, h, w)


def draw_instance(cls, rng):
    n, c, h, w = (int(k) for k in rng.integers((1, 1, 1, 2), (4, 4, 4, 5)))
    layer = cls(c, shift=bool(rng.integers(2)), eps=float(rng.choice([1e-5, 1e-3])))
    layer.scale += rng.uniform(-0.5, 0.5, c)
    if layer.shift is not None:
        layer.shift += rng.normal(size=c)
    return Case(layer=layer, inputs=(rng.normal(1.0, 1.0, size=(n, c, h, w)),))


def natural_instance(cls):
    return Case(layer=cls(3), inputs=(np.random.default_rng(0).normal(size=(2, 3, 3, 3)),))


def instance_parameters(layer):
    return {"scale": layer.scale} | ({} if layer.shift is None else {"shift": layer.shift})


def instance_gradients(layer, gx):
    return {"x": gx, "scale": layer.g_scale} | ({} if layer.shift is None else {"shift": layer.g_shift})


GX = "gx = self.inv * (g - g.mean(-1, keepdims=True) - centred * along * self.inv**2)"
G_SCALE = 'self.g_scale = np.einsum("ncp,ncp->c", g, centred * self.inv)'

SPECIMENS = (
    ModernSpecimen(
        name="instance_norm",
        cls=InstanceNorm2d,
        draw=draw_instance,
        natural=natural_instance,
        style="attributes scale and g_scale, shift and g_shift; shift may be None",
        gradients=instance_gradients,
        parameters=instance_parameters,
        bugs=(
            Bug("missing-term", GX, "gx = self.inv * (g - centred * along * self.inv**2)", "the mean"),
            Bug("scale", GX, GX.replace("self.inv**2", "self.inv")),
            Bug(
                "shape-conditional",
                "g = g * self.scale[:, None]",
                "g = g if self.shift is None else g * self.scale[:, None]",
                "without a shift",
            ),
            Bug("axis", "self.g_shift = g.sum(axis=(0, 2))", "self.g_shift = g.sum(axis=(0, 2))[::-1]"),
            Bug(
                "accumulation",
                G_SCALE,
                G_SCALE.replace("ncp,ncp->c", "cp,cp->c")
                .replace("g, centred", "g[-1], (centred")
                .replace("self.inv)", "self.inv)[-1])"),
                "the last image's only",
            ),
            Bug(
                "state",
                "self.flat = flat",
                "self.flat = vars(self).setdefault('flat', flat)",
                "the first call's input is kept",
            ),
        ),
    ),
)
