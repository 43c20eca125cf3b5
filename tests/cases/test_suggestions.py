"""What Ethan makes up counts only where the layer means it."""

import numpy as np
import pytest

from ethan_check.cases.source import DrawnCase
from ethan_check.cases.suggestions import Suggestions, rounding_decides
from ethan_check.subject.execution.faults import LayerFault
from ethan_check.subject.subject import Subject
from ethan_core import Contract
from ethan_core.case import Case
from ethan_core.domain import Interval

rng = np.random.default_rng(0)


class Rows:
    """The mean of each row."""

    contract = None

    def forward(self, x):
        self.shape = x.shape
        return x.mean(axis=1)

    def backward(self, g):
        return np.broadcast_to(g[:, None] / self.shape[1], self.shape)


class RowsOfFour(Rows):
    def backward(self, g):
        return np.broadcast_to(g[:, None] / 4, self.shape)


class Fixed(Rows):
    def backward(self, g):
        return np.broadcast_to(g[:, None] / 4, (len(g), 4))


class Log(Rows):
    def forward(self, x):
        self.shape = x.shape
        if x.shape[1] == 7:
            raise ValueError("seven")
        return np.log(x).mean(axis=1)


def meant(layer, shape, *, reshaped=True, values=None):
    given = Subject(layer, (rng.uniform(1, 2, size=(3, 4)),), convention="plain")
    x = rng.uniform(1, 2, size=shape) if values is None else values
    subject = Subject(layer, (x,), convention="plain")
    with np.errstate(all="ignore"):
        return Suggestions().are_meant(subject, DrawnCase(Case(layer, (x,)), reshaped=reshaped), given)


@pytest.mark.parametrize(
    ("layer", "shape", "is_meant"),
    [
        (Rows(), (3, 17), True),
        (Rows(), (1, 4), True),
        (RowsOfFour(), (3, 17), False),
        (Fixed(), (3, 17), False),
    ],
)
def test_lengths(layer, shape, is_meant):
    assert meant(layer, shape) is is_meant


def test_values_where_forward_is_not_finite_are_not_meant():
    assert not meant(Log(), (3, 4), reshaped=False, values=np.zeros((3, 4)))


def test_what_is_refused_aloud_is_for_the_caller_to_hear():
    with pytest.raises(LayerFault, match="seven"):
        meant(Log(), (3, 7))


def test_a_domain_is_found_once_for_the_cases_of_a_configuration():
    suggestions, drawn = Suggestions(), DrawnCase(Case(Log(), (np.ones((2, 3)),)), configuration=0)
    subject = Subject(Log(), (np.ones((2, 3)),), convention="plain")
    with np.errstate(all="ignore"):
        first = suggestions.natural_domain(subject, drawn)
    calls = subject.calls.forward
    assert list(first.values()) == [Interval(0.0)]
    assert suggestions.natural_domain(subject, drawn) is first
    assert subject.calls.forward == calls


def test_a_contract_says_itself_where_a_layer_ends():
    subject = Subject(Log(), (np.ones((2, 3)),), contract=Contract(inputs=("x",)), convention="plain")
    assert Suggestions().natural_domain(subject, DrawnCase(Case(Log(), (np.ones((2, 3)),)))) == {}


class Solve:
    def forward(self, a):
        self.a = a
        self.y = np.linalg.solve(a, np.ones(len(a)))
        return self.y

    def backward(self, g):
        return -np.outer(np.linalg.solve(self.a.T, g), self.y)


@pytest.mark.parametrize(("smallest", "decides"), [(1e-16, True), (1e-12, False), (1e-3, False)])
def test_rounding_decides_the_solution_of_a_singular_system(smallest, decides):
    q, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))
    matrix = q @ np.diag([1.0, 0.5, smallest]) @ q.T
    assert rounding_decides(Subject(Solve(), (matrix,))) is decides


@pytest.mark.parametrize("frequency", [1e3, 1e9])
def test_what_merely_oscillates_is_meant(frequency):
    class Sine:
        def forward(self, x):
            self.x = x
            return np.sin(frequency * x)

        def backward(self, g):
            return g * frequency * np.cos(frequency * self.x)

    assert meant(Sine(), (2, 3), reshaped=False, values=np.linspace(0.1, 1.0, 6).reshape(2, 3))


def test_rounding_decides_the_logarithm_of_a_vanishing_determinant():
    class LogDeterminant:
        def forward(self, a):
            self.a = a
            return np.log(np.abs(np.linalg.det(a)))

        def backward(self, g):
            return g * np.linalg.inv(self.a).T

    whole = np.random.default_rng(3).normal(size=(4, 4))
    singular = whole.copy()
    singular[3] = singular[:3].sum(axis=0) / 3
    found = [rounding_decides(Subject(LogDeterminant(), (matrix,))) for matrix in (whole, singular)]
    assert found == [False, True]
