"""Activations and losses."""

from ethan_core.fn.cross_entropy import CrossEntropy
from ethan_core.fn.gelu import Gelu
from ethan_core.fn.mse import MSE
from ethan_core.fn.relu import Relu
from ethan_core.fn.sigmoid import Sigmoid
from ethan_core.fn.softmax import Softmax
from ethan_core.fn.softmax_cross_entropy import SoftmaxCrossEntropy

__all__ = ["MSE", "CrossEntropy", "Gelu", "Relu", "Sigmoid", "Softmax", "SoftmaxCrossEntropy"]
