"""What the tables are about."""

__all__ = ["Scaled", "Square", "cube"]


class Square:
    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, g):
        return 2 * self.x * g


class Scaled(Square):
    def __init__(self, scale=2.0, offset=0.0):
        self.scale, self.offset = scale, offset

    def forward(self, x):
        return self.scale * super().forward(x) + self.offset

    def backward(self, g):
        return self.scale * super().backward(g)


def cube(x):
    return x**3
