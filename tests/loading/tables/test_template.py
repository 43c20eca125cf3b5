"""The table that a layer needs, ready to be filled in."""

import tomllib

import numpy as np

from ethan_check.loading.tables import template_of


def test_defaults_that_toml_can_write_are_read_back_as_they_are():
    values = {
        "a": 1,
        "b": -0.5,
        "c": 'quo"te\n',
        "d": True,
        "e": [1, [2.0, "x"]],
        "f": float("-inf"),
        "g": 1e300,
    }

    class Layer:
        def __init__(
            self, a=1, b=-0.5, c='quo"te\n', d=True, e=(1, [2.0, "x"]), f=float("-inf"), g=1e300, ä=1
        ): ...

    text = template_of("nn:Layer", Layer)
    read = tomllib.loads("\n".join(line.removeprefix("# ") for line in text.splitlines()[:-1]))
    assert read["tool"]["ethan"]["layers"]["nn:Layer"]["init"] == {**values, "ä": 1}


def test_what_has_no_signature_has_a_template_too():
    assert template_of("numpy:sin", np.sin).splitlines()[0] == '[tool.ethan.layers."numpy:sin"]'


class Attention:
    def __init__(self, heads, act=np.tanh, scores=(1, None), *, bias=True, **more): ...
    def forward(self, query, key, mask=None): ...


def test_every_argument_and_every_input_has_its_place():
    assert template_of("nn:Attention", Attention, "layers").splitlines() == [
        '[layers."nn:Attention"]',
        "# init.heads = ...",
        "# init.act = ...  # default: <ufunc 'tanh'>",
        "# init.scores = ...  # default: (1, None)",
        "# init.bias = true",
        '# input = "N ..., N ..."',
    ]


def test_a_default_of_many_words_is_its_type():
    values = np.arange(100)

    class Layer:
        def __init__(self, table=values): ...

    assert "# init.table = ...  # default: ndarray" in template_of("nn:Layer", Layer)


def test_a_function_that_is_a_layer_has_no_constructor():
    def product(left, right): ...

    assert template_of("nn:product", product, is_made=True).splitlines()[1:] == ['# input = "N ..., N ..."']


def test_a_question_about_the_convention_gets_a_line_for_that_alone():
    text = template_of("nn:Attention", Attention, conventions=["plain", "elementwise"])
    assert text.splitlines()[1:] == ['# convention = "plain" or "elementwise"']


def test_no_address_gets_into_a_table():
    class Zeros:
        def __call__(self, shape):
            return np.zeros(shape)

    zeros = Zeros()

    class Layer:
        def __init__(self, size, init=zeros, act=lambda x: x, norm=print): ...

        def forward(self, x): ...

    lines = template_of("nn:Layer", Layer).splitlines()
    assert lines[2:5] == [
        "# init.init = ...  # default: Zeros",
        "# init.act = ...  # default: <lambda>",
        "# init.norm = ...  # default: <built-in function print>",
    ]
