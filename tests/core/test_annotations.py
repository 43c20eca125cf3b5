"""Annotations of a forward, read as a contract; jaxtyping itself need not be there."""

# ruff: noqa: F722, F821
import numpy as np
import pytest

from ethan_core.annotations import annotated_contract

FLOATS = ("float16", "float32", "float64")


class Made:
    """What `Float[Array, "N d"]` makes when it is evaluated."""

    def __init__(self, dim_str, dtypes=FLOATS):
        self.dim_str, self.dtypes = dim_str, dtypes


def layer(returns=None, /, **arguments):
    """A layer whose forward is annotated so; an argument may have a default beside its annotation."""
    names = [f"{name}=0" if name.startswith("optional") else name for name in arguments]
    space = {}
    exec(f"class Layer:\n    def forward(self, {', '.join(names)}): ...", space)
    space["Layer"].forward.__annotations__ = arguments | ({} if returns is None else {"return": returns})
    return space["Layer"]


def shapes(returns=None, /, **arguments):
    contract = annotated_contract(layer(returns, **arguments))
    return None if contract is None else contract.shapes


@pytest.mark.parametrize(
    "make", [Made, "Float[Array, {!r}]".format, "jaxtyping.Float32[np.ndarray, {!r}]".format]
)
def test_evaluated_or_not_they_say_the_same(make):
    assert shapes(make("N d_out"), x=make("N d_in")) == "N d_in -> N d_out"


@pytest.mark.parametrize(
    ("axes", "shape"),
    [
        ("N 3 H+1", "N 3 H+1"),
        ("*batch d", "*batch d"),
        ("... d", "... d"),
        ("*_ d", "... d"),
        ("#N ?d", "N d"),
        ("*#batch d", "*batch d"),
        ("_ _row d", "any0 any1 d"),
        ("rows=4 d", "4 d"),
        ("{self.size} {size}-1", "size size-1"),
        ("", ""),
    ],
)
def test_every_way_to_write_an_axis(axes, shape):
    assert shapes(x=Made(axes)) == f"{shape} -> ..."
    assert shapes(x=f"Float[Array, {axes!r}]") == f"{shape} -> ..."


def test_names_of_the_arguments_are_the_names_of_the_inputs():
    contract = annotated_contract(layer(Made("N"), query=Made("N d"), key=Made("N d")))
    assert contract.inputs == ("query", "key")


def test_integers_are_drawn_as_such():
    for annotation in (Made("N T", ("int32", "int64")), "Int[Array, 'N T']", "UInt8[Array, 'N T']"):
        contract = annotated_contract(layer(ids=annotation))
        assert contract.integers["ids"].below == 2


def test_an_argument_with_a_default_is_a_setting():
    assert shapes(x=Made("N"), optional=Made("d")) == "N -> ..."
    assert shapes(x=Made("N"), optional=bool) == "N -> ..."


@pytest.mark.parametrize(
    "returns",
    [tuple[int, ...], "tuple[Float[Array, 'N'], Cache]", np.ndarray, "Array", "not one", Made("N N N/2")],
)
def test_outputs_that_are_not_said_are_unknown(returns):
    assert shapes(returns, x=Made("N")) == "N -> ..."


def test_several_outputs():
    assert shapes("tuple[Float[Array, 'N'], Float[Array, '']]", x=Made("N")) == "N -> N, "
    assert shapes("typing.Tuple[Float[Array, 'N']]", x=Made("N")) == "N -> N"


@pytest.mark.parametrize(
    "annotation",
    ["Bool[Array, 'N']", Made("N", ("bool", "bool_")), "np.ndarray", np.ndarray, None, "Float[Array, axes]",
     "Float[Array, 'N d/2']", "Key[Array, '']", "Float[", "5"],
)  # fmt: skip
def test_what_does_not_say_a_shape_is_no_contract(annotation):
    assert annotated_contract(layer(x=annotation)) is None
    assert annotated_contract(layer(y=Made("N"), x=annotation)) is None


def test_what_has_no_forward_or_takes_anything_is_no_contract():
    class Anything:
        def forward(self, *arrays: 'Float[Array, "N"]'): ...

    assert annotated_contract(Anything()) is None
    assert annotated_contract(object()) is None


def test_an_object_and_its_class_say_the_same():
    class Quoted:
        def __call__(self, x: 'Float[Array, "N d"]') -> 'Float[Array, "N"]': ...

    assert annotated_contract(Quoted()) == annotated_contract(Quoted)
    assert annotated_contract(Quoted).shapes == "N d -> N"


def test_nothing_else_is_promised():
    contract = annotated_contract(layer(Made("N"), x=Made("N")))
    assert (contract.reduction, contract.random, contract.keeps_dtype) == (None, None, None)


def test_jaxtyping_itself():
    jaxtyping = pytest.importorskip("jaxtyping")
    array = np.ndarray
    arguments = {"x": jaxtyping.Float[array, "N d"], "ids": jaxtyping.Int[array, "N *_"]}
    contract = annotated_contract(
        layer(tuple[jaxtyping.Float[array, "N"], jaxtyping.Num[array, ""]], **arguments)
    )
    assert contract.shapes == "N d, N ... -> N, "
    assert list(contract.integers) == ["ids"]
    assert annotated_contract(layer(x=jaxtyping.Bool[array, "N"])) is None
