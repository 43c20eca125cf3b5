"""Mistakes that need a framework to be made."""
