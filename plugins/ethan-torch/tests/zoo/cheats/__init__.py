"""Code that passes a test without being right."""
