"""Layers that a configuration file describes: nobody's code is touched."""

from fnmatch import fnmatch
from pathlib import Path

import pytest
from loading.tables import sample_layers

THEIRS = Path(sample_layers.__file__).read_text().partition("class Contracted")[0]  # those without a contract


@pytest.fixture
def theirs(project):
    """A project with somebody's module, and a way to describe it."""
    project.module("theirs.layers", THEIRS)
    return project


def describe(project, text, **tables):
    """Write pyproject.toml; a key of `tables` is a class of theirs."""
    blocks = [text]
    for name, lines in tables.items():
        blocks.append(f'[tool.ethan.layers."theirs.layers:{name}"]\n{lines}')
    (project.path / "pyproject.toml").write_text("\n\n".join(blocks))
    return project


def one_failure(project, *arguments):
    """The first line of the only failure of a run."""
    result = project.run("--ethan-check", *arguments)
    assert result.parseoutcomes().get("failed") == 1, result.outlines
    start = next(number for number, line in enumerate(result.outlines) if "FAILURES" in line)
    return result.outlines[start + 2]


AFFINE = 'init = { n_in = 4, n_out = 3 }\ninput = "N n_in"\nreduction = "mean"'


def test_a_table_makes_a_layer_and_its_inputs(theirs):
    describe(theirs, "", Affine=AFFINE)
    result = theirs.run("--ethan-check")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "ethan: layers: theirs.layers:Affine, and all that are installed; seed: 0",
            "affine.v0  pass *",
            "1 layer: 1 pass; 2 checks: 2 pass",
        ]
    )


def test_all_checks_pass_on_a_right_layer(theirs):
    describe(
        theirs, "", Affine=AFFINE, Logarithm='input = "N 3"\ndomain = { X = { low = 0.0, open = true } }'
    )
    result = theirs.run("--ethan-check", "--all-checks")
    assert set(result.parseoutcomes()) == {"passed", "skipped"}


def test_a_file_of_ethans_own_says_the_same(theirs):
    (theirs.path / "ethan.toml").write_text(f'[layers."theirs.layers:Affine"]\n{AFFINE}\n')
    theirs.pytester.makeini("[pytest]\nethan_config = ethan.toml\n")
    theirs.run("--ethan-check").assert_outcomes(passed=2)


def test_the_mistake_of_a_described_layer_is_found(theirs):
    describe(theirs, "", Affine=AFFINE.replace('"mean"', '{ W = "mean", b = "sum" }'))
    assert one_failure(theirs).startswith("affine.v0: dL_db is 1/")


def test_several_configurations_of_one_class(theirs):
    header = '[[tool.ethan.layers."theirs.layers:Affine"]]\n'
    second = AFFINE.replace("n_in = 4", "n_in = 2") + '\nname = "wide.v2"'
    describe(theirs, header + AFFINE + "\n" + header + AFFINE + "\n" + header + second)
    assert theirs.items("--ethan-check", "--ethan-checks=shapes") == [
        "ethan::affine-2.v0::shapes",
        "ethan::affine.v0::shapes",
        "ethan::wide.v2::shapes",
    ]
    describe(theirs, "", Affine="inits = [{ n_in = 4, n_out = 3 }, { n_in = 1, n_out = 1 }]\n" + AFFINE[31:])
    theirs.run("--ethan-check").assert_outcomes(passed=2)


def test_values_that_toml_has_no_words_for(theirs):
    describe(
        theirs,
        "",
        Given="init = { W = { shape = [4, 3] }, b = { array = [0.0, 1.0, 2.0] } }\n"
        'input = "N 4"\nreduction = "mean"',
        Scaled='init = { shape = { tuple = [2, 3] }, factors = [1.0] }\ninput = "2 3"',
    )
    theirs.run("--ethan-check").assert_outcomes(passed=4)
    describe(
        theirs,
        "",
        Scaled='init = { shape = { tuple = [2] }, activation = { import = "numpy:sin" } }\ninput = "N"',
    )
    assert one_failure(theirs).startswith("scaled.v0: dL_dX differs")


def test_both_modes_are_judged(theirs):
    train = '{ argument = "training", training = true, evaluation = false }'
    describe(theirs, "", Dropping=f'input = "N 3"\ntrain = {train}')
    result = theirs.run("--ethan-check")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["dropping.v0: dL_dX is 2 times the derivative*", "*mode='evaluation'*"])
    only = train.replace(", evaluation = false", "")
    describe(theirs, "", Dropping=f'input = "N 3"\ntrain = {only}')
    theirs.run("--ethan-check").assert_outcomes(passed=2)


