"""The file that shows a failure alone is written where somebody asks for it, or it is said why not."""

from pathlib import Path

from ethan_check.pytest_plugin.layer_state import LayerState
from ethan_check.pytest_plugin.reproduction import Reproduction, reproduction_of
from ethan_core import Contract
from pytest_plugin.stand_ins import Halved, Square, loaded, settings


def reproduced(target, folder, **details):
    found = loaded(("layer.v1", target, {"contract": Contract(shapes="N d -> N d")}))
    (entry,) = found.registry
    layer = LayerState(entry, found, settings(repro=folder), **details)
    return reproduction_of(layer, "gradient", LayerState(entry, found, settings()).report(("gradient",)))


def test_nothing_is_written_where_nobody_asks_or_nothing_fails(tmp_path):
    assert reproduced(Halved, None) == Reproduction()
    assert reproduced(Square, tmp_path) == Reproduction()


def test_a_layer_in_a_process_of_its_own_has_none(tmp_path):
    line, file = reproduced(Halved, tmp_path, processes=object())
    assert line.endswith("the layer ran in a process of its own; leave --ethan-isolate out")
    assert not file


def test_a_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("ethan_check.repro.script.write_script", refuse)
    line, file = reproduced(Halved, tmp_path)
    assert (line, file) == (f"\nno file reproduces it: {tmp_path}: Read-only file system", "")


def refuse(failure, folder):
    raise OSError(30, "Read-only file system")


def test_the_file_is_told_as_it_is_seen_from_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ethan_check.repro.script.write_script", lambda failure, folder: folder / "a.py")
    assert reproduced(Halved, tmp_path) == Reproduction("\nreproduce it: python a.py", str(Path("a.py")))
