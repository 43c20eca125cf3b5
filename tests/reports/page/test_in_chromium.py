"""The page in a browser, where one is installed: it is shown without a word of complaint."""

import shutil
import subprocess
from pathlib import Path

import pytest

from reports.page.html import Page
from reports.runs import results

CHROMIUM = shutil.which("chromium")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--enable-logging=stderr")
OFFLINE = (
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytest.importorskip("jinja2", reason="the extra report is not installed")
pytest.importorskip("matplotlib", reason="the extra report is not installed")
pytest.importorskip("latex2mathml", reason="the extra report is not installed")


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_the_console_stays_empty_and_the_page_is_as_it_was_written(tmp_path):
    from ethan_check.reports.page import render

    source = render(results(), Path())
    (tmp_path / "page.html").write_text(source)
    shown = subprocess.run(
        [CHROMIUM, *QUIET, *OFFLINE, f"--user-data-dir={tmp_path}/profile", "--dump-dom",
         f"file://{tmp_path}/page.html"],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert "CONSOLE" not in shown.stderr
    assert sorted(Page(shown.stdout).tags) == sorted(Page(source).tags)
