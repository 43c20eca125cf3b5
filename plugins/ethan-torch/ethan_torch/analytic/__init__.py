"""Forward at complex numbers, for the complex step: what torch does not take there, or not as an analytic
function, is said here as one. Real parts decide comparisons, as at real numbers.

Nothing here is believed by itself: a real difference has to confirm what comes out.
"""

from __future__ import annotations

from ethan_torch.analytic.mode import Analytic

__all__ = ["Analytic"]
