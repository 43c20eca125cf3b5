"""Who decides how items are spread over workers."""

from types import SimpleNamespace

import pytest

from ethan_check.pytest_plugin.scheduling import OneWorkerForALayer

pytest.importorskip("xdist")


LOG = SimpleNamespace(loadscopesched=lambda *about: None)


class Config:
    def __init__(self, dist):
        self.option = type("Option", (), {"maxschedchunk": None, "loadscopereorder": True})()
        self._dist = dist

    def getvalue(self, name):
        return {"dist": self._dist, "tx": ["popen"]}[name]


@pytest.mark.parametrize("dist", ["no", "each", "loadfile", "worksteal", "loadgroup"])
def test_what_a_person_chose_is_left_alone(dist):
    assert OneWorkerForALayer().pytest_xdist_make_scheduler(Config(dist), None) is None


class Node:
    shutting_down = False

    def __init__(self):
        self.sent, self.done = [], 0
        self.gateway = self

    id = "gw0"

    def send_runtest_some(self, indices):
        self.sent += indices

    def shutdown(self):
        self.shutting_down = True


@pytest.mark.parametrize("dist", ["load", "loadscope"])
def test_a_worker_that_has_not_collected_yet_is_sent_nothing(dist):
    """Two workers are lost at once: when the first of the new ones has collected, the other is there."""
    scheduler = OneWorkerForALayer().pytest_xdist_make_scheduler(Config(dist), LOG)
    items = [f"ethan::{layer}.v1::shapes" for layer in "abcdefgh"]
    first, later, last = Node(), Node(), Node()
    scheduler.numnodes = 1
    scheduler.add_node(first)
    scheduler.add_node_collection(first, items)
    scheduler.schedule()
    assert scheduler.remove_node(first) == items[0]
    scheduler.add_node(later)
    scheduler.add_node(last)
    scheduler.add_node_collection(later, items)
    scheduler.schedule()
    assert later.sent
    assert not last.sent
    scheduler.add_node_collection(last, items)
    scheduler.schedule()
    assert last.sent


def started(items, count=2):
    scheduler = OneWorkerForALayer().pytest_xdist_make_scheduler(Config("load"), LOG)
    nodes = [Node() for _ in range(count)]
    scheduler.numnodes = count
    for node in nodes:
        scheduler.add_node(node)
    for node in nodes:
        scheduler.add_node_collection(node, items)
    scheduler.schedule()
    return scheduler, nodes


def run(scheduler, node, most=100):
    """Run what a worker does: each item when it knows the next one, or that there is none."""
    while node.done < most and len(node.sent) - node.done > (0 if node.shutting_down else 1):
        item = node.sent[node.done]
        node.done += 1
        scheduler.mark_test_complete(node, item)


def test_what_a_lost_worker_had_finished_keeps_nobody_waiting():
    items = [f"ethan::{layer}.v1::{check}" for layer in "abcdef" for check in ("shapes", "state")]
    scheduler, (first, second) = started(items)
    run(scheduler, first, 3)
    run(scheduler, second)
    assert scheduler.remove_node(first) == items[first.sent[3]]
    run(scheduler, second)
    third = Node()
    scheduler.add_node(third)
    scheduler.add_node_collection(third, items)
    scheduler.schedule()
    for _ in items:
        run(scheduler, second)
        run(scheduler, third)
    assert scheduler.tests_finished


def test_single_items_are_handed_out_two_at_a_time():
    items = [f"ethan::{layer}.v1::shapes" for layer in "abcdefgh"]
    scheduler, (first,) = started(items, 1)
    run(scheduler, first)
    assert scheduler.tests_finished
    assert sorted(first.sent) == list(range(8))
