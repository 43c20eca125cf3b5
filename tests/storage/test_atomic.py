"""The old file or the new one, whole, whatever happens between."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from ethan_check.storage import atomic

CALLS = ("open", "write", "flush", "os.fsync", "os.replace", "os.open")


def test_a_file_is_made_and_replaced(tmp_path):
    path = tmp_path / "gradients" / "a.json"
    atomic.write_text(path, "old\n")
    atomic.write_text(path, "new\n")
    assert path.read_bytes() == b"new\n"
    assert [file.name for file in path.parent.iterdir()] == ["a.json"]
    atomic.remove(path)
    atomic.remove(path)
    assert not path.exists()


@pytest.mark.parametrize("name", ["fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_call_that_fails_leaves_what_was_there(tmp_path, monkeypatch, name, code):
    path = tmp_path / "a.json"
    atomic.write_text(path, "old\n")

    def fails(*arguments):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, name, fails)
    with pytest.raises(OSError, match=os.strerror(code)):
        atomic.write_text(path, "new\n")
    assert path.read_text() == "old\n"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path):
    path = tmp_path / "a.json"
    atomic.write_text(path, "old\n")
    code = """
        import resource, signal, sys
        from pathlib import Path
        from ethan_check.storage.atomic import write_text
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write_text(Path(sys.argv[1]), "x" * 100_000)
        except OSError as error:
            print(error.strerror)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == os.strerror(errno.EFBIG)
    assert path.read_text() == "old\n"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


DIES = """
    import builtins, io, os, sys
    from pathlib import Path
    from ethan_check.storage import atomic

    place, when, path = sys.argv[1], sys.argv[2], Path(sys.argv[3])

    def dying(usual):
        def call(*arguments, **details):
            if when == "before":
                os._exit(9)
            result = usual(*arguments, **details)
            os._exit(9)
        return call

    class Dying(io.TextIOWrapper):
        pass

    if place.startswith("os."):
        setattr(os, place[3:], dying(getattr(os, place[3:])))
    elif place == "open":
        Path.open = dying(Path.open)
    else:
        usual = Path.open
        def opened(self, *arguments, **details):
            details.pop("newline", None)
            file = Dying(io.FileIO(self, "w"), **{**details, "write_through": True})
            setattr(file, place, dying(getattr(file, place)))
            return file
        Path.open = opened
    atomic.write_text(path, "new" * 10_000)
    os._exit(0)
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("place", CALLS)
def test_a_process_that_dies_at_any_call_leaves_a_whole_file(tmp_path, place, when):
    path = tmp_path / "a.json"
    atomic.write_text(path, "old" * 10_000)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(DIES), place, when, str(path)],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 9, done.stderr.decode()
    is_new = (place, when) in {("os.replace", "after"), ("os.open", "before"), ("os.open", "after")}
    assert path.read_text() == ("new" if is_new else "old") * 10_000
    assert [file.name for file in tmp_path.iterdir() if not file.name.startswith(".")] == ["a.json"]
    atomic.write_text(path, "next")
    assert path.read_text() == "next"


WRITES = """
    import sys
    from pathlib import Path
    from ethan_check.storage.atomic import write_text
    print("ready", flush=True)
    for count in range(10**9):
        write_text(Path(sys.argv[1]), sys.argv[2 + count % 2] * 100_000)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_process_that_is_killed_at_any_moment_leaves_a_whole_file(tmp_path):
    path, rounds = tmp_path / "a.json", 5
    for number in range(rounds):
        command = [sys.executable, "-c", textwrap.dedent(WRITES), str(path), "a", "b"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            writer.stdout.readline()
            while not path.exists():
                time.sleep(0.001)
            time.sleep(0.003 * number)
            writer.send_signal(signal.SIGKILL)
        assert path.read_text() in ("a" * 100_000, "b" * 100_000)


def test_two_that_write_at_once_leave_the_text_of_one(tmp_path):
    path = tmp_path / "a.json"
    code = textwrap.dedent(WRITES).replace("10**9", "40")
    writers = [
        subprocess.Popen([sys.executable, "-c", code, str(path), *letters], stdout=subprocess.DEVNULL)
        for letters in (("a", "b"), ("c", "d"))
    ]
    while any(writer.poll() is None for writer in writers):
        if path.exists():
            assert len(path.read_text()) == 100_000
    assert [writer.returncode for writer in writers] == [0, 0]
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]
