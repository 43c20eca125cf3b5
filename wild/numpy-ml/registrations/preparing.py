"""How objects of numpy-ml are made ready to be checked."""

from ethan_core import Contract

__all__ = ["contract", "prepared"]


def prepared(layer, *arguments, **sizes):
    """A layer that has its parameters, which numpy-ml makes in the first forward.

    Args:
        *arguments: of the layer's `_init_params`.
        **sizes: what the first forward would learn from its input, such as `n_in`.
    """
    for name, size in sizes.items():
        setattr(layer, name, size)
    layer._init_params(*arguments)
    return layer


def contract(shapes, **lines):
    """A contract without a promise about float32, since numpy-ml makes none."""
    return Contract(shapes=shapes, keeps_dtype=False, **lines)
