"""Another run collects the same layers and answers; tests/pytester has whole runs of it."""

import multiprocessing
import sys

from ethan_check.isolation.crossing import from_bytes, report_of, to_bytes
from ethan_check.pytest_plugin.second_run import collect_and_answer


def test_it_answers_about_one_layer_and_prints_nothing(project, tmp_path, capfd):
    arguments = ["--ethan-only", "--ethan-layers=:relu.v1", "--ethan-checks=shapes"]
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    about = (theirs, tmp_path, arguments, str(project.path), list(sys.path), "relu.v1")
    process = context.Process(target=collect_and_answer, args=about)
    process.start()
    theirs.close()
    ours.send_bytes(to_bytes(["report", {"checks": ["shapes"], "explain": False}]))
    answer = from_bytes(ours.recv_bytes())
    assert report_of(answer["answer"]).verdict == "pass"
    ours.close()
    process.join(30)
    assert process.exitcode == 0
    assert capfd.readouterr().out == ""
