"""Whose a store is."""

from dataclasses import replace

import pytest

from baseline.samples import entry
from ethan_check.baseline.project import project_name, require_own_store
from ethan_check.baseline.store import Store
from ethan_check.baseline.store_error import StoreError


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "gradients", "gradients")


def test_a_project_is_called_as_its_file_says(tmp_path):
    assert project_name(tmp_path) == ""
    for text, name in (
        ("[project]\nname = 'demo'", "demo"),
        ("project = 3", ""),
        ("[project]\nname = 3", ""),
        ("[", ""),
    ):
        (tmp_path / "pyproject.toml").write_text(text)
        assert project_name(tmp_path) == name


def test_a_store_of_another_project_is_refused(store):
    require_own_store(store, "demo")
    store.write(entry())
    require_own_store(store, "demo")
    require_own_store(store, "")
    with pytest.raises(
        StoreError, match=r"gradients/square\.v1\.json: is a baseline of the project 'demo', and this"
    ):
        require_own_store(store, "other")
    store.write(replace(entry(), project=""))
    require_own_store(store, "other")


def test_a_folder_of_something_else_is_refused(store):
    store.folder.mkdir()
    (store.folder / "package.json").write_text('{"name": "theirs"}')
    with pytest.raises(StoreError, match="is no baseline of Ethan's: is this the right folder"):
        require_own_store(store, "demo")
    store.write(entry())
    (store.folder / "square.v1.json").rename(store.folder / "square.v1.json")
    require_own_store(store, "demo")  # One damaged file among good ones is its layer's affair.


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "gradients").write_text("")
    with pytest.raises(StoreError, match="gradients: is a file, expected a folder"):
        require_own_store(Store(tmp_path / "gradients", "gradients"), "demo")
