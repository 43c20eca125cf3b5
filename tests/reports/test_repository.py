"""Where a file lies in its repository."""

from ethan_check.reports.repository import in_repository


def test_a_file_is_named_from_the_top_of_gits_repository(tmp_path, monkeypatch):
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    project = tmp_path / "repository" / "python"
    project.mkdir(parents=True)
    (project.parent / ".git").mkdir()
    assert in_repository("layers.py", project) == "python/layers.py"
    assert in_repository(str(project / "layers.py"), project) == "python/layers.py"
    assert in_repository("/elsewhere/layers.py", project) == "/elsewhere/layers.py"


def test_what_github_has_checked_out_comes_first(tmp_path, monkeypatch):
    project = tmp_path / "work" / "python"
    project.mkdir(parents=True)
    (project / ".git").mkdir()
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "work"))
    assert in_repository("layers.py", project) == "python/layers.py"
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "other"))
    assert in_repository("layers.py", project) == "layers.py"
