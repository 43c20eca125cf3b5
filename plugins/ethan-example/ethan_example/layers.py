"""Registers the layers: the target of the entry point `ethan.layers`."""

from ethan_example import affine, softsign

__all__ = ["affine", "softsign"]
