"""Configurations and arrays on which a layer is checked.

`choose` finds the source of cases that fits what a caller gave; `from_arrays`, `from_contract` and
`from_function` are the sources; `pool` makes subjects of their cases. `strategies` alone imports hypothesis.
"""
