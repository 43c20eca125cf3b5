"""The lines of a message that say what a mistake looks like, each with the code that its page is found by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["LOOKS", "codes_of", "lines_of_explanations"]

LOOKS = "  looks like: "
"""What such a line begins with."""

_LOOKS_SHOWN = 2
"""Explanations: further ones are in the evidence."""

_SAID_AGAIN = {"ETH101": "ETH110"}
"""What says again what another one says better: that it is a mean is why it is off by the batch size."""


def codes_of(said: Iterable[str]) -> dict[str, str]:
    """The codes of explanations, by their texts.

    >>> from ethan_check.diagnosis.explanation import Explanation
    >>> codes_of([Explanation("dL_dX is zero", "ETH207"), "of a plugin"])
    {'dL_dX is zero': 'ETH207'}
    """
    return {str(text): code for text in said if (code := getattr(text, "code", ""))}


def lines_of_explanations(texts: Sequence[str], codes: Mapping[str, str]) -> list[str]:
    """The lines, the most telling first.

    >>> lines_of_explanations(["dL_dX is zero"], {"dL_dX is zero": "ETH207"})
    ['  looks like: dL_dX is zero [ETH207]']
    """
    of_each: dict[str, str] = {}  # What one diagnosis says in two ways is said once.
    for text in texts:
        of_each.setdefault(codes.get(text, text), text)
    fresh = [text for code, text in of_each.items() if _SAID_AGAIN.get(code) not in of_each]
    shown = _most_telling(fresh)
    return [f"{LOOKS}{text}{f' [{codes[text]}]' if text in codes else ''}" for text in shown]


def _most_telling(texts: Sequence[str]) -> Sequence[str]:
    """A convention that can be declared says what a factor of the batch size would say again."""
    conventions = [text for text in texts if "declare reduction=" in text]
    return (conventions or texts)[:_LOOKS_SHOWN]
