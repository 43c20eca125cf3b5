"""Looking at an attribute never raises."""

import pytest

from ethan_check.subject.execution.read_attributes import attribute, name_of_layer


class Own(BaseException):
    pass


class Raises:
    @property
    def params(self):
        raise Own

    def __getattr__(self, name):
        raise SystemExit(name)


def test_what_raises_is_not_there():
    assert attribute(Raises(), "params", 7) == 7
    assert attribute(Raises(), "anything") is None
    assert attribute("text", "upper")() == "TEXT"


@pytest.mark.parametrize(
    ("layer", "name"),
    [(Raises(), "Raises"), (Raises, "Raises"), (len, "len"), (type("Two\nlines", (), {})(), "Two")],
    ids=["raises", "class", "function", "lines"],
)
def test_a_layer_has_a_name(layer, name):
    assert name_of_layer(layer) == name
