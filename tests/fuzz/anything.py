"""Values of every kind, and what an error message may look like."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from ethan_core.errors import EthanError

__all__ = ["ANYTHING", "TEXTS", "hold_to_a_line", "told"]

LONGEST = 1000
"""Characters of a message's first line."""


class Refusing:
    """Answers no question about itself."""

    def __getattr__(self, name):
        raise RuntimeError("no attributes")

    def __repr__(self):
        raise RuntimeError("no text")

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    def __bool__(self):
        raise RuntimeError("neither true nor false")

    def __len__(self):
        raise RuntimeError("no length")

    __hash__ = None


class Ring(list):
    """Holds itself."""

    def __init__(self):
        super().__init__([1.0])
        self.append(self)


TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", " ", "\x00", "\x1b[2J", "\ud800", "\u202e", "x" * 5000, "N d -> N d", "gradient", "-", "a.b:c"]
    ),
)
_NUMBERS = st.one_of(
    st.integers(-3, 3),
    st.sampled_from([10**30, -(2**63), 10**400, True, False]),
    st.floats(),
    st.complex_numbers(),
)
_DTYPES = ["f8", "f4", "f2", "c16", "i4", "u1", "?", "O", "U3", "S2", "M8[s]", "m8[s]", [("a", "f8")]]


@st.composite
def _arrays(draw):
    shape = draw(st.sampled_from([(), (0,), (1,), (2, 3), (3, 0), (1, 1, 1, 1), (2, 2, 2)]))
    array = np.zeros(shape, dtype=draw(st.sampled_from(_DTYPES)))
    if array.dtype.kind in "fc":
        array += draw(st.sampled_from([0.5, 1.0, -2.0, np.nan, np.inf, 1e300]))
    return draw(
        st.sampled_from([array, array.T, np.ma.masked_array(array, np.ones(shape, bool)), array.view()])
    )


_ODD = st.sampled_from(range(10)).map(
    lambda number: [
        None, Refusing, Refusing(), Ring(), object(), lambda *given, **named: given,
        np.broadcast_to(1.0, (2**40,)), (value for value in "ab"), memoryview(b"abc"), int,
    ][number]
)  # fmt: skip
ANYTHING = st.recursive(
    st.one_of(_NUMBERS, TEXTS, st.binary(max_size=5), _arrays(), _ODD),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.one_of(TEXTS, st.integers(0, 3)), inner, max_size=3),
    ),
    max_leaves=6,
)


def hold_to_a_line(text):
    """The first line is printable and of bounded length, and the whole can be written down."""
    first = text.partition("\n")[0]
    assert len(first) <= LONGEST, first
    assert first.isprintable(), repr(first)
    assert "Traceback" not in text
    text.encode()


def told(action):
    """What some action gives; None where it says, in a line of Ethan's own, what is wrong."""
    try:
        return action()
    except EthanError as error:
        text = str(error)
    assert text.strip()
    hold_to_a_line(text)
    return None
