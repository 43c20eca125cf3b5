"""A folder of baselines."""

import os

import pytest

from baseline.samples import entry
from ethan_check.baseline.store import Store
from ethan_check.baseline.store_error import StoreError


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "gradients", "gradients")


def refusal(action):
    with pytest.raises(StoreError) as caught:
        action()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_store_that_is_not_there_is_empty(store):
    assert store.layers() == ()
    assert store.read("square.v1") is None
    store.require_writable()
    assert not store.folder.exists()


def test_what_is_written_is_read(store):
    store.write(entry())
    store.write(entry("Other/1"))
    assert store.layers() == ("Other/1", "square.v1")
    assert store.read("square.v1") == entry()
    store.remove("square.v1")
    assert store.layers() == ("Other/1",)


def test_the_same_text_is_not_written_again(store, monkeypatch):
    store.write(entry())
    before = os.stat(store.path_of("square.v1"))
    store.write(entry())
    after = os.stat(store.path_of("square.v1"))
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_what_a_killed_process_left_is_no_baseline(store):
    store.write(entry())
    (store.folder / ".square.v1.json.123.tmp").write_text("{")
    (store.folder / ".hidden.json").write_text("{")
    (store.folder / "README.md").write_text("what this is")
    assert store.layers() == ("square.v1",)


def test_a_damaged_file_is_named(store):
    store.write(entry())
    path = store.path_of("square.v1")
    path.write_bytes(b"\xff\xfe")
    assert refusal(lambda: store.read("square.v1")).startswith("gradients/square.v1.json: is no text")
    path.write_text("{")
    assert refusal(lambda: store.read("square.v1")).startswith("gradients/square.v1.json: is not JSON")
    path.unlink()
    path.mkdir()
    assert "cannot be read" in refusal(lambda: store.read("square.v1"))
    assert "cannot be written" in refusal(lambda: store.write(entry()))
    assert "cannot be removed" in refusal(lambda: store.remove("square.v1"))


def test_a_file_under_another_name_is_not_believed(store):
    store.write(entry())
    store.path_of("square.v1").rename(store.path_of("cube.v1"))
    assert refusal(lambda: store.read("cube.v1")) == (
        "gradients/cube.v1.json: holds the baseline of 'square.v1': was the file renamed?"
    )


def test_a_place_that_cannot_be_written_to_is_refused_beforehand(store, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    inside = Store(tmp_path / "file" / "gradients", "file/gradients")
    assert (
        refusal(inside.require_writable)
        == f"file/gradients: cannot be written: {tmp_path / 'file'} is not a folder"
    )
    monkeypatch.setattr(os, "access", lambda *arguments: False)
    assert "no permission" in refusal(store.require_writable)
    monkeypatch.setattr(
        os, "listdir", lambda path: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )
    assert refusal(store.layers) == "gradients: cannot be read: Permission denied"
