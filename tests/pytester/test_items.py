"""What one item says about one layer."""

from __future__ import annotations
