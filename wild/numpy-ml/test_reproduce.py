"""The lines in docs/wild/numpy-ml.md do what the page says, without Ethan."""

import builtins
import re
import warnings
from pathlib import Path

import numpy as np
import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "wild" / "numpy-ml.md").read_text()
PREPARATION = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]


def lines():
    """From every table with a line of Python: the configuration, the line and the result."""
    for row in PAGE.splitlines():
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        if len(cells) >= 4 and cells[-2].startswith("`") and cells[-2].endswith("`"):
            yield pytest.param(cells[-2].strip("`"), cells[-1].strip(" |"), id=cells[0].replace("`", ""))


@pytest.fixture
def names():
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(PREPARATION, found)
    return found


def evaluate(line, names):
    """Run the statements of a line; the value of the last one if it is an expression."""
    *statements, last = line.split("; ")
    exec("\n".join(statements), names)
    with np.errstate(all="ignore"):
        return eval(last, names)


@pytest.mark.parametrize(("line", "result"), list(lines()))
def test_the_page_tells_the_truth(line, result, names):
    if result.endswith("Error"):
        with pytest.raises(getattr(builtins, result)):
            evaluate(line, names)
    elif result.startswith("above "):
        assert evaluate(line, names) > float(result.removeprefix("above "))
    elif result in ("True", "False"):
        assert str(evaluate(line, names)) == result
    else:
        assert evaluate(line, names) == pytest.approx(float(result), rel=1e-3)


def test_a_right_layer_is_right(names):
    """The differences of the page can tell right from wrong."""
    line = re.search(r"is below 1e-6: `(.*?)`", PAGE)[1]
    assert evaluate(line, names) < 1e-6
    assert len(list(lines())) >= 20
