"""Layers that nobody should trust, by kind and place; and what a run makes of them."""
