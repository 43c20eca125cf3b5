"""Three witnesses: what is documented, what backward says, and differences; and who is the odd one out.

The documentation is evaluated exactly (`digits`, `documentation`, `truth`, `slopes`), the layer's own
rounding is measured (`rounding`), and `attribution` weighs who agrees with whom.
"""
