"""How large reports are and how long they take: `python benchmarks/report_files.py`.

JSON, Markdown and SARIF of 1,000 layers, every tenth of which fails with a gradient of 200 entries; the page
of 200 layers of which all fail, none, or every tenth. Where Chromium is installed, also how long the page
takes to open there: from the request to the load event, the best of five in one browser each, on a machine
that should have nothing else to do. The page needs `pip install .[report]`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from reports.runs import failing, passing, results, wrong_gradient

from ethan_check.reports import as_json, as_markdown, as_sarif, page
from ethan_check.reports.reading import results_of
from ethan_check.reports.results import Results

HERE = Path()
CHROMIUM = shutil.which("chromium")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--virtual-time-budget=10000")  # fmt: skip
PROBE = """<!doctype html><title>...</title><script>
const began = performance.now(), frame = document.createElement("iframe");
frame.onload = () => { document.title = (performance.now() - began).toFixed(0); };
frame.src = "page.html"; frame.width = 1200; frame.height = 900;
document.documentElement.append(frame);
</script>"""


def run_of(count: int, one_in: int) -> Results:
    """Layers of which one in so many fails; 0: none."""
    return results(
        *(
            failing(f"layer{number}.v1", evidence=wrong_gradient((10, 20)))
            if one_in and number % one_in == 0
            else passing(f"layer{number}.v1", certificate={"dL_dX": 1e-12 * (number + 1)})
            for number in range(count)
        )
    )


def timed(render: Callable[[Results, Path], str], found: Results) -> tuple[str, float]:
    """What is rendered, and the processor time that it took."""
    began = time.process_time()
    text = render(found, HERE)
    return text, time.process_time() - began


def opened(source: str) -> float:
    """Seconds until Chromium has loaded a page."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.html").write_text(source)
        (Path(folder) / "probe.html").write_text(PROBE)
        times = []
        for number in range(5):
            command = [CHROMIUM, *FLAGS, f"--user-data-dir={folder}/{number}", "--dump-dom",
                       f"file://{folder}/probe.html"]  # fmt: skip
            shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
            found = re.search(r"<title>(\d+)</title>", shown.stdout)
            times += [float(found[1]) / 1000] if found else []
    return min(times, default=float("nan"))


def main() -> None:
    found = run_of(1000, 10)
    for module in (as_json, as_markdown, as_sarif):
        text, seconds = timed(module.render, found)
        print(f"{module.__name__:<40} 1,000 layers  {len(text) / 1e6:5.2f} MB  {seconds:5.2f} s", flush=True)
        if module is as_json:
            began = time.process_time()
            results_of(json.loads(text))
            print(f"{'  read again':<55}          {time.process_time() - began:5.2f} s", flush=True)
    page.render(results(), HERE)  # The libraries are imported, and the fonts found.
    for what, one_in in (("all fail", 1), ("one in ten fails", 10), ("none fails", 0)):
        text, seconds = timed(page.render, run_of(200, one_in))
        shown = f"  opens in {opened(text):.2f} s" if CHROMIUM else ""
        line = f"{f'page, {what}':<40}   200 layers  {len(text) / 1e6:5.2f} MB  {seconds:5.2f} s{shown}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
