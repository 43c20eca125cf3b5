"""Global generators start from a seed inside, and go on afterwards as if nothing had been."""

import random

import numpy as np
import pytest

from ethan_check.subject.execution.global_rngs import (
    draws_globally,
    global_rng_state,
    restored_global_rngs,
    seeded_global_rngs,
)
from ethan_check.subject.execution.kept_process import KeptProcess


def draw():
    """From every global generator, and by every way that has a state of its own."""
    return np.random.rand(), np.random.standard_normal(), random.random(), random.gauss(0, 1)


@pytest.fixture(autouse=True)
def nothing_global_is_changed():
    before = global_rng_state()
    yield
    assert global_rng_state() == before


def test_a_seed_repeats_what_is_drawn_and_another_does_not():
    drawn = []
    for seed in (1, 1, 2):
        with seeded_global_rngs(seed):
            drawn.append(draw())
    assert drawn[0] == drawn[1]
    assert all(a != b for a, b in zip(drawn[0], drawn[2], strict=True))


@pytest.mark.parametrize("seed", [0, 2**32, 2**40 + 3, -1])
def test_any_whole_number_is_a_seed(seed):
    with seeded_global_rngs(seed):
        draw()


@pytest.mark.parametrize("context", [restored_global_rngs, lambda: seeded_global_rngs(5)])
def test_generators_are_put_back_after_an_error_too(context):
    def action():
        np.random.seed(3)
        random.seed(3)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), context():
        action()


def test_the_spare_number_of_a_pair_is_put_back():
    with restored_global_rngs():
        np.random.seed(1)
        random.seed(1)
        expected = [np.random.standard_normal() for _ in range(2)], [random.gauss(0, 1) for _ in range(2)]
        np.random.seed(1)
        random.seed(1)
        first = np.random.standard_normal(), random.gauss(0, 1)
        with restored_global_rngs():
            draw()
        second = np.random.standard_normal(), random.gauss(0, 1)
    assert expected == ([first[0], second[0]], [first[1], second[1]])


@pytest.mark.parametrize(
    "action",
    [np.random.rand, np.random.standard_normal, random.random, lambda: random.gauss(0, 1), draw],
)
def test_whoever_draws_from_a_global_generator_is_found_out(action):
    with seeded_global_rngs(3):
        expected = action()
    assert draws_globally(action, 3) == (expected, True)


@pytest.mark.parametrize(
    "action",
    [
        lambda: None,
        lambda: np.random.default_rng(0).random() and None,
        lambda: random.Random(0).random() and None,
        lambda: np.random.get_state() and None,
    ],
    ids=["nothing", "a generator of its own", "one of Python's", "a look at the state"],
)
def test_whoever_does_not_is_not(action):
    assert draws_globally(action, 3) == (None, False)


def test_an_error_of_the_action_is_raised():
    def action():
        draw()
        raise KeyError("W")

    with pytest.raises(KeyError, match="W"):
        draws_globally(action, 0)


def test_a_draw_that_takes_the_spare_number_alone_is_seen():
    with restored_global_rngs():
        np.random.seed(1)
        np.random.standard_normal()
        before = global_rng_state()
        np.random.standard_normal()
        assert global_rng_state() != before


@pytest.fixture
def _own_generator():
    """One that cannot be seeded, chosen by whoever runs us."""
    before = np.random.get_bit_generator()
    np.random.set_bit_generator(np.random.PCG64(7))
    yield
    np.random.set_bit_generator(before)


@pytest.mark.usefixtures("_own_generator")
def test_a_generator_that_cannot_be_seeded_is_left_as_it_is():
    chosen, state = np.random.get_bit_generator(), global_rng_state()
    drawn = []
    for _ in range(2):
        with seeded_global_rngs(1):
            drawn.append(np.random.rand())
    assert drawn[0] == drawn[1]
    assert (np.random.get_bit_generator(), global_rng_state()) == (chosen, state)


def test_another_generator_that_is_chosen_inside_is_put_back():
    before = np.random.get_bit_generator()
    with KeptProcess() as kept, seeded_global_rngs(1):
        np.random.set_bit_generator(np.random.PCG64(1))
    assert np.random.get_bit_generator() is before
    assert list(kept.changes) == ["numpy's generator"]


def test_a_draw_from_another_generator_is_seen():
    def action():
        np.random.set_bit_generator(np.random.PCG64(1))
        return np.random.rand()

    assert draws_globally(action, 1)[1]
