"""What may explain a wrong gradient: a text, with the code that it is looked up by."""

from __future__ import annotations

from ethan_check.diagnosis.precedence import DEFAULT

__all__ = ["Explanation"]


class Explanation(str):
    """A text that also says by which diagnosis it was found.

    Args:
        text: what a person reads; it names no number that another case would change.
        code: of the diagnosis, `ETH101`; its page says more.
        precedence: what is shown first; see `precedence`.
        is_certain: whether the case itself supports it, rather than being too small to refute it.
        bits: how much the case proves, if it is not.

    >>> said = Explanation("dL_dX has the wrong sign", "ETH101")
    >>> said == "dL_dX has the wrong sign", said.code, said.is_certain
    (True, 'ETH101', True)
    """

    __slots__ = ("bits", "code", "is_certain", "precedence")

    code: str
    precedence: int
    is_certain: bool
    bits: float

    def __new__(
        cls,
        text: str,
        code: str = "",
        precedence: int = DEFAULT,
        *,
        is_certain: bool = True,
        bits: float = 0.0,
    ) -> Explanation:
        said = super().__new__(cls, text)
        said.code, said.precedence, said.is_certain, said.bits = code, precedence, is_certain, bits
        return said
