"""What the README prints is what its code prints."""

import contextlib
import io
import re
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_the_examples_print_what_is_shown():
    examples = re.findall(r"```python\n(.*?)```\n\nprints\n\n```\n(.*?)```", README, re.DOTALL)
    assert len(examples) == 2
    names = {"__name__": "readme"}  # The second one goes on where the first has ended.
    for source, shown in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(source, "cube.py", "exec"), names)
        assert printed.getvalue() == shown


def test_every_check_has_a_row():
    from ethan_torch.checks import torch_checks

    rows = re.findall(r"^\| `(torch-[\w-]+)` \|", README, re.MULTILINE)
    assert rows == [check.name for check in torch_checks()]
