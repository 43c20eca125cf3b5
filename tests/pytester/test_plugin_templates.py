"""What a module's layers need is printed, ready to be pasted."""

import re
import tomllib

import pytest

THEIRS = '''
import numpy as np


class Conv2D:
    """Needs arguments."""

    def __init__(self, out_ch, kernel_shape=(3, 3), pad="same", stride=1, slope=0.5, optimizer=None,
                 act=np.tanh, limit=float("inf"), *, bias=True, **more):
        self.W = np.ones((out_ch, 4))

    def forward(self, x):
        self.x = x
        return x @ self.W.T

    def backward(self, g):
        self.dW = g.T @ self.x
        return g @ self.W


class Attention(Conv2D):
    def __init__(self, heads):
        self.heads = heads

    def forward(self, query, key, mask=None):
        return query * key


class Shy:
    """Can be made, but shows nothing of what it takes."""

    def forward(self, x):
        if x.shape[1:] != (37, 11):
            raise ValueError(f"no {x.shape}")
        return 2 * x

    def backward(self, g):
        return 2 * g


class Raising(Shy):
    def __init__(self):
        raise OSError("no weights")


class Right(Shy):
    def forward(self, x):
        return 2 * x
'''


@pytest.fixture
def theirs(project):
    project.module("theirs", THEIRS)
    return project


def templates(result):
    """The tables that the failures of a run print, as one text, sorted."""
    blocks = re.findall(r"^\[(?:tool|layers).*?(?=\n\n|\n[=_]{4})", "\n".join(result.outlines), re.M | re.S)
    return "\n\n".join(sorted(blocks))


def test_every_layer_that_could_not_be_judged_has_a_template_that_parses(theirs):
    result = theirs.run("--ethan-check", "--ethan-layers=theirs")
    text = templates(result)
    assert tomllib.loads(text)["tool"]["ethan"]["layers"] == {
        "theirs:Attention": {},
        "theirs:Conv2D": {},
        "theirs:Raising": {},
        "theirs:Shy": {},
    }
    assert text.strip().splitlines()[:3] == ['[tool.ethan.layers."theirs:Attention"]', "# init.heads = ...",
                                             '# input = "N ..., N ..."']  # fmt: skip
    result.stdout.fnmatch_lines(["right.v0 *pass*"])


def test_every_argument_stands_in_it_and_what_is_uncommented_is_taken(theirs):
    text = templates(theirs.run("--ethan-check", "--ethan-layers=theirs"))
    (block,) = [block for block in text.split("\n\n") if "Conv2D" in block]
    assert block.splitlines()[1:] == [
        "# init.out_ch = ...",
        "# init.kernel_shape = [3, 3]",
        '# init.pad = "same"',
        "# init.stride = 1",
        "# init.slope = 0.5",
        "# init.optimizer = ...  # default: None",
        "# init.act = ...  # default: <ufunc 'tanh'>",
        "# init.limit = inf",
        "# init.bias = true",
        '# input = "N ..."',
    ]
    filled = "\n".join(line.removeprefix("# ") for line in block.splitlines() if "default:" not in line)
    filled = filled.replace("out_ch = ...", "out_ch = 3").replace("N ...", "N 4")
    (theirs.path / "pyproject.toml").write_text(filled)
    theirs.run("--ethan-check").assert_outcomes(passed=2)


def test_a_layer_that_cannot_be_judged_says_so_once(theirs):
    arguments = (
        "--ethan-check",
        "--ethan-layers=theirs:Shy,theirs:Raising",
        "--ethan-checks=gradient,shapes,state",
    )
    result = theirs.run(*arguments, "-rs")
    result.assert_outcomes(failed=2, skipped=4)
    result.stdout.fnmatch_lines(
        [
            "raising.v0: the constructor with no arguments raised OSError: no weights (*theirs.py:*)",
            "shy.v0: nothing says what inputs Shy takes, and none that was tried fits; say it in pypro*",
            "raising.v0  error         1 error, 2 not asked  cannot be judged",
            "shy.v0      error         1 error, 2 not asked  cannot be judged",
            "SKIPPED [[]2[]] *: raising.v0 cannot be judged: see ethan::raising.v0::gradient",
        ]
    )


