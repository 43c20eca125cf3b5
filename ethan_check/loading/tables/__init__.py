"""Layers described in a configuration file: nobody's code is touched.

A table `[tool.ethan.layers."theirs.layers:Conv2D"]` in `pyproject.toml`, or the same without `tool.ethan` in
a file that the ini key `ethan_config` names, says how a layer is made, what it takes and what it promises.
"""

from __future__ import annotations

from ethan_check.loading.tables.error import Mistake
from ethan_check.loading.tables.file import Configuration, read_configuration
from ethan_check.loading.tables.table import LayerTable
from ethan_check.loading.tables.template import stub_of

__all__ = ["Configuration", "LayerTable", "Mistake", "read_configuration", "stub_of"]
