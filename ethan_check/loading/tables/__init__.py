"""Layers described in a configuration file, without a change to their code.

A table `[tool.ethan.layers."theirs.layers:Conv2D"]` in `pyproject.toml`, or the same without `tool.ethan` in
a file that the ini key `ethan_config` names, says how a layer is made, what it takes and what it promises.
"""

from __future__ import annotations

from ethan_check.loading.tables.error import ConfigError
from ethan_check.loading.tables.file import Configuration, read_configuration
from ethan_check.loading.tables.table import LayerTable
from ethan_check.loading.tables.template import template_of

__all__ = ["ConfigError", "Configuration", "LayerTable", "read_configuration", "template_of"]
