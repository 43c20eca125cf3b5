"""A field that holds what no contract can say is one line."""

import pytest

from ethan_core import Contract
from ethan_core.contract import Kink
from ethan_core.contract_fields import require_fields
from ethan_core.errors import ContractError

WRONG = [None, 7, object(), [1], {1: 2}, "\ud800", b"X", (), lambda: 7]


def test_what_can_be_said_passes():
    require_fields(vars(Contract(shapes="N d -> N d", kinks=(Kink(0.0, 0.0),), reduction={"W": "mean"})))


@pytest.mark.parametrize("name", Contract.__dataclass_fields__)
@pytest.mark.parametrize("value", WRONG, ids=lambda value: type(value).__name__)
def test_anything_is_taken_or_refused_in_a_line(name, value):
    text = ""
    try:
        Contract(**{name: value})
    except ContractError as error:
        text = str(error)
    assert text.isprintable()
