"""What holds while torch's code runs, and that nothing of it is left."""

import pytest
import torch
from ethan_torch.boundary import SMALL, boundary


def test_what_is_drawn_is_drawn_again():
    before = torch.get_rng_state()
    drawn = []
    for _ in range(2):
        with boundary(5) as draws:
            drawn.append(torch.rand(3))
        assert draws.happened
    assert torch.equal(*drawn)
    assert torch.equal(torch.get_rng_state(), before)


def test_what_draws_nothing_says_so():
    with boundary(5) as draws:
        torch.ones(3).sum()
    assert not draws.happened


def test_whatever_the_code_changes_is_as_it_was():
    threads = torch.get_num_threads()

    def changing():
        with boundary(0):
            torch.set_default_dtype(torch.float64)
            torch.set_num_threads(threads + 1)
            raise OSError("left")

    with torch.no_grad(), pytest.raises(OSError, match="left"):
        changing()
    assert torch.get_default_dtype() == torch.float32
    assert torch.get_num_threads() == threads
    assert torch.is_grad_enabled()


@pytest.mark.parametrize(("entries", "alone"), [(SMALL, True), (SMALL + 1, False)])
def test_small_work_stays_on_one_thread(entries, alone):
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with boundary(0, entries):
            assert (torch.get_num_threads() == 1) == alone
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_gradients_are_taken_wherever_it_is_called_from():
    with torch.inference_mode(), boundary(0):
        x = torch.ones(2, requires_grad=True)
        assert (2 * x).requires_grad
