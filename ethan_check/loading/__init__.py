"""Layers, checks and plugins from entry points, modules and tables of a configuration file."""
