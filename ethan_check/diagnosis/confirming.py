"""Which explanations stand: those that most cases support, none that the smallest one refutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ethan_check.diagnosis.explanation import Explanation
from ethan_check.diagnosis.perhaps import SURE
from ethan_check.diagnosis.precedence import DEFAULT, MECHANISM
from ethan_check.numerics.tolerances.explanations import CONFIRMED_SHARE
from ethan_check.result import Json

__all__ = ["confirmed_explanations"]


def confirmed_explanations(
    smallest: Mapping[str, Json],
    cases: Sequence[Mapping[str, Json]],
    conditions: Sequence[Explanation] = (),
) -> list[str]:
    """What most of several ordinary cases say; of a single one, what the smallest case says too.

    A case that is too small to refute an explanation agrees with it; what the smallest one refutes is not
    said. Each case proves as much as it has bits.
    """
    said = [smallest, *cases]
    texts = dict.fromkeys(text for case in said for text in (*case["looks_like"], *case.get("bits", ())))
    precedence = {text: number for case in said for text, number in case.get("precedence", {}).items()}
    codes = {text: code for case in said for text, code in case.get("codes", {}).items()}
    kept = [text for text in texts if _is_confirmed(text, codes.get(text, ""), said)]
    if not any(precedence.get(text, DEFAULT) <= MECHANISM for text in kept):
        # A division by the batch size is wrong only where that is above 1, which nobody needs to be told.
        precedence |= {str(one): one.precedence for one in conditions}
        kept += [str(one) for one in conditions]
    kept.sort(key=lambda text: precedence.get(text, DEFAULT))
    mechanisms, told = (
        [text for text in kept if precedence.get(text, DEFAULT) <= most] for most in (MECHANISM, DEFAULT - 1)
    )
    described = [text for text in kept if precedence.get(text, DEFAULT) > DEFAULT]
    # What only describes the result is told once, and where nothing else is.
    return _one_of_each(mechanisms or told or [one for one in kept if one not in described[1:]], codes)


def _is_confirmed(text: str, code: str, said: Sequence[Mapping[str, Json]]) -> bool:
    """Whether the cases that can tell agree, and prove enough together."""
    telling = [case for case in said if not code or code not in case.get("undecided", ())]
    agreeing = [case for case in telling if text in case["looks_like"] or text in case.get("could_be", ())]
    if said[0] in telling and said[0] not in agreeing:
        return False
    cases, those = ([case for case in some if case is not said[0]] for some in (telling, agreeing))
    least = CONFIRMED_SHARE * len(cases) if len(cases) > 1 else len(cases)
    # A factor of several cases that is the same proves no more than once what it is.
    proved = {
        (code, round(factor, 9) if isinstance(factor := case.get("ratio"), float) else number): (
            SURE if text in case["looks_like"] else max(0.0, case.get("bits", {}).get(text, 0.0))
        )
        for number, case in enumerate(those or agreeing)
    }
    return len(those) >= least and sum(proved.values()) >= SURE


def _one_of_each(texts: Sequence[str], codes: Mapping[str, str]) -> list[str]:
    """The first of what is said by the same diagnosis in other words."""
    kept: dict[str, str] = {}
    for text in texts:
        kept.setdefault(codes.get(text, text), text)
    return list(kept.values())
