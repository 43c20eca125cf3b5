"""Activations and losses."""

from ethan_core.fn.relu import Relu

__all__ = ["Relu"]
