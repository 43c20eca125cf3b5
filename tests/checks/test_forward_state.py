"""What a forward goes on from: found by putting it back, and only where it matters."""

import numpy as np
import pytest

from ethan_check import Subject, check_layer
from ethan_check.checks.forward_state import ForwardState, makes_its_generators, what_forward_remembers

X = np.random.default_rng(0).normal(size=(6, 3))


class Draws:
    def __init__(self):
        self.rng = np.random.default_rng(7)

    def forward(self, x):
        self.mask = self.rng.random(x.shape) > 0.5
        return x * self.mask

    def backward(self, g):
        return g * self.mask


class DrawsFromNowhere(Draws):
    def forward(self, x):
        self.rng = np.random.default_rng()
        return super().forward(x)


class DrawsByHand(Draws):
    """A generator of its own making, held as a number."""

    def __init__(self):
        self.last = 3

    def forward(self, x):
        self.last = (1103515245 * self.last + 12345) % 2**31
        self.mask = self.last / 2**31
        return x * self.mask


class Buffer:
    """Scatters into a buffer that is made once and never cleared."""

    def forward(self, x):
        self.total = vars(self).setdefault("total", np.zeros_like(x))
        self.total += x
        return self.total.copy()

    def backward(self, g):
        return g


class Carries:
    """A recurrent cell that goes on from where it was."""

    def __init__(self):
        self.U, self.h = np.array([[0.5, 0.2, -0.3], [0.1, -0.4, 0.6], [0.7, 0.3, 0.2]]), np.zeros((6, 3))

    def forward(self, x):
        self.before = self.h
        self.h = np.tanh(x + self.h @ self.U)
        return self.h

    def backward(self, g):
        d = g * (1 - self.h**2)
        self.dU = self.before.T @ d
        return d


class CarriesWrong(Carries):
    def backward(self, g):
        d = super().backward(g)
        self.dU = 2 * self.dU
        return d


class CountsInSteps:
    def __init__(self):
        self.t = 0

    def forward(self, x):
        self.t += 1
        self.scale = 1 / (1 + self.t)
        return x * self.scale

    def backward(self, g):
        return g * self.scale


@pytest.mark.parametrize(
    ("layer", "names"),
    [
        (Draws, ()),
        (DrawsFromNowhere, None),
        (DrawsByHand, ("last",)),
        (Buffer, ("total",)),
        (Carries, ("h",)),
        (CountsInSteps, ("t",)),
    ],
)
def test_what_forward_remembers_is_found_by_putting_it_back(layer, names):
    assert what_forward_remembers(Subject(layer(), (X,))) == names


def test_what_was_not_there_is_removed_again():
    layer = Buffer()
    state = ForwardState.of(layer, ["total"])
    layer.forward(X)
    state.put_back()
    assert not vars(layer)


@pytest.mark.parametrize("layer", [DrawsByHand, Buffer, Carries, CountsInSteps])
def test_what_is_kept_is_asked_for_and_may_be_declared(layer):
    report = check_layer(layer(), inputs=(X,))
    (name,) = what_forward_remembers(Subject(layer(), (X,)))
    assert report.verdict == "inconclusive"
    assert f'declare so: frozen=["{name}"]' in report.message
    declared = check_layer(layer(), inputs=(X,), frozen=[name])
    assert declared.verdict == "pass", declared.message
    assert declared.account[name].became == "state"


# Generators that are made in the first forward


class Draws:
    """Makes its generator when it first runs."""

    def forward(self, x):
        if getattr(self, "rng", None) is None:
            self.rng = np.random.default_rng(0)
        self.mask = self.rng.random(x.shape) < 0.5
        return x * self.mask

    def backward(self, g):
        return g * self.mask


class DrawsWithin:
    """Hands everything on to a layer that it holds."""

    def __init__(self):
        self.inner = Draws()

    def forward(self, x):
        return self.inner.forward(x)

    def backward(self, g):
        return self.inner.backward(g)


class DrawsAsBefore(Draws):
    """Has the older kind of generator."""

    def forward(self, x):
        if not hasattr(self, "rng"):
            self.rng = np.random.RandomState(0)
        self.mask = self.rng.rand(*x.shape) < 0.5
        return x * self.mask


class DrawsAndAdds(Draws):
    """Also adds up what it was given."""

    def forward(self, x):
        self.total = getattr(self, "total", 0) + x
        return super().forward(self.total)


class OnceOnly:
    """Is another one in its first call, and draws nothing."""

    done = False

    def forward(self, x):
        factor, self.done = 1 + self.done, True
        return factor * x

    def backward(self, g):
        return g


@pytest.mark.parametrize(
    ("layer", "found"),
    [
        (Draws(), True),
        (DrawsWithin(), True),
        (DrawsAsBefore(), True),
        (DrawsAndAdds(), False),
        (OnceOnly(), False),
    ],
)
def test_generators_that_are_made_late_are_told_from_what_is_remembered(layer, found):
    assert makes_its_generators(Subject(layer, (np.arange(1.0, 13.0).reshape(3, 4),))) is found


@pytest.mark.parametrize(
    ("layer", "verdict"),
    [(Draws(), "pass"), (DrawsWithin(), "pass"), (DrawsAsBefore(), "pass"), (DrawsAndAdds(), "inconclusive")],
)
def test_they_are_state_in_the_account_and_excuse_nothing_else(layer, verdict):
    report = check_layer(layer, (np.arange(1.0, 13.0).reshape(3, 4) / 7,), checks=["gradient"])
    assert report.verdict == verdict
    kept = {entry.became for name, entry in report.account.items() if name != "X"}
    assert kept == ({"state"} if verdict == "pass" else {"not judged"})


# Where clearing gradients breaks the next forward


class Flushed:
    """Counts its calls in what `flush_gradients` leaves as None."""

    def __init__(self):
        self.kept = {"calls": 0}

    def flush_gradients(self):
        self.kept["calls"] = None

    def forward(self, x):
        self.kept["calls"] += 1
        self.x = x
        return x * x

    def backward(self, g):
        return 2 * self.x * g


def test_a_forward_that_clearing_breaks_is_not_said_to_remember():
    assert what_forward_remembers(Subject(Flushed(), (np.ones((2, 3)),))) == ()


class FlushedAndAdds(Flushed):
    def forward(self, x):
        self.total = getattr(self, "total", 0) + x
        return super().forward(self.total)


def test_what_it_does_remember_is_still_found():
    assert "total" in what_forward_remembers(Subject(FlushedAndAdds(), (np.ones((2, 3)),)))


# What is kept may be an object, and is declared by its name


class Cell:
    def __init__(self):
        self.h = 0.0

    def step(self, x):
        self.h = np.tanh(x + self.h)
        return self.h


class Stateful:
    def __init__(self):
        self.cell = Cell()

    def forward(self, x):
        self.before = self.cell.h
        self.y = self.cell.step(x)
        return self.y

    def backward(self, g):
        return g * (1 - self.y**2)


def test_the_line_that_settles_it_is_one_that_is_taken():
    x = np.linspace(-1, 1, 6).reshape(2, 3)
    report = check_layer(Stateful(), (x,), checks=["gradient"])
    assert report.verdict == "inconclusive"
    assert 'frozen=["cell"]' in report.message
    declared = check_layer(Stateful(), (x,), checks=["gradient"], frozen=["cell"])
    assert declared.verdict == "pass", declared
    assert declared.account["cell"].became == "state"
