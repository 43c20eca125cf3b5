"""Distributions that nobody should trust: what they bring raises when it is imported, or is no plugin."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["BROKEN", "PLUGIN", "Distribution"]

PLUGIN = """
from ethan_check import Finding, hookimpl

class Check:
    name = "theirs"
    def run(self, subject, rng):
        yield Finding(check="theirs", verdict="pass")

class Own(BaseException):
    pass

class Loud(Exception):
    def __str__(self):
        raise Own

class Plugin:
    @hookimpl
    def ethan_checks(self):
        return [Check()]

plugin = Plugin()
"""

MODULES = {
    "raises": "raise ValueError('no')",
    "raises-its-own": "class Own(BaseException): pass\nraise Own('no')",
    "raises-loudly": "class Loud(Exception):\n    def __str__(self): raise SystemExit\nraise Loud",
    "exits": "import sys; sys.exit(0)",
    "stops": "raise GeneratorExit",
    "interrupts": "raise KeyboardInterrupt",
    "skips": "import pytest; pytest.skip('me', allow_module_level=True)",
    "surrogate": "raise ValueError('\\ud800 and \\x1b[2J')",
    "syntax": "def",
    "recurses": "def f(): f()\nf()",
    "imports-nothing": "import no_such_module_of_theirs",
    "empty": "",
    "raises-many": "raise ExceptionGroup('many', [ValueError('\\x1b[2J'), OSError()])",
    "closes-output": "import os, sys\nsys.stdout = None\nos.close(1)\nraise ValueError('no')",
    "goes-elsewhere": "import os\nos.chdir('/')\nraise ValueError('no')",
    "sets-a-limit": "import sys\nsys.setrecursionlimit(60)\nraise ValueError('no')",
    "removes-itself": "import sys\nsys.modules.pop(__name__)\nraise ValueError('no')",
    "answers-anything": "def __getattr__(name):\n    raise SystemExit(name)",
    "too-deep": f"x = {'(' * 300}1{')' * 300}",
    "null-byte": "x = 1\x00",
    "not-text": "x = '\udcff'",
    "of-its-own-import": "import {module}\n{module}.missing",
    "huge-message": "raise ValueError('long ' * 10**6)",
    "many-lines": "raise ImportError('line\\nline\\rline')",
}
VALUES = {
    "unparsable": "this is no module",
    "dashes": "--",
    "dots": "...",
    "colon": ":",
    "missing": "no_such_module_at_all:x",
    "attribute": "json:no_such_attribute",
    "number": "math:pi",
    "with-extras": "no_such_module:x [extra, of]",
    "keyword": "class:def",
    "very-long": "m" * 5000,
}
PLUGINS = {
    "checks-raise": ("[Check()]", "1 / 0"),
    "checks-exit": ("return [Check()]", "raise SystemExit"),
    "checks-own": ("return [Check()]", "raise Own"),
    "checks-loud": ("return [Check()]", "raise Loud"),
    "checks-number": ("[Check()]", "7"),
    "checks-text": ("[Check()]", "'theirs'"),
    "checks-class": ("[Check()]", "[Check]"),
    "checks-none-in": ("[Check()]", "[None]"),
    "check-name-number": ('name = "theirs"', "name = 7"),
    "check-name-odd": ('name = "theirs"', 'name = "their check"'),
    "check-name-taken": ('name = "theirs"', 'name = "shapes"'),
    "check-name-raises": ('name = "theirs"', "@property\n    def name(self): raise Own"),
    "hook-misspelt": ("ethan_checks", "ethan_chekcs"),
    "no-plugin": ("plugin = Plugin()", "plugin = 7"),
    "class": ("plugin = Plugin()", "plugin = Plugin"),
    "checks-generator": ("return [Check()]", "yield Check(); raise Own"),
    "checks-endless": ("return [Check()]", "import itertools; return itertools.repeat(Check())"),
    "hook-of-other-arguments": ("def ethan_checks(self)", "def ethan_checks(self, nothing_of_ours)"),
    "attribute-raises": ("    @hookimpl", "    @property\n    def more(self): raise Own\n    @hookimpl"),
    "attributes-exit": (
        "class Plugin:",
        "class Plugin:\n    def __getattribute__(self, name): raise SystemExit(name)",
    ),
    "directory-raises": ("class Plugin:", "class Plugin:\n    def __dir__(self): raise Own"),
    "class-raises": ("class Plugin:", "class Plugin:\n    @property\n    def __class__(self): raise Own"),
    "adapters-raise": (
        "    def ethan_checks(self):\n        return [Check()]",
        "    def ethan_adapters(self): raise Own",
    ),
}


@dataclass(frozen=True)
class Distribution:
    """An installed distribution with one entry point.

    Args:
        name: of the distribution.
        kind: what it is one of.
        group: of the entry point.
        value: of the entry point; where it is empty, it names the module.
        source: of the module; empty for none.
    """

    name: str
    kind: str
    group: str
    value: str = ""
    source: str = ""

    def install(self, folder: Path) -> None:
        """Write it into a folder of `sys.path`."""
        module = self.name.replace("-", "_").replace(".", "_")
        if self.source:
            text = self.source.replace("{module}", module)
            (folder / f"{module}.py").write_bytes(text.encode("utf-8", "surrogateescape"))
        metadata = folder / f"{module}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {self.name}\nVersion: 1.0\n")
        value = self.value.replace("{module}", module)
        (metadata / "entry_points.txt").write_text(f"[{self.group}]\ntheirs = {value}\n")


GROUPS = {"layers": "ethan.layers", "plugins": "ethan.plugins"}


def _plugin(number: int, old: str, new: str) -> str:
    # Two checks of one name would be another mistake.
    return PLUGIN.replace(old, new).replace('name = "theirs"', f'name = "theirs-{number}"')


BROKEN = [
    *(
        Distribution(f"aaa-{short}-{name}", "imported", group, "{module}", source or "\n")
        for short, group in GROUPS.items()
        for name, source in MODULES.items()
    ),
    *(
        Distribution(f"aaa-{short}-{name}", "named", group, value)
        for short, group in GROUPS.items()
        for name, value in VALUES.items()
    ),
    *(
        Distribution(f"aaa-{name}", "plugin", "ethan.plugins", "{module}:plugin", _plugin(number, old, new))
        for number, (name, (old, new)) in enumerate(PLUGINS.items())
    ),
]
"""Each is one failing item that names it, and everything else runs as without it."""
