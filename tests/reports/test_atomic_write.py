"""A file is whole at every moment, whatever fails."""

import os
import stat

import pytest

from ethan_check.reports.atomic_write import require_writable, write_atomically
from ethan_check.reports.errors import ReportError
from ethan_check.storage import atomic


def test_a_file_is_written_with_its_folders_and_usual_permissions(tmp_path):
    file = tmp_path / "a" / "b" / "report.md"
    write_atomically(file, "grün \ud800\n")
    assert file.read_bytes() == "grün \\ud800\n".encode()
    plain = tmp_path / "plain"
    plain.touch()
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    assert os.listdir(file.parent) == ["report.md"]


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "stop"]
)
def test_whatever_fails_the_old_file_is_whole_and_nothing_is_left_behind(tmp_path, monkeypatch, call, error):
    file = tmp_path / "report.md"
    file.write_text("old")

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(atomic.os, call, fail)
    expected = ReportError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected) as raised:
        write_atomically(file, "new")
    monkeypatch.undo()
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.md"]
    if isinstance(error, OSError):
        assert str(raised.value) == f"{file} cannot be written: No space left on device"


def test_what_cannot_be_written_is_known_before(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ReportError, match="it is a folder"):
        require_writable(tmp_path)
    with pytest.raises(ReportError, match=r"cannot be written: (Not a directory|File exists)"):
        require_writable(tmp_path / "file" / "report.md")
    file = tmp_path / "new" / "report.md"
    require_writable(file)
    assert os.listdir(file.parent) == []
