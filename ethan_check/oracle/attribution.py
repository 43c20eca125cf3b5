"""Who is the odd one out.

Four witnesses speak about one layer, and each pair of them can be tested for agreement:

    forward                F   what the code computes
    backward               B   what the code says its derivative is
    documented forward     f   evaluated at many digits
    documented derivative  b   evaluated at many digits

    F-f  forward computes the documented forward
    B-b  backward computes the documented derivative
    f-b  the documented derivative is the derivative of the documented forward (no error to speak of)
    B-f  backward is the derivative of the documented forward (to the last places)
    F-B  backward is the derivative of forward (by differences; unknown below their error bars)
    F-b  the documented derivative is the derivative of forward (likewise)

Those are wrong without whom all others agree: the smallest set of witnesses that has a part in every
disagreement, few parties before few witnesses. Where several sets are as small, the one with the fewest
agreements speaks for itself least, and of forwards and derivatives the derivatives have to follow; where
that is a tie too, the mathematics cannot tell.

    F-f  f-b  B-b  B-f  F-B  F-b    wrong
    yes  yes  no   no   no   yes    backward
    no   yes  yes  yes  no   no     forward
    yes  no   no   yes  yes  no     the documentation: its derivative
    no   no   yes  no   yes  yes    the documentation: its forward
    no   no   no   no   yes  no     the documentation: it contradicts itself, the code does not
    no   yes  no   no   no   no     forward and backward: they contradict each other, the lines do not
    yes  no   yes  no   no   no     the documentation and backward: the same mistake in both
    no   yes  no   no   yes  no     the documentation: it is of another function, which nobody computes
    no   yes  no   no   ?    ?      either: the documentation and the code are two different functions
    no   yes  yes  ?    yes  ?      either: the two forwards differ by what no derivative shows
    yes   ?   no    ?    ?    ?     either: nothing else is known

That the documentation is outvoted does not prove it wrong: a layer may compute the wrong function, and
differentiate that one rightly. The reason that comes with the verdict says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

__all__ = ["PAIRS", "Agreement", "Blame", "Pair", "Party", "Witness", "blame", "in_words"]

Witness: TypeAlias = Literal["F", "B", "f", "b"]
Pair: TypeAlias = Literal["Ff", "Bb", "fb", "Bf", "FB", "Fb"]
Party: TypeAlias = Literal["forward", "backward", "documentation"]
Agreement: TypeAlias = bool | None
"""None: they could not be compared, or not finely enough to matter."""

WITNESSES: tuple[Witness, ...] = ("F", "B", "f", "b")
PAIRS: Mapping[Pair, str] = {
    "Ff": "forward and the documented forward",
    "Bb": "backward and the documented derivative",
    "fb": "the documented derivative and the documented forward",
    "Bf": "backward and the documented forward",
    "FB": "backward and differences of forward",
    "Fb": "the documented derivative and differences of forward",
}
_PARTY: Mapping[Witness, Party] = {
    "F": "forward",
    "B": "backward",
    "f": "documentation",
    "b": "documentation",
}

_OUTVOTED = (
    "two different functions: forward and backward agree with each other, the documented lines with each "
    "other; the documentation is outvoted, but if it says what is meant, the code is wrong"
)
_TWO_FUNCTIONS = (
    "two different functions: the documented lines agree with each other, but neither forward nor backward "
    "with them, and differences are too coarse to tell whether these two agree"
)
_CONSTANT = "each agrees with its own derivative: they differ by what no derivative shows, as a constant does"
_UNTOLD = "nothing else can tell which; at a kink, kinks of the contract can state the derivative meant"


@dataclass(frozen=True)
class Blame:
    """The verdict of the vote.

    Args:
        parties: who is wrong; in an `either`, who may be.
        witnesses: the same in detail: which of the documentation's two witnesses.
        either: whether the vote is a tie between the parties.
        reason: why, where the verdict alone would leave a question; empty elsewhere.

    >>> str(Blame(("forward", "documentation"), ("F", "f"), either=True))
    'the forward or the documentation is wrong'
    """

    parties: tuple[Party, ...]
    witnesses: tuple[Witness, ...]
    either: bool = False
    reason: str = ""

    def __str__(self) -> str:
        if self.either and len(self.parties) == len(set(_PARTY.values())):
            return "the documentation or the code is wrong"
        named = ["the " + party for party in self.parties]
        if self.either:
            return f"{' or '.join(named)} is wrong"
        return f"{' and '.join(named)} {'is' if len(named) == 1 else 'are'} wrong"


def blame(agreements: Mapping[Pair, Agreement]) -> Blame:
    """Weigh the agreements of the witnesses.

    >>> str(blame({"Ff": True, "fb": True, "Bb": False, "Bf": False, "FB": False, "Fb": True}))
    'the backward is wrong'
    >>> str(blame({"Ff": False, "fb": True, "Bb": True, "Bf": True, "FB": None, "Fb": None}))
    'the forward is wrong'
    >>> str(blame({"Ff": True, "fb": False, "Bb": True, "Bf": False, "FB": False, "Fb": False}))
    'the backward and the documentation are wrong'
    >>> tie = blame({"Ff": True, "Bb": False})
    >>> print(f"{tie}: {tie.reason.partition(';')[0]}")
    the backward or the documentation is wrong: nothing else can tell which
    """
    apart: list[Pair] = [pair for pair, agree in agreements.items() if agree is False]
    if not apart:
        return Blame((), ())
    together: list[Pair] = [pair for pair, agree in agreements.items() if agree]
    two_functions = "Ff" in apart and "Bb" in apart and "fb" in together and "FB" not in apart
    if two_functions and "FB" not in together:
        return Blame(("documentation", "forward", "backward"), WITNESSES, either=True, reason=_TWO_FUNCTIONS)
    if apart == ["Ff"] and {"FB", "fb"} <= set(together):
        return Blame(("forward", "documentation"), ("F", "f"), either=True, reason=_CONSTANT)
    ranked = sorted(
        ((_rank(chosen, together), chosen) for chosen in _subsets() if _covers(chosen, apart)),
        key=lambda pair: pair[0],
    )
    best = [chosen for rank, chosen in ranked if rank == ranked[0][0]]
    parties = tuple(dict.fromkeys(_PARTY[witness] for chosen in best for witness in chosen))
    witnesses = tuple(dict.fromkeys(witness for chosen in best for witness in chosen))
    alone = {_PARTY[witness] for witness in best[0]}
    either = set(parties) != alone
    reason = _OUTVOTED if two_functions else _UNTOLD if either else ""
    return Blame(parties, witnesses, either, reason)


def in_words(agreements: Mapping[Pair, Agreement]) -> str:
    """What the vote rests on.

    >>> in_words({"Ff": True, "Bb": False, "FB": None})
    'agree: forward and the documented forward; disagree: backward and the documented derivative'
    """
    parts = []
    for word, wanted in (("agree", True), ("disagree", False)):
        pairs = [text for pair, text in PAIRS.items() if agreements.get(pair) is wanted]
        if pairs:
            parts.append(f"{word}: {', '.join(pairs)}")
    return "; ".join(parts)


def _subsets() -> list[tuple[Witness, ...]]:
    return [chosen for count in range(1, 5) for chosen in combinations(WITNESSES, count)]


def _covers(chosen: tuple[Witness, ...], apart: list[Pair]) -> bool:
    return all(set(pair) & set(chosen) for pair in apart)


def _rank(chosen: tuple[Witness, ...], together: list[Pair]) -> tuple[int, int, int, int]:
    parties = len({_PARTY[witness] for witness in chosen})
    agreements = sum(bool(set(pair) & set(chosen)) for pair in together)
    # A derivative is made for a forward, not the other way round: it is the one that has to follow.
    forwards = len(set(chosen) & {"F", "f"})
    return parties, agreements, len(chosen), forwards
