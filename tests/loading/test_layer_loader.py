"""Which layers are selected, and what happens to those that cannot be loaded."""

from fnmatch import fnmatch

import pytest

from ethan_check.loading.tables import read_configuration
from loading.samples import PLAIN, REGISTERED, point


@pytest.fixture
def layers(modules):
    modules.write("layers", REGISTERED)
    return modules


def test_without_a_name_what_is_installed_and_registered_is_taken(layers):
    layers.write("own", REGISTERED.replace("v1", "v2"))
    loaded = layers.load(points=[point("ethan.layers", name, name) for name in ("layers", "own")])
    assert loaded.registry.names() == ("good.v1", "good.v2", "halved.v1", "halved.v2")


def test_what_the_project_registers_elsewhere_is_taken_beside_what_is_named(layers):
    layers.write("own", REGISTERED.replace("v1", "v2") + "import layers\n")
    layers.load("own")
    assert layers.load("layers:Good").registry.names() == ("good.v1", "good.v2", "halved.v2")


def test_other_distributions_are_left_out_when_something_is_named(layers):
    layers.write("theirs", REGISTERED.replace("v1", "v2"))
    theirs = point("ethan.layers", "theirs", "theirs")
    assert layers.load("layers", points=[theirs]).registry.names() == ("good.v1", "halved.v1")
    assert layers.load("theirs", points=[theirs]).registry.names() == (
        "good.v1", "good.v2", "halved.v1", "halved.v2",
    )  # fmt: skip


def test_classes_of_one_name_in_two_modules_keep_apart(modules):
    modules.write("one", PLAIN)
    modules.write("two", PLAIN)
    assert modules.load("one:Negate", "two:Negate").registry.names() == ("negate.v0", "two.negate.v0")


def test_what_is_skipped_has_a_reason_and_a_template(modules):
    modules.write("plain", PLAIN)
    loaded = modules.load("plain")
    assert loaded.registry.names() == ("negate.v0", "square.v0")
    assert loaded.skipped == (
        ("plain.Base is abstract: forward", ""),
        (
            "plain.Scale cannot be constructed without factor",
            '[tool.ethan.layers."plain:Scale"]\n# init.factor = ...\n# init.offset = 0\n# input = "N ..."',
        ),
    )


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (1, "its only layer cannot be judged as it is: theirs.Layer0 cannot be constructed without size"),
        (
            4,
            "none of its 4 layers can be judged as it is: theirs.Layer0 cannot be constructed without size; "
            "theirs.Layer1 cannot be constructed without size; theirs.Layer2 cannot be constructed "
            "without size",
        ),
    ],
)
def test_a_module_whose_layers_are_all_skipped_is_empty(modules, count, message):
    source = "class Layer{}:\n    def __init__(self, size): ...\n"
    source += "    def forward(self, x): ...\n    def backward(self, g): ...\n"
    modules.write("theirs", "".join(source.replace("{}", str(number)) for number in range(count)))
    (error,) = modules.load("theirs").empty
    assert error.message == message


BAD = {
    "dividing": ("x = 1\n\ny = x / 0\n", "ZeroDivisionError: division by zero (dividing.py:3)"),
    "leaving": ("import sys\nsys.exit(3)\n", "SystemExit: 3 (leaving.py:2)"),
    "misspelt": ("x = = 1\n", "SyntaxError: * (misspelt.py:1)"),
    "needing": (
        "import nowhere\n",
        "ModuleNotFoundError: No module named 'nowhere' (needing.py:1)",
    ),
    "twice": (
        REGISTERED.replace("halved", "good"),
        "RegistrationError: layer name 'good.v1' is registered twice: at */twice.py:* and at "
        "*/twice.py:*; rename one of them or raise its version (twice.py:*)",
    ),
    "contracted": (
        "from ethan_core import Contract\nContract(shapes='N d')\n",
        "ContractError: shapes 'N d': expected one arrow, * (contracted.py:2)",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_module_that_fails_is_one_line_and_lets_the_others_load(modules, name):
    source, message = BAD[name]
    modules.write(name, source)
    modules.write("plain", PLAIN)
    loaded = modules.load(name, "plain:Negate")
    assert "negate.v0" in loaded.registry
    (error,) = loaded.broken
    assert fnmatch(str(error), f"{name}: {message}"), error


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("layers:Haled", "layers:Haled: module 'layers' has no layer 'Haled'; did you mean Halved?"),
        (
            "layers:register",
            "layers:register: 'register' is no registered layer, no class and no function with *",
        ),
        (
            "plain:Contract",
            "plain:Contract: ethan_core.contract.Contract has neither forward and backward *",
        ),
        ("layers.py", "layers.py: expected package.module or package.module:Name, not a file or a pattern"),
        ("plain:Scale", "plain:Scale: plain.Scale cannot be constructed without factor"),
    ],
)
def test_a_source_that_names_no_layer_is_one_line(layers, source, message):
    layers.write("plain", PLAIN)
    (error,) = layers.load(source).broken
    assert fnmatch(str(error), message), error
    assert bool(error.template) == (source in ("plain:Scale", "plain:Contract"))


def test_a_module_without_layers_is_empty_and_not_broken(modules):
    modules.write("bare", "x = 1\n")
    modules.write("package.__init__", "")
    modules.write("package.inner", "")
    loaded = modules.load("bare", "package")
    assert not loaded.broken
    assert [str(error) for error in loaded.empty] == [
        "bare: module 'bare' registers no layer and defines none",
        "package: module 'package' registers no layer and defines none; it is a package, so name one of its "
        "modules: package.inner",
    ]


def test_only_tables_of_what_is_named_hold(layers):
    file = layers.path / "pyproject.toml"
    file.write_text(
        '[tool.ethan.layers."layers:Halved"]\nchecks = ["shapes"]\n'
        '[tool.ethan.layers."layers:Good"]\n[tool.ethan.layers."layers:Wrong"]\ninptu = 3\n'
    )
    configuration = read_configuration(file)
    loaded = layers.load("layers:Halved", configuration=configuration)
    assert loaded.registry.names() == ("halved.v1",)
    assert loaded.tables["halved.v1"].checks == ("shapes",)
    assert not loaded.broken
    loaded = layers.load("layers", configuration=configuration)
    assert loaded.registry.names() == ("good.v1", "halved.v1")
    assert [error.name for error in loaded.broken] == ["layers:Wrong"]
