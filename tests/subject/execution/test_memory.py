"""Whether an array lies where another one does."""

import numpy as np
import pytest

from ethan_check.subject.execution.memory import Memory


@pytest.mark.parametrize("seed", range(20))
def test_it_says_what_numpy_says_of_each(seed):
    rng = np.random.default_rng(seed)
    room, others = np.zeros((8, 9)), [np.zeros(3), np.zeros(()), np.zeros(0)]

    def view():
        rows, columns = (np.sort(rng.integers(0, n + 1, 2)) for n in room.shape)
        part = room[rows[0] : rows[1], columns[0] : columns[1]]
        return [part, part[::-1], part.T, part[:, ::-2]][rng.integers(4)]

    arrays = [*(view() for _ in range(6)), *others]
    memory, known = Memory(), []
    for k in rng.permutation(len(arrays)):
        assert memory.meets(arrays[k]) == any(np.may_share_memory(arrays[k], other) for other in known)
        memory.add(arrays[k])
        known.append(arrays[k])


def test_stretches_that_are_joined_are_one():
    x, memory = np.zeros(9), Memory()
    for part in (x[:2], x[6:], x[1:7]):
        memory.add(part)
    assert memory.meets(x[4:5])
    assert len(memory._starts) == 1
