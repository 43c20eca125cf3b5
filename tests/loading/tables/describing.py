"""Tables of the sample layers, and what is loaded for them."""

from ethan_check.loading.manager import load
from ethan_check.loading.tables import read_configuration
from ethan_check.loading.tables.error import Location
from ethan_core.registry import Registry

SAMPLES = "loading.tables.sample_layers"
LOCATION = Location("pyproject.toml", "tool.ethan.layers", "nn:Conv")


def read(folder, text):
    """What a pyproject.toml says."""
    file = folder / "pyproject.toml"
    file.write_text(text)
    return read_configuration(file)


def load_tables(folder, text):
    """What is loaded for the tables of a pyproject.toml, without anything that is installed."""
    configuration = read(folder, text)
    return load(configuration.sources, configuration=configuration, entry_points=(), registry=Registry())


def entry_for(folder, name, lines):
    """The entry of the sample layer of that name with one table."""
    loaded = load_tables(folder, f'[tool.ethan.layers."{SAMPLES}:{name}"]\n{lines}')
    assert not loaded.broken, loaded.broken
    (entry,) = loaded.registry
    return entry


def error_for(folder, name, lines):
    """What is wrong with the table of the sample layer of that name, without file and table."""
    loaded = load_tables(folder, f'[tool.ethan.layers."{SAMPLES}:{name}"]\n{lines}')
    (error,) = loaded.broken
    head = f'pyproject.toml, [tool.ethan.layers."{SAMPLES}:{name}"]: '
    assert str(error).startswith(head)
    return str(error).removeprefix(head)
