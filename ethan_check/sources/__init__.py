"""Where cases come from: a contract, the arrays that were given, a list, or a rule of the layer's own.

A source draws the case at a position, always the same one for the same seed, and knows how to look for
a smaller case that still fails.
"""

from __future__ import annotations

from ethan_check.sources.base import DEFAULT_CASES, Drawn, Source
from ethan_check.sources.choose import choose_source
from ethan_check.sources.stated import fitted_contract, stated_contract

__all__ = ["DEFAULT_CASES", "Drawn", "Source", "choose_source", "fitted_contract", "stated_contract"]
