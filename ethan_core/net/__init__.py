"""Layers of networks."""

from ethan_core.net import sequential_cases as sequential_cases  # registers Sequential
from ethan_core.net.conv2d import Conv2d
from ethan_core.net.dropout import Dropout
from ethan_core.net.flatten import Flatten
from ethan_core.net.max_pool2d import MaxPool2d
from ethan_core.net.mlp import Mlp
from ethan_core.net.sequential import Sequential

__all__ = ["Conv2d", "Dropout", "Flatten", "MaxPool2d", "Mlp", "Sequential"]
