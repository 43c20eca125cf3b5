"""What holds while torch's code runs: generators start from a seed, and small work stays on one thread.

Outside nothing has happened: generators, the grad mode, the default dtype, the threads and the functions that
tests judge with are as they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch

from ethan_torch.patches import judges, put_back

__all__ = ["Draws", "boundary"]

SMALL = 32768
"""Entries up to which threads cost more than they bring: torch splits no elementwise work that is smaller."""


@dataclass
class Draws:
    """What code did besides its work: whether it drew from a generator of torch's, and which functions that
    tests judge with it replaced.
    """

    happened: bool = False
    replaced: list[str] = field(default_factory=list)


@contextmanager
def boundary(seed: int, entries: int = 0) -> Iterator[Draws]:
    """Run torch's code in here.

    Args:
        seed: of torch's generators: whatever is drawn, is drawn the same each time.
        entries: of the tensors that go in, which says whether it is worth more threads than one.

    >>> before = torch.get_rng_state()
    >>> with boundary(1) as draws: first = torch.rand(1)
    >>> with boundary(1): bool(torch.rand(1) == first)
    True
    >>> draws.happened, bool((torch.get_rng_state() == before).all())
    (True, True)
    """
    generators = [torch.default_generator, *torch.cuda.default_generators]  # None before CUDA is used.
    states = [generator.get_state() for generator in generators]
    threads, dtype, draws = torch.get_num_threads(), torch.get_default_dtype(), Draws()
    before = judges()
    for generator in generators:
        generator.manual_seed(seed)
    seeded = [generator.get_state() for generator in generators]
    if threads > 1 and entries <= SMALL:
        torch.set_num_threads(1)
    try:
        with torch.inference_mode(False), torch.enable_grad():
            yield draws
    finally:
        draws.replaced = put_back(before)
        after = [generator.get_state() for generator in generators]
        draws.happened = not all(map(torch.equal, seeded, after))
        for generator, state in zip(generators, states, strict=True):
            generator.set_state(state)
        torch.set_default_dtype(dtype)
        if torch.get_num_threads() != threads:
            torch.set_num_threads(threads)
