"""Everything that is installed or named."""

from ethan_check.loading.manager import load, load_plugins
from ethan_core.registry import Registry
from loading.samples import point


def test_nothing_installed_and_nothing_named_is_an_empty_registry():
    loaded = load(registry=Registry(), entry_points=())
    assert not loaded.registry
    assert not loaded.broken
    assert "gradient" in [check.name for check in loaded.checks]


def test_an_entry_point_without_a_distribution_is_known_by_its_name():
    loaded = load(
        entry_points=[point("ethan.layers", "lost", "no_such_module_anywhere")], registry=Registry()
    )
    (broken,) = loaded.broken
    assert broken.label == "lost"
    assert "No module named 'no_such_module_anywhere'" in str(broken)


def test_the_result_does_not_depend_on_the_order_of_entry_points():
    points = [point("ethan.layers", name, f"{name}_is_not_there") for name in "cab"]
    points.append(point("ethan.plugins", "d", "d_is_not_there"))
    forwards = load(entry_points=points, registry=Registry())
    backwards = load(entry_points=points[::-1], registry=Registry())
    assert forwards.broken == backwards.broken
    assert [broken.name for broken in forwards.broken] == ["a", "b", "c", "d"]


def test_plugins_alone_bring_no_layers():
    loaded = load_plugins([point("ethan.plugins", "d", "d_is_not_there")])
    assert not loaded.registry
    assert len(loaded.broken) == 1


def test_loading_twice_gives_the_same():
    first, second = (load(["ethan_core"], entry_points=()) for _ in range(2))
    assert first.registry.names() == second.registry.names() != ()


def test_translators_come_with_what_could_not_be_loaded(modules):
    modules.write(
        "bridge",
        "from ethan_check import hookimpl\n\n@hookimpl\ndef ethan_translate(thing): return None\n",
    )
    points = [point("ethan.plugins", "bridge", "bridge"), point("ethan.plugins", "d", "d_is_not_there")]
    for loaded in (load(entry_points=points, registry=Registry()), load_plugins(points)):
        assert list(loaded.translators.known) == ["bridge"]
        (broken,) = loaded.translators.broken
        assert "No module named 'd_is_not_there'" in broken
