"""Cases as hypothesis strategies: drawn for property tests, shrunk after a failure.

The only module that imports hypothesis, which nothing needs until a layer has failed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from ethan_check.cases.plans import CasePlan, draw_inputs, fits, free_axes
from ethan_check.cases.value_profiles import PROFILES
from ethan_check.numerics.tolerances.sizes import LARGEST_AXIS, SHRINK_BUDGET
from ethan_core.contract import Contract

__all__ = ["case_strategy", "draw_inputs", "smallest"]


def case_strategy(
    contract: Contract | Sequence[Contract], configurations: Sequence[Mapping[str, int]] = ({},)
) -> Any:
    """A hypothesis strategy of plans that satisfy a contract, for property tests of one's own.

    Args:
        contract: the shapes and domains; one for each configuration where they differ.
        configurations: for each configuration of the layer, the sizes that it fixes.

    >>> from hypothesis import given
    >>> contract = Contract(shapes="N D -> N D")
    >>> @given(case_strategy(contract))
    ... def test(plan): assert draw_inputs(contract, {}, plan)[0].ndim == 2
    >>> test()
    """
    indices = st.integers(0, len(configurations) - 1)
    contracts = [contract] * len(configurations) if isinstance(contract, Contract) else list(contract)

    @st.composite
    def plans(draw: Any) -> CasePlan:
        configuration = draw(indices)
        names = free_axes(contracts[configuration], configurations[configuration])
        sizes = {name: draw(st.integers(1, LARGEST_AXIS), label=name) for name in names}
        star = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=3), label="axes"))
        profile = draw(st.sampled_from(PROFILES), label="profile")
        return CasePlan(configuration, sizes, star, profile, draw(st.integers(0, 2**16), label="seed"))

    def possible(plan: CasePlan) -> bool:
        return fits(contracts[plan.configuration], {**configurations[plan.configuration], **plan.sizes})

    return plans().filter(possible)


def smallest(
    contracts: Sequence[Contract],
    configurations: Sequence[Mapping[str, int]],
    fails: Callable[[CasePlan], bool],
    seed: int,
) -> CasePlan | None:
    """The smallest plan that still fails, within a budget of about 150 tries; None if none was found. Each is
    asked once: a layer that fails now and then would otherwise contradict itself.

    >>> plan = smallest([Contract(shapes="N D -> N D")], [{}], lambda plan: plan.sizes["D"] >= 3, seed=0)
    >>> plan.sizes
    {'N': 1, 'D': 3}
    """
    quiet = settings(
        max_examples=SHRINK_BUDGET,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    answers: dict[str, bool] = {}

    def failed(plan: CasePlan) -> bool:
        if repr(plan) not in answers:
            answers[repr(plan)] = fails(plan)
        return answers[repr(plan)]

    try:
        return find(  # type: ignore[no-any-return]
            case_strategy(contracts, configurations), failed, settings=quiet, random=random.Random(seed)
        )
    except NoSuchExample:
        return None