def test_lines_of_a_contract(theirs):
    describe(
        theirs,
        "",
        Embedding='input = "N T"\nintegers = { X = 4 }',
        Logarithm='shapes = "N d -> N d"\ndomain = { X = [0.1, inf] }\n'
        "rows_independent = true\nkeeps_dtype = true",
        SquaredError='input = "N d, N d"',
    )
    result = theirs.run("--ethan-check", "--ethan-checks=gradient,shapes,batch,dtype", "-rs")
    outcomes = result.parseoutcomes()
    assert "failed" not in outcomes, result.outlines
    result.stdout.no_fnmatch_line("*cannot be judged*")
    result.stdout.re_match_lines([r"logarithm\.v0 +pass +4 pass "])


def test_inputs_have_the_names_that_lines_give_them(theirs):
    describe(
        theirs,
        "",
        Embedding='input = "N T"\nintegers = { ids = 4 }',
        Logarithm='input = "N"\ndomain = { x = [1, 2] }',
    )
    result = theirs.run("--ethan-check")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["logarithm.v0 *dL_dx"])


def test_functions(theirs):
    describe(
        theirs,
        "",
        square_forward='input = "N"',
        square='input = "N 2"\nname = "pair"',
        cube='input = "N"\nbackward = "cube_slope"',
    )
    result = theirs.run("--ethan-check")
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(["cube.v0 *pass*", "pair.v0 *pass*", "square.v0 *pass*"])


def test_checks_of_one_layer(theirs):
    describe(theirs, "", Affine=AFFINE + '\nchecks = ["shapes", "gradeint"]')
    result = theirs.run("--ethan-check")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["affine.v0: checks names 'gradeint', but no check is called that; did you mean gradient?"]
    )


def test_known_failures_are_strict(theirs):
    wrong = AFFINE.replace('"mean"', '"sum"')
    describe(theirs, "", Affine=wrong + '\nexpected_failures = { gradient = "dW is a mean" }')
    result = theirs.run("--ethan-check", "-rx")
    result.assert_outcomes(passed=1, xfailed=1)
    result.stdout.fnmatch_lines(["XFAIL ethan::affine.v0::gradient - *dW is a mean (affine.v0: dL_d*"])
    describe(theirs, "", Affine=AFFINE + '\nexpected_failures = { gradient = "dW is a mean" }')
    assert one_failure(theirs).startswith(
        "affine.v0: gradient passes, but its failure is expected (dW is a mean)"
    )


def test_a_known_failure_that_matches_nothing_is_reported(theirs):
    describe(theirs, "", Affine=AFFINE + '\nexpected_failures = { gradeint = "dW is a mean" }')
    assert one_failure(theirs) == (
        "affine.v0: expected_failures names 'gradeint', but no check is called that; did you mean gradient?"
    )
    expected = '\nchecks = ["shapes"]\nexpected_failures = { gradient = "dW is a mean" }'
    describe(theirs, "", Affine=AFFINE + expected)
    assert one_failure(theirs) == (
        "affine.v0: expected_failures names 'gradient', which is not among its checks (shapes)"
    )


def test_a_table_builds_on_a_registration(layers):
    (layers.path / "pyproject.toml").write_text(
        '[tool.ethan.layers."layers:Halved"]\nexpected_failures = { gradient = "half is enough" }\n'
        '[tool.ethan.layers."layers:good.v1"]\nchecks = ["shapes"]\n'
    )
    result = layers.run("--ethan-check")
    result.assert_outcomes(passed=2, xfailed=1)
    result.stdout.fnmatch_lines(["good.v1    pass *1 pass*", "halved.v1  expected failure *"])


def test_a_table_for_a_module_holds_for_all_that_have_none_of_their_own(theirs):
    describe(
        theirs,
        '[tool.ethan.layers."theirs.layers"]\nchecks = ["shapes"]\ninput = "N 3"',
        Affine=AFFINE,
        Embedding='input = "N T"\nintegers = { X = 4 }',
        Logarithm='input = "N"\ndomain = { X = [1, 2] }',
        SquaredError='input = "N d, N d"',
    )
    result = theirs.run("--ethan-check")
    result.stdout.fnmatch_lines(
        [
            "theirs.layers:Given: theirs.layers.Given cannot be constructed without W, b",
            '[[]tool.ethan.layers."theirs.layers:Given"[]]',
            "affine.v0 * 2 pass *",
            "dropping.v0 * 1 pass*",
        ]
    )
    result.stdout.no_fnmatch_line("*theirs.layers.Affine cannot*")


def test_a_line_of_the_table_leaves_a_layer_out_and_the_last_line_counts_it(theirs):
    lines = (f'"theirs.layers:{name}" = false' for name in ("Given", "Scaled"))
    (theirs.path / "pyproject.toml").write_text("\n".join(["[tool.ethan.layers]", *lines]))
    result = theirs.run("--ethan-check", "--ethan-layers=theirs.layers:Given,theirs.layers:Affine")
    result.assert_outcomes(failed=2)  # what a command names is judged
    result = theirs.run("--ethan-check", "--ethan-layers=theirs.layers", "-q")
    assert not [line for line in result.outlines if "Given" in line]
    assert "2 left out by configuration" in "\n".join(result.outlines)


