"""The shape notation."""

from __future__ import annotations

import pytest

from ethan_core.errors import ContractError
from ethan_core.shapes import parse_shape, parse_signature


@pytest.mark.parametrize(
    ("text", "sizes", "shape"),
    [
        ("N C", {"N": 2, "C": 3}, (2, 3)),
        ("N 3", {"N": 2}, (2, 3)),
        ("(H+2*ph-kh)//sh+1", {"H": 7, "ph": 1, "kh": 3, "sh": 2}, (4,)),
        ("H-(k-1)*d", {"H": 9, "k": 3, "d": 2}, (5,)),
        ("", {}, ()),
        ("in out", {"in": 2, "out": 3}, (2, 3)),
    ],
)
def test_shapes_become_numbers(text, sizes, shape):
    assert parse_shape(text).concrete(sizes) == shape


def test_a_star_stands_for_any_number_of_axes():
    shape = parse_shape("N *axes C")
    assert shape.concrete({"N": 1, "C": 2}, {"*axes": (5, 6)}) == (1, 5, 6, 2)
    assert shape.concrete({"N": 1, "C": 2}) == (1, 2)
    stars: dict[str, tuple[int, ...]] = {}
    assert shape.mismatch((4, 7, 8, 2), {}, stars) is None
    assert stars == {"*axes": (7, 8)}
    assert shape.mismatch((4, 7, 9, 2), {}, stars) == "*axes is (7, 9), but was (7, 8) before"


@pytest.mark.parametrize(
    ("text", "actual", "message"),
    [
        ("N C", (2,), "it has 1 axis, expected 2"),
        ("N C", (), "it has 0 axes, expected 2"),
        ("N *axes C", (2,), "it has 1 axis, expected 2 or more"),
        ("N C", (2, 5), "axis 1 is 5, but C is 3"),
        ("N C+1", (2, 5), "axis 1 is 5, but C+1 is 4"),
        ("N N", (2, 3), "axis 1 is 3, but N is 2"),
        ("4 C", (2, 3), "axis 0 is 2, but 4 is 4"),
        ("N unknown+1", (2, 3), None),
        ("", (), None),
        ("", (1,), "it has 1 axis, expected 0"),
    ],
)
def test_a_mismatch_is_told(text, actual, message):
    assert parse_shape(text).mismatch(actual, {"C": 3}) == message


@pytest.mark.parametrize("token", ["3.5", "a.b", "f(x)", "-n", "n/2", "n%2", "True", "2n", "a==b"])
def test_what_is_no_axis_is_refused(token):
    with pytest.raises(ContractError) as caught:
        parse_shape(f"N {token}")
    assert str(caught.value) == (
        f"shape 'N {token}': {token!r} is not an axis; expected a name, a number, *name, "
        "or an expression of them with + - * // and no spaces"
    )


def test_stars_need_a_name_and_stand_alone():
    with pytest.raises(ContractError, match=r"'\*' needs a name after its star"):
        parse_shape("N *")
    with pytest.raises(ContractError, match="only one axis may have a star"):
        parse_shape("*a N *b")


@pytest.mark.parametrize("text", ["N C", "N -> C -> D", ""])
def test_a_signature_has_one_arrow(text):
    with pytest.raises(ContractError, match=f"shapes {text!r}: expected one arrow"):
        parse_signature(text)


def test_a_signature_without_an_output_axis_gives_a_number():
    signature = parse_signature("N *axes, N *axes ->")
    assert [len(shape.axes) for shape in signature] == [2, 2, 0]
    assert signature.names() == {"N"}
    assert parse_signature("N -> N").outputs[0].concrete({"N": 3}) == (3,)


def test_shapes_print_as_they_are_read():
    assert str(parse_shape("N  (H-k)//2+1   *rest")) == "N (H-k)//2+1 *rest"
    assert parse_shape("N (H-k)//2+1").names() == {"N", "H", "k"}


def test_an_axis_cannot_be_divided_by_zero():
    with pytest.raises(ContractError) as caught:
        parse_shape("H//s").concrete({"H": 4, "s": 0})
    assert str(caught.value) == "axis 'H//s': division by 0 with H=4 s=0"


def test_an_ellipsis_stands_for_any_axes_and_binds_nothing():
    signature = parse_signature("N ... , 3 -> ...")
    assert not signature.says_outputs
    assert signature.inputs[0].concrete({"N": 2}, {"...": (4, 5)}) == (2, 4, 5)
    stars: dict[str, tuple[int, ...]] = {}
    assert signature.inputs[0].mismatch((2, 7), {}, stars) is None
    assert signature.outputs[0].mismatch((9, 9, 9), {}, stars) is None
    assert stars == {}
    assert parse_signature("N -> ...  N").says_outputs
    assert parse_signature("N ->").says_outputs
