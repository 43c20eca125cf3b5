"""One file for each convention in which people write backward passes.

A convention is found by looking (methods, the names of their arguments, attributes) and then by trying, on
copies. What is found is a reading of the layer: it knows how backward is called, where the parameters are and
where their gradients are left. To add a convention is to add a file that defines `CONVENTIONS`.
"""

from __future__ import annotations

from ethan_check.subject.conventions.detection import convention_names, detect, looks_like_a_layer

__all__ = ["convention_names", "detect", "looks_like_a_layer"]
