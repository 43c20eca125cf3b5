"""What the README prints is what its code prints."""

import contextlib
import io
import re
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_the_first_example_prints_what_is_shown():
    source, shown = re.search(r"```python\n(.*?)```\n\nprints\n\n```\n(.*?)```", README, re.DOTALL).groups()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "cube.py", "exec"), {"__name__": "readme"})
    assert printed.getvalue() == shown


def test_every_check_has_a_row():
    from ethan_jax.checks import jax_checks

    rows = re.findall(r"^\| `(jax-[\w-]+)` \|", README, re.MULTILINE)
    assert rows == [check.name for check in jax_checks()]
