"""Layers of networks."""

from ethan_core.net.mlp import Mlp

__all__ = ["Mlp"]
