"""Runs the lines of a page in docs/wild, which confirm by hand, without Ethan, what it says of a package."""

import builtins
import re
import warnings
from pathlib import Path

import numpy as np
import pytest

PAGES = Path(__file__).resolve().parents[1] / "docs" / "wild"


class Page:
    """A page with a block of Python that prepares, and tables with a line of Python and its result."""

    def __init__(self, name):
        self.text = (PAGES / name).read_text()
        self.preparation = re.search(r"```python\n(.*?)```", self.text, re.DOTALL)[1]

    def lines(self):
        """From every table with a line of Python: the line and the result, as parameters of a test."""
        for row in self.text.splitlines():
            cells = [cell.strip() for cell in row.strip("|").split(" | ")]
            if len(cells) >= 4 and cells[-2].startswith("`") and cells[-2].endswith("`"):
                name = cells[0].replace("`", "")
                yield pytest.param(cells[-2].strip("`"), cells[-1].strip(" |"), id=name)

    def names(self):
        """What the preparation defines."""
        found = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(self.preparation, found)
        return found


def evaluate(line, names):
    """Run the statements of a line; the value of the last one, which is an expression."""
    *statements, last = line.split("; ")
    exec("\n".join(statements), names)
    with np.errstate(all="ignore"):
        return eval(last, names)


def hold(line, result, names):
    """Hold that a line gives the result that the page states."""
    if result.endswith("Error"):
        with pytest.raises(getattr(builtins, result)):
            evaluate(line, names)
    elif result.startswith("above "):
        assert evaluate(line, names) > float(result.removeprefix("above "))
    elif result in ("True", "False"):
        assert str(bool(evaluate(line, names))) == result
    else:
        assert evaluate(line, names) == pytest.approx(float(result), rel=1e-3)
