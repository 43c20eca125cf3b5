"""What the entry point `ethan.plugins` names.

It is loaded in runs that never see jax. So jax is imported only where somebody else has done so: before
that there is nothing of jax's.
"""

from __future__ import annotations

import sys
from typing import Any

from ethan_check import Check, Translation, hookimpl
from ethan_jax.checks import jax_checks

__all__ = ["ethan_checks", "ethan_translate"]


@hookimpl
def ethan_translate(thing: Any, inputs: tuple[Any, ...] | None) -> Translation | None:
    """A layer of numpy's arrays in place of a function with a rule, a function of jax's arrays, or a module
    that is a tree of arrays.
    """
    if "jax" not in sys.modules:
        return None
    from ethan_jax.recognition import is_jax

    if not is_jax(thing, inputs):
        return None
    from ethan_jax.translation import translate

    return translate(thing, inputs)


@hookimpl
def ethan_checks() -> list[Check]:
    """What only functions of jax's are asked."""
    return jax_checks()