def test_whichever_checks_are_left_one_of_them_says_it(theirs):
    result = theirs.run(
        "--ethan-check",
        "--ethan-layers=theirs:Shy",
        "--ethan-checks=gradient,shapes,state",
        "-k",
        "not gradient",
    )
    result.assert_outcomes(failed=1, skipped=1)
    theirs.run("ethan::shy.v0::state", "--ethan-layers=theirs:Shy", "--ethan-checks=state").assert_outcomes(
        failed=1
    )


def test_its_failure_may_be_expected(theirs):
    (theirs.path / "pyproject.toml").write_text(
        '[tool.ethan.layers."theirs:Shy"]\nexpected_failures = { gradient = "shy" }\n'
    )
    theirs.run("--ethan-check").assert_outcomes(xfailed=1, failed=1)


def test_a_class_that_is_named_lists_its_arguments_and_prints_the_template_with_the_failure(theirs):
    result = theirs.run("--ethan-check", "--ethan-layers=theirs:Attention")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "theirs:Attention: theirs.Attention cannot be constructed without heads",
            "put this into pyproject.toml and fill it in:",
            "",
            '[[]tool.ethan.layers."theirs:Attention"[]]',
            "# init.heads = ...",
        ]
    )


def test_a_module_whose_layers_all_need_configuration_fails_and_prints_their_templates(project):
    project.module("theirs", THEIRS.partition("class Shy")[0])
    result = project.run("--ethan-check", "--ethan-layers=theirs")
    result.assert_outcomes(failed=2)
    assert set(tomllib.loads(templates(result))["tool"]["ethan"]["layers"]) == {
        "theirs:Attention",
        "theirs:Conv2D",
    }


def test_templates_fit_the_file_that_is_used(theirs):
    (theirs.path / "ethan.toml").write_text("")
    theirs.pytester.makeini("[pytest]\nethan_config = ethan.toml\n")
    result = theirs.run("--ethan-check", "--ethan-layers=theirs")
    assert set(tomllib.loads(templates(result))["layers"]) >= {"theirs:Conv2D"}
    result.stdout.fnmatch_lines(
        [
            "put this into ethan.toml and fill it in:",
            "ethan init theirs  writes the 4 tables that they need into ethan.toml",
        ]
    )


@pytest.mark.parametrize("verbosity", [(), ("-q",), ("-qq",), ("-v",)])
def test_every_verbosity_prints_them(theirs, verbosity):
    result = theirs.run("--ethan-check", "--ethan-layers=theirs", *verbosity)
    result.assert_outcomes(failed=4, passed=2, skipped=2) if "-qq" not in verbosity else None
    assert len(tomllib.loads(templates(result))["tool"]["ethan"]["layers"]) == 4


CUBED = """
class Cubed:
    def forward(self, x):
        return x**3

    def backward(self, x):
        return 3 * x**2
"""


def test_a_question_about_the_convention_gets_the_line_that_answers_it(project):
    project.module("theirs", CUBED)
    result = project.run("--ethan-check", "--ethan-layers=theirs", "--all-checks")
    result.stdout.fnmatch_lines(
        [
            'cubed.v0: Cubed could be read as plain (*) or elementwise (*); say convention = "plain" or *',
            '[[]tool.ethan.layers."theirs:Cubed"]',
            '# convention = "plain" or "elementwise"',
            "cubed.v0  error * cannot be judged",
        ]
    )
    text = '[tool.ethan.layers."theirs:Cubed"]\nconvention = "elementwise"\n'
    (project.path / "pyproject.toml").write_text(text)
    project.run("--ethan-check", "--all-checks").stdout.fnmatch_lines(["cubed.v0  pass *"])
