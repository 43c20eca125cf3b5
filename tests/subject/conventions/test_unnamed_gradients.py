"""Parameters that no table of names gives away are found by what their gradients do."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer

X = np.random.default_rng(0).normal(size=(4, 3))

TEXT = """
class Dense:
    factor = 1

    def __init__(self):
        self.{parameter} = np.linspace(-1.0, 1.0, 6).reshape(3, 2)

    def forward(self, x):
        self.x = x
        return x @ self.{parameter}

    def backward(self, g):
        self.{gradient} = self.factor * self.x.T @ g
        return g @ self.{parameter}.T
"""

LOOSELY = [
    ("W", "dw"),
    ("weight", "dw"),
    ("weights", "grad_w"),
    ("kernel", "dK"),
    ("weight", "gradWeight"),
    ("W_q", "dWq"),
    ("_kernel", "_d_kern"),
    ("proj", "proj_gradient"),
]
NOWISE = [("theta", "sensitivity"), ("table", "slope"), ("a", "b")]


def dense(parameter, gradient, factor=1):
    namespace = {"np": np}
    exec(TEXT.format(parameter=parameter, gradient=gradient), namespace)
    layer = namespace["Dense"]()
    layer.factor = factor
    return layer


@pytest.mark.parametrize(("parameter", "gradient"), [*LOOSELY, *NOWISE])
def test_a_right_gradient_is_found_whatever_it_is_called(parameter, gradient):
    subject = Subject(dense(parameter, gradient), (X,))
    assert list(subject.parameters) == [parameter.lstrip("_")] or list(subject.parameters) == [parameter]
    assert check_layer(dense(parameter, gradient), (X,), checks=["gradient"]).verdict == "pass"


def test_room_for_a_gradient_may_be_made_beforehand():
    layer = dense("kernel", "dK", 2)
    layer.dK = np.zeros((3, 2))
    report = check_layer(layer, (X,), checks=["gradient"], shrink=False)
    assert [finding.target for finding in report.failures] == ["dL_dkernel"]


@pytest.mark.parametrize(("parameter", "gradient"), LOOSELY)
def test_a_wrong_gradient_is_found_by_a_name_that_is_made_from_the_parameter_s(parameter, gradient):
    report = check_layer(dense(parameter, gradient, 2), (X,), checks=["gradient"], shrink=False)
    assert [finding.target for finding in report.failures] == [f"dL_d{parameter}"], str(report)


def test_it_is_said_where_the_gradients_were_found():
    assert Subject(dense("kernel", "dK"), (X,)).read_as == (
        "plain object, parameter gradients found by what they do in dK"
    )


class Base:
    def forward(self, x):
        self.x = x
        return x * self.scale

    def backward(self, g):
        return g * self.scale


class Constant(Base):
    """A table without a gradient; what is left beside it is a cache that has its shape by chance."""

    def __init__(self):
        self.scale = np.array([0.5, 2.0, -1.0])

    def backward(self, g):
        self.total = g.sum(axis=0)
        return g * self.scale


class Running(Base):
    """A statistic that forward maintains, with a leftover whose name is made from its own."""

    def __init__(self):
        self.scale = np.ones(3)

    def forward(self, x):
        out = super().forward(x)
        self.scale = 0.9 * self.scale + 0.1 * np.abs(x).mean(axis=0)
        return out

    def backward(self, g):
        self.dscale_of_batch = self.d_scale = None
        self.dscal = 3 * g.sum(axis=0)
        return g


class Unused(Base):
    """An array that the output does not depend on."""

    def __init__(self):
        self.scale, self.kernel = 2.0, np.ones(3)

    def backward(self, g):
        self.dK = g.sum(axis=0)
        return g * self.scale


class Remembers(Base):
    """What has the shape of the parameter and its name does not follow the cotangent."""

    def __init__(self):
        self.scale = np.ones(3)

    def backward(self, g):
        self.dscal = self.x[0] + 1
        return g * self.scale


@pytest.mark.parametrize("layer", [Constant, Running, Unused, Remembers])
def test_what_is_no_parameter_or_no_gradient_is_left_alone(layer):
    assert not Subject(layer(), (X,)).parameters


def test_one_array_under_two_names_is_one_parameter():
    class Twice(Base):
        def __init__(self):
            self.scale = self.alias = np.array([0.5, 2.0, -1.0])

        def backward(self, g):
            self.sensitivity = (g * self.x).sum(axis=0)
            return g * self.scale

    assert len(Subject(Twice(), (X,)).parameters) == 1


def test_each_of_two_arrays_of_one_shape_gets_its_own_gradient():
    class Two:
        def __init__(self):
            self.p, self.q = np.array([0.5, 2.0, -1.0]), np.array([1.0, -0.5, 3.0])

        def forward(self, x):
            self.x = x
            return x * self.p + x**2 * self.q

        def backward(self, g):
            self.first, self.second = (g * self.x**2).sum(axis=0), (g * self.x).sum(axis=0)
            return g * (self.p + 2 * self.x * self.q)

    assert sorted(Subject(Two(), (X,)).parameters) == ["p", "q"]
    assert check_layer(Two(), (X,), checks=["gradient"]).verdict == "pass"
