"""What could not be loaded is an item that fails with its message."""

import pytest

from ethan_check.pytest_plugin.item_task import CheckFailure, FailingTask


def test_it_fails_with_its_message_and_keeps_the_table_that_is_needed():
    broken = FailingTask("no such module", "f.py", 3, template="[table]")
    with pytest.raises(CheckFailure, match="no such module"):
        broken()
    assert broken.record == {"verdict": "error", "findings": [], "template": "[table]"}