def test_naming_layers_by_option_keeps_what_the_file_says_of_them_and_leaves_out_the_rest(theirs):
    describe(theirs, "", Affine=AFFINE, Logarithm='input = "N"\ndomain = { X = [1, 2] }')
    assert theirs.items("--ethan-check", "--ethan-layers=theirs.layers:Affine", "--ethan-checks=shapes") == [
        "ethan::affine.v0::shapes"
    ]
    items = theirs.items("--ethan-check", "--ethan-layers=theirs.layers", "--ethan-checks=shapes")
    assert "ethan::affine.v0::shapes" in items
    assert "ethan::dropping.v0::shapes" in items
    assert len(items) == len(set(items))
    theirs.run("ethan::affine.v0").assert_outcomes(passed=2)


def test_an_alias_stands_in_for_a_name_that_has_gone(theirs):
    import collections

    theirs.module("theirs.old", "from collections import Hashable\n" + THEIRS)
    table = '[tool.ethan.layers."theirs.old:Affine"]\n' + AFFINE
    describe(theirs, '[tool.ethan.aliases]\n"collections.Hashable" = "collections.abc.Hashable"\n' + table)
    theirs.run("--ethan-check").assert_outcomes(passed=2)
    assert not hasattr(collections, "Hashable")


def test_an_alias_that_is_missing_is_suggested_and_half_a_package_is_not_used(theirs):
    theirs.module("old.__init__", "import old.layers\nfrom collections import Hashable")
    theirs.module("old.layers", THEIRS)
    describe(theirs, '[tool.ethan.layers."old.layers:Affine"]')
    result = theirs.run("--ethan-check", "--ethan-layers=old.layers:Affine,old.layers:Dropping")
    result.assert_outcomes(failed=2)
    for head in ('pyproject.toml, [[]tool.ethan.layers."old.layers:Affine"[]]', "old.layers:Dropping"):
        result.stdout.fnmatch_lines(
            [
                f"{head}: ImportError: cannot import name 'Hashable' from * (__init__.py:2); if it "
                'has gone there, say what stands in for it: [[]tool.ethan.aliases[]] "collections.Ha*'
            ]
        )


LINE_OF_FORWARD = THEIRS.splitlines().index("        return x @ self.W + self.b") + 1


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        ("Affine", 'inptu = "N 4"', "inptu is no key; did you mean input*"),
        ("Affine", 'input = "N 4"', "init lacks n_in, n_out, which Affine needs"),
        (
            "Affine",
            'init = { n_in = 4, n_out = 3 }\ninput = "N 5"\nreduction = "mean"',
            f"input is 'N 5', but for (3, 5) forward raised ValueError: * (*layers.py:{LINE_OF_FORWARD}); "
            "it takes 'N 4'",
        ),
        (
            "Affine",
            'init = { n_in = 4, n_out = 3 }\ninput = "N 4"\nreduction = { V = "mean" }',
            "*reduction*'V'*",
        ),
        (
            "Affine",
            'init = { n_in = 4, n_out = "x" }',
            "the constructor with n_in=4 n_out='x' raised TypeError: *",
        ),
        ("Logarithm", 'convention = "plian"', "convention 'plian' is unknown; expected one of *plain*"),
        (
            "Logarithm",
            'train = { attribute = "mode", training = true }',
            "the constructor with mode='training' raised AttributeError: 'Logarithm' object has no *'mode'*",
        ),
    ],
)
def test_a_mistake_is_one_line_with_file_table_and_key(theirs, name, lines, message):
    describe(theirs, "", **{name: lines})
    line = one_failure(theirs, "--ethan-checks=gradient")
    head = f'pyproject.toml, [tool.ethan.layers."theirs.layers:{name}"]: '
    assert head in line
    assert fnmatch(line.partition(head)[2], message.replace("[", "[[]")), line


def test_a_broken_table_lets_the_others_run(theirs):
    describe(theirs, "", Affine=AFFINE, Logarithm="inptu = 3")
    result = theirs.run("--ethan-check")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["FAILED ethan::broken.theirs.layers:Logarithm::load*"])


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("", "ethan: ethan.toml: cannot be read: No such file or directory"),
        (
            '[aliases]\n"colections.X" = "math.pi"',
            "ethan: ethan.toml: the alias 'colections.X' cannot be: there is no module 'colections'",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_a_usage_error(theirs, file, message):
    if file:
        (theirs.path / "ethan.toml").write_text(file)
    theirs.pytester.makeini("[pytest]\nethan_config = ethan.toml\n")
    result = theirs.run("--ethan-check")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{message}"])
    theirs.run("--collect-only").assert_outcomes()  # who does not ask for Ethan is not bothered
