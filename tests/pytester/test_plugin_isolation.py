"""Each layer in a process of its own: what ends it or hangs is named, everything else is as it always is."""

import os
import re

import pytest

UNRULY = """
import ctypes
import os
import signal
import time
from ethan_core import Contract, register


class Square:
    contract = Contract(shapes="N d -> N d")

    def forward(self, X):
        self.X = X
        return X * X

    def backward(self, dL_dY):
        return 2 * self.X * dL_dY


@register("crash.v1")
class Crash(Square):
    def forward(self, X):
        return ctypes.string_at(0)


@register("exit.v1")
class Exit(Square):
    def backward(self, dL_dY):
        os._exit(3)


@register("exit-init.v1")
class ExitInit(Square):
    def __init__(self):
        os._exit(0)


@register("hang.v1")
class Hang(Square):
    def forward(self, X):
        while True:
            try:
                time.sleep(60)
            except BaseException:
                pass


@register("kill.v1")
class Kill(Square):
    def backward(self, dL_dY):
        os.kill(os.getpid(), signal.SIGKILL)


@register("halved.v1")
class Halved(Square):
    def backward(self, dL_dY):
        return self.X * dL_dY


class Shy(Square):
    def forward(self, X):
        os.chdir(os.sep)
        if X.shape[1:] != (37, 11):
            raise ValueError(f"no {X.shape}")


register("a.v1", Square)
register("z.v1", Square)
"""

SAID = [
    "crash.v1: ended its process (signal SIGSEGV) in forward (*layers.py:23), while it was asked for *",
    "exit.v1: ended its process (exit code 3) in backward, while it was asked for gradient",
    "exit-init.v1: ended its process (exit code 0) in its constructor, while it was asked for gradient",
    "hang.v1: did not return within 12 seconds in forward (*layers.py:*), while it was asked for gradient",
    "kill.v1: ended its process (signal SIGKILL) in backward, while it was asked for gradient",
]
TABLE = """\
a.v1          pass          2 pass
crash.v1      error         1 error, 1 not asked  ended its process
exit-init.v1  error         1 error, 1 not asked  ended its process
exit.v1       error         1 error, 1 not asked  ended its process
halved.v1     fail          1 pass, 1 fail
hang.v1       error         1 error, 1 not asked  did not return
kill.v1       error         1 error, 1 not asked  ended its process
shy.v0        error         1 error, 1 not asked  changes the working directory  cannot be judged
z.v1          pass          2 pass
""".splitlines()

LIMIT = "--ethan-timeout=12"  # seconds: hundreds of times what a check of the others takes


@pytest.fixture
def unruly(project):
    project.module("layers", UNRULY)
    return project


def table(result):
    lines = [line.partition("  would catch")[0] for line in result.outlines]
    return [line for line in lines if re.match(r"[\w-]+\.v\d +\w", line)]


def test_each_is_named_and_the_rest_is_whole(unruly):
    result = unruly.run_apart("--ethan-check", "--ethan-layers=layers", "--ethan-isolate", LIMIT)
    result.stdout.fnmatch_lines(["ethan: isolate: a process of its own for each layer, with 12 seconds"])
    result.stdout.fnmatch_lines_random([line.replace("[", "[[]") for line in SAID])
    assert table(result) == TABLE
    result.assert_outcomes(passed=5, failed=7, skipped=6)
    assert "Traceback" not in result.stdout.str() + result.stderr.str()


def test_where_processes_cannot_be_copied_they_collect_anew(unruly):
    unruly.module("torch", "")  # The real one would keep threads.
    unruly.pytester.makeconftest("import torch")
    unruly.pytester.makeini("[pytest]\nethan_layers = layers\n")
    chosen = "exit.v1 or a.v1"
    result = unruly.run_apart("--ethan-check", "--ethan-isolate", "--ethan-timeout=60", "-k", chosen)
    result.stdout.fnmatch_lines(SAID[1:2])
    assert [line.split() for line in table(result)] == [TABLE[0].split(), TABLE[3].split()]


SAME = ("--ethan-check", "--ethan-layers=layers", "-k", "not hang and not crash and not exit and not kill")


def told(project, *arguments):
    result = project.run("--no-header", "--ethan-explain", "-v", *SAME, *arguments)
    return [re.sub(r"in [\d.]+s", "in a while", line) for line in result.outlines]


def test_everything_else_is_said_in_the_same_words(unruly, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert told(unruly, "--ethan-report=a.json") == [
        line.replace("b.json", "a.json") for line in told(unruly, "--ethan-report=b.json", "--ethan-isolate")
    ]
    assert (unruly.path / "a.json").read_bytes() == (unruly.path / "b.json").read_bytes()


def test_baselines_are_the_same(unruly):
    store = ("-o", "ethan_baseline=gradients")
    why = ("--ethan-baseline=new", "--ethan-reason=test")
    unruly.run(*SAME, *store, *why, "--ethan-isolate")
    stored = sorted(os.listdir(unruly.path / "gradients"))
    assert stored == ["a.v1.json", "halved.v1.json", "z.v1.json"]
    result = unruly.run(*SAME, *store)
    result.stdout.fnmatch_lines(["compare with gradients: *3 same*"])


def test_the_timeout_of_pytest_stops_a_layer_in_its_process(unruly):
    pytest.importorskip("pytest_timeout")
    result = unruly.run("--ethan-check", "--ethan-layers=layers:Hang", "--ethan-isolate", "--timeout=3")
    result.stdout.fnmatch_lines(["hang.v1: did not return within the time limit in forward (*layers.py:*)"])
    result.assert_outcomes(failed=1, skipped=1)


def test_under_xdist_it_says_what_holds(unruly):
    pytest.importorskip("xdist")
    result = unruly.run_apart("--ethan-check", "--ethan-layers=layers:Halved", "--ethan-isolate", "-n", "1")
    result.stdout.fnmatch_lines(["ethan: isolate: under -n layers share the workers; one that ends its *"])
    result.assert_outcomes(passed=1, failed=1)


def test_the_command_has_it_too(unruly, capfd):
    from ethan_check.command import main

    assert main(["check", "layers:Exit", "--isolate", "--timeout=30", "--", "--ethan-checks=shapes"]) == 1
    assert "exit.v1: ended its process (exit code 3) in backward" in capfd.readouterr().out
