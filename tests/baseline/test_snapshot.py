"""Baselines of a folder and of a git revision."""

import os
import subprocess

import pytest

from baseline.samples import entry
from ethan_check.baseline.snapshot import git, read_snapshot
from ethan_check.baseline.store import Store
from ethan_check.baseline.store_error import StoreError

WHO = {
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "a@b",
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "a@b",
}


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """An empty commit, then a store of two layers."""
    for name, value in {**WHO, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}.items():
        monkeypatch.setenv(name, value)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "nothing yet")
    store = Store(tmp_path / "gradients", "gradients")
    store.write(entry())
    store.write(entry("cube.v1"))
    (store.folder / "README.md").write_text("no baseline")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "two layers")
    return tmp_path


def refusal(*arguments):
    with pytest.raises(StoreError) as caught:
        read_snapshot(*arguments)
    return str(caught.value)


def test_a_folder_and_a_revision_are_read_alike(repository):
    whole = {"cube.v1": entry("cube.v1"), "square.v1": entry()}
    assert read_snapshot("gradients", "gradients", repository) == whole
    assert read_snapshot("HEAD", "gradients", repository) == whole
    assert read_snapshot("main", "gradients", repository) == whole
    assert read_snapshot("HEAD~1", "gradients", repository) == {}


def test_a_project_in_a_folder_of_the_repository_is_one_too(repository):
    inner = repository / "inner"
    Store(inner / "gradients", "gradients").write(entry("other.v1"))
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "another project")
    assert list(read_snapshot("HEAD", "gradients", inner)) == ["other.v1"]


def test_what_is_neither_is_said(repository, tmp_path_factory):
    assert refusal("nowhere", "gradients", repository) == "nowhere: is neither a folder nor a git revision"
    assert refusal("--help", "gradients", repository) == "--help: is neither a folder nor a git revision"
    assert "is a file" in refusal("gradients/README.md", "gradients", repository)
    assert "name its folder with --store" in refusal("HEAD", "", repository)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert refusal("HEAD", "gradients", elsewhere) == "HEAD: is neither a folder nor a git revision"


def test_a_damaged_file_of_a_revision_is_named(repository):
    (repository / "gradients" / "cube.v1.json").write_text("{")
    git(repository, "commit", "-q", "-am", "damage")
    assert refusal("HEAD", "gradients", repository).startswith("HEAD:gradients/cube.v1.json: is not JSON")


def test_git_speaks_for_itself(repository, monkeypatch):
    with pytest.raises(StoreError, match=r"^git log: ambiguous argument"):
        git(repository, "log", "nowhere")
    monkeypatch.setattr(
        subprocess, "run", lambda *a, **k: (_ for _ in ()).throw(FileNotFoundError(2, "No such file"))
    )
    with pytest.raises(StoreError, match="git cannot be run: No such file"):
        git(repository, "log")
