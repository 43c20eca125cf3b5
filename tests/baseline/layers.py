"""Layers and points on which rounding is measured."""

import numpy as np

from ethan_check.baseline.point import Point, run_at
from ethan_check.subject.subject import Subject

X = np.array([[0.3, -1.2, 0.7], [1.9, 0.4, -0.6]])


def point(layer, *inputs, **details):
    subject = Subject(layer, inputs, **details)
    size = np.size(subject.flat(subject.values))
    u = np.where(np.arange(size) % 2, 1.1, -0.7)
    return Point(subject, u, run_at(subject, subject.values, u))


class Square:
    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, g):
        return 2 * self.x * g


class SingleInside(Square):
    def backward(self, g):
        return (2 * self.x.astype(np.float32) * g).astype(np.float64)
