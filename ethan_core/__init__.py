"""What a layer is, and reference layers written in numpy.

>>> from ethan_core import Contract, register
>>> from ethan_core.net import Mlp
>>> import numpy as np
>>> Mlp(3, 2).forward(np.ones((4, 3))).shape
(4, 2)
"""

from ethan_core.case import Case
from ethan_core.contract import Contract, Integers, Interval, Kink
from ethan_core.errors import EthanError
from ethan_core.layer import Layer, LayerBase, Loss, LossBase
from ethan_core.registry import Entry, Registry, default_registry, register

__all__ = [
    "Case",
    "Contract",
    "Entry",
    "EthanError",
    "Integers",
    "Interval",
    "Kink",
    "Layer",
    "LayerBase",
    "Loss",
    "LossBase",
    "Registry",
    "default_registry",
    "register",
]
