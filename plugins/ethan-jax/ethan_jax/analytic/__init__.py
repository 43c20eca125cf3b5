"""Forward at complex numbers, for the complex step: the traced program, one operation after the other, each
as an analytic function. Real parts decide comparisons, as at real numbers; of a rule its function is taken.

Nothing here is believed by itself: a real difference has to confirm what comes out.
"""

from __future__ import annotations

from ethan_jax.analytic.interpreter import at_complex

__all__ = ["at_complex"]
