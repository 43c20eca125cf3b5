"""Each part of a process is read, is the same at a second look, and is put back."""

import pytest

from ethan_check.subject.execution.process_state import PARTS, RARE_PARTS

every = pytest.mark.parametrize("part", [*PARTS, *RARE_PARTS], ids=lambda part: part.name)


@every
def test_a_part_is_the_same_at_a_second_look(part):
    assert part.read() == part.read()


@every
def test_putting_back_what_is_there_changes_nothing(part):
    before = part.read()
    if part.put_back is not None:
        part.put_back(before)
    assert part.read() == before


def test_the_names_are_different():
    names = [part.name for part in (*PARTS, *RARE_PARTS)]
    assert len(set(names)) == len(names)
