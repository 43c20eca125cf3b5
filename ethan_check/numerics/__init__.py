"""Finite differences, error bounds, kinks and directions. Arrays only: nothing here knows a layer.

The central idea: one directional derivative costs a fixed number of calls however many entries there
are, and it comes with an error bar for every output. `finite_difference` is the place to begin reading, and
`tolerances` holds every number on which a verdict depends.
"""
