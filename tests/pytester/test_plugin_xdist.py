"""The same runs with the work spread over processes."""

import json

import pytest

pytest.importorskip("xdist")

NUMPY_EVIDENCE = """
import numpy as np
from ethan_check import Finding, hookimpl

class Measuring:
    name = "measuring"
    points = 1
    def run(self, subject, rng):
        evidence = {"one": np.float64(0.5), "many": np.arange(3), "some": {2, 1}, "odd": object}
        yield Finding(check="measuring", verdict="fail", message="measured", evidence=evidence)

@hookimpl
def ethan_checks():
    return [Measuring()]
"""


def test_the_section_the_verdicts_and_junit_are_those_of_a_single_process(layers, failed_line):
    result = layers.run_apart(
        "--ethan-check", "--ethan-layers=layers", "-n", "2", "--dist", "loadscope", "--junitxml=junit.xml"
    )
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.re_match_lines(
        [
            r"good\.v1    pass          2 pass  would catch an error of \S+ in one entry of dL_dX",
            r"halved\.v1  fail          1 pass, 1 fail",
            r"2 layers: 1 pass, 1 fail; 4 checks: 3 pass, 1 fail",
        ],
        consecutive=True,
    )
    result.stdout.fnmatch_lines([failed_line])
    assert sum("= ethan =" in line for line in result.outlines) == 1
    junit = (layers.path / "junit.xml").read_text()
    assert 'classname="ethan.halved.v1" name="gradient"' in junit
    assert "ethan_certificate_dL_dX" in junit


SHY = """

class Shy(Square):
    contract = None

    def forward(self, X):
        raise ValueError(f"no {X.shape}")
"""


def test_evidence_of_numpy_skipped_classes_and_templates_cross_the_border(layers):
    layers.module("measuring", NUMPY_EVIDENCE)
    layers.distribution("measuring", "[ethan.plugins]\nmeasuring = measuring\n")
    source = (layers.path / "layers.py").read_text().replace("@register", "#")
    layers.module("plain", source + "\n\nclass Scale(Square):\n    def __init__(self, k): ...\n" + SHY)
    layers.pytester.makeconftest(
        "import json, pathlib\n\n"
        "def pytest_runtest_logreport(report):\n"
        "    import os\n"
        "    is_mine = report.when == 'call' and report.ethan.get('findings')\n"
        "    if is_mine and 'PYTEST_XDIST_WORKER' not in os.environ:\n"
        "        pathlib.Path('seen.json').write_text(json.dumps(report.ethan['findings'][0]['evidence']))\n"
    )
    result = layers.run_apart(
        "--ethan-check",
        "--ethan-layers=plain",
        "--ethan-checks=measuring",
        "-n",
        "2",
        "-k",
        "good or shy or Scale",
    )
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            '[[]tool.ethan.layers."plain:Shy"[]]',
            "ethan init plain  writes the 2 tables that they need into pyproject.toml",
        ]
    )
    evidence = json.loads((layers.path / "seen.json").read_text())
    assert evidence == {"one": 0.5, "many": [0, 1, 2], "some": [1, 2], "odd": "<class 'object'>"}


def test_usage_errors_stop_the_run(layers):
    result = layers.run_apart("--ethan-check", "layrs.py", "-n", "1")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: ethan: layrs.py: there is no such file; did you mean layers.py?"])


def test_a_run_without_layers_ends_with_five(layers):
    layers.module("bare", "x = 1")
    result = layers.run_apart("--ethan-check", "bare.py", "-n", "2")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(
        ["nothing was judged: module 'bare' registers no layer and defines none", "  layers.py: Square"]
    )


def test_a_file_is_judged_by_all_workers(layers):
    layers.run_apart("--ethan-check", "layers.py", "-n", "2").assert_outcomes(passed=3, failed=1)


def test_positional_ids_and_last_failed(layers):
    layers.pytester.makeini("[pytest]\nethan_layers = layers\n")
    layers.run_apart("ethan::halved.v1", "-n", "1").assert_outcomes(passed=1, failed=1)
    layers.run_apart("--ethan-check", "--lf", "-n", "1").assert_outcomes(failed=1)


@pytest.mark.parametrize("dist", [(), ("--dist", "load"), ("--dist", "loadscope"), ("--dist", "loadfile")])
def test_every_layer_is_judged_once_and_by_one_worker(layers, dist):
    result = layers.run_apart("--ethan-only", "--ethan-layers=layers", "-n", "2", "-v", *dist)
    ran = [line.split() for line in result.outlines if line.startswith("[gw") and "ethan::" in line]
    items = [words[-1] for words in ran]
    assert len(items) == len(set(items)) == 4
    workers = {}
    for words in ran:
        workers.setdefault(words[-1].split("::")[1], set()).add(words[0])
    assert {layer: len(some) for layer, some in workers.items()} == {"good.v1": 1, "halved.v1": 1}


@pytest.mark.parametrize("dist", ["worksteal", "loadgroup", "each"])
def test_other_ways_of_spreading_are_left_alone_and_give_the_same_verdicts(layers, dist):
    result = layers.run_apart("--ethan-only", "--ethan-layers=layers", "-n", "2", "--dist", dist)
    times = 2 if dist == "each" else 1
    result.assert_outcomes(passed=3 * times, failed=1 * times)
    result.stdout.re_match_lines([r"2 layers: 1 pass, 1 fail; 4 checks: 3 pass, 1 fail"])
